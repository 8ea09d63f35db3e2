/**
 * The filter of every view: `bucket:(mid OR hard) lat:>300ms -is:error refund`. Terms are joined by AND, `-` negates,
 * bare words search the first 200 characters of the prompt, `body:` all of it. What cannot be understood is a diagnostic at its place with
 * a fix, never silent free text.
 *
 *     query = { ["-"] term }
 *     term  = field ":" value | word | "quoted words"
 *     value = v | (v OR v) | (v AND v) | >v | >=v | <v | <=v | v..v | =v | *v*
 */
import { type FilterField, filterFields, findField, nearestName, STATUS_VALUES } from './filter-fields.ts';
import { escapeRegExp, type RangeValue, readNumber, readTime } from './filter-values.ts';

/** A test of one text: part of it, all of it, or by wildcards. */
export interface TextTest {
  readonly text: string;
  readonly match: 'part' | 'whole' | 'wildcard';
}

export type FilterValue =
  /** Any, or all, of the texts. */
  | { readonly kind: 'texts'; readonly join: 'or' | 'and'; readonly tests: readonly TextTest[] }
  /** Numbers in the field's unit, or milliseconds of Unix time. */
  | RangeValue
  /** Within so many milliseconds of now. */
  | { readonly kind: 'since'; readonly ms: number };

export interface FilterTerm {
  /** Name of the field, `text` for bare words. */
  readonly field: string;
  readonly value: FilterValue;
  readonly negated: boolean;
  /** Place in the source, for marks and removal. */
  readonly from: number;
  readonly to: number;
}

export interface FilterDiagnostic {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  /** What would be right: the whole query with the mistake mended. */
  readonly fix: { readonly label: string; readonly query: string } | null;
}

export type FilterResult =
  | { readonly ok: true; readonly terms: readonly FilterTerm[] }
  | { readonly ok: false; readonly diagnostic: FilterDiagnostic };

/** What is wrong with a value, and what would be right instead of the whole token. */
interface Problem {
  readonly message: string;
  readonly fix?: string;
}

class FilterMistake extends Error {
  readonly diagnostic: FilterDiagnostic;
  constructor(diagnostic: FilterDiagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

export function parseFilter(source: string): FilterResult {
  try {
    return { ok: true, terms: [...tokenize(source)].flatMap((token) => parseToken(source, token) ?? []) };
  } catch (error) {
    if (error instanceof FilterMistake) return { ok: false, diagnostic: error.diagnostic };
    throw error;
  }
}

function fail(source: string, { from, to }: Token, { message, fix }: Problem): never {
  const mended = fix === undefined ? null : `${source.slice(0, from)}${fix}${source.slice(to)}`.trim();
  throw new FilterMistake({
    message,
    from,
    to,
    fix:
      mended === null || fix === undefined ? null : { label: fix === '' ? 'Remove it' : `Use ${fix}`, query: mended },
  });
}

function parseToken(source: string, token: Token): FilterTerm | null {
  const { from, to, negated, quoted } = token;
  const minus = negated ? '-' : '';
  if (token.unclosed !== null) {
    fail(source, token, {
      message: `This ${token.unclosed === '"' ? 'quote' : 'bracket'} is not closed.`,
      fix: `${source.slice(from, to)}${token.unclosed}`,
    });
  }
  if (token.field === null) {
    if (token.raw === '') return null;
    if (!quoted && /^(OR|AND|NOT)$/.test(token.raw)) fail(source, token, bareOperator(token.raw));
    const tests: TextTest[] = [{ text: token.raw.toLowerCase(), match: 'part' }];
    return { field: 'text', value: { kind: 'texts', join: 'and', tests }, negated, from, to };
  }
  const name = token.field.toLowerCase();
  const field = findField(name);
  if (field === undefined) fail(source, token, unknownField(name, token, minus));
  else {
    const value = parseValue(field, token);
    if ('message' in value)
      fail(source, token, {
        message: value.message,
        ...(value.fix === undefined ? {} : { fix: `${minus}${value.fix}` }),
      });
    else return { field: field.name, value, negated, from, to };
  }
  return null;
}

function bareOperator(word: string): Problem {
  if (word === 'AND') return { message: 'Terms are joined by AND anyway.', fix: '' };
  if (word === 'NOT') return { message: 'A minus before a term negates it: -is:error.', fix: '' };
  return {
    message: 'OR joins values of one field only: bucket:(mid OR hard). Quote it to search for the word.',
    fix: '',
  };
}

function unknownField(name: string, token: Token, minus: string): Problem {
  const meant = nearestName(
    name,
    filterFields().map((field) => field.name),
  );
  const message = `There is no field “${name}”.`;
  if (meant !== null) return { message, fix: `${minus}${meant}:${token.written}` };
  return { message: `${message} Quote it to search the text.`, fix: `${minus}"${name}:${token.raw}"` };
}

function parseValue(field: FilterField, token: Token): FilterValue | Problem {
  const { name } = field;
  if (token.raw === '' && !token.quoted) return { message: `${name}: needs a value: ${field.about}.` };
  if (field.kind === 'time') {
    const time = readTime(name === 'since' ? 'since' : 'at', token.raw, Date.now());
    return (
      time ?? { message: `${name}: takes ${name === 'since' ? '30s, 5m, 1h or 2d' : '12:04, 12:04..12:06 or a date'}.` }
    );
  }
  if (field.kind === 'body') {
    return { kind: 'texts', join: 'and', tests: [{ text: token.raw.toLowerCase(), match: 'part' }] };
  }
  if (field.kind === 'number') {
    return (
      readNumber(field.unit, token.raw) ?? {
        message: `${name}: takes a number: ${name}:>${example(field.unit)}, ${name}:${example(field.unit)}..${example(field.unit, 2)}.`,
      }
    );
  }
  if (field.kind === 'status') {
    const range = readNumber('plain', token.raw.replace(/^([1-5])xx$/i, '$100..$199'));
    if (range !== null) return range;
  }
  const list = token.list ?? { join: 'or' as const, items: [{ text: token.raw, quoted: token.quoted }] };
  const tests = list.items.map(({ text, quoted }) => textTest(text.toLowerCase(), quoted));
  const allowed = field.kind === 'text' ? null : field.kind === 'status' ? STATUS_VALUES : field.values;
  if (allowed === null) return { kind: 'texts', join: list.join, tests };
  for (const { text } of tests) {
    if ((allowed as readonly string[]).includes(text)) continue;
    const meant = nearestName(text, allowed);
    return {
      message: `${name}: takes ${allowed.join(', ')}.`,
      ...(meant === null
        ? {}
        : { fix: `${name}:${token.written.replace(new RegExp(escapeRegExp(text), 'i'), meant)}` }),
    };
  }
  const whole = tests.map(({ text }): TextTest => ({ text, match: 'whole' }));
  return { kind: 'texts', join: list.join, tests: whole };
}

function example(unit: string, factor = 1): string {
  if (unit === 'ms') return `${300 * factor}ms`;
  return unit === 'dollars' ? `${0.01 * factor}` : unit === 'tokens' ? `${factor}k` : `.${2 * factor}`;
}

function textTest(text: string, quoted: boolean): TextTest {
  if (!quoted && text.startsWith('=')) return { text: text.slice(1).replace(/^"(.*)"$/, '$1'), match: 'whole' };
  if (!quoted && text.includes('*')) return { text, match: 'wildcard' };
  return { text, match: 'part' };
}

interface Token {
  readonly negated: boolean;
  readonly field: string | null;
  /** The value without quotes or brackets. */
  readonly raw: string;
  /** The value as it stands. */
  readonly written: string;
  readonly quoted: boolean;
  readonly list: { readonly join: 'or' | 'and'; readonly items: readonly { text: string; quoted: boolean }[] } | null;
  /** The sign that is missing at the end. */
  readonly unclosed: '"' | ')' | null;
  readonly from: number;
  readonly to: number;
}

const TOKEN = /(-?)(?:([\p{L}\p{N}_.]+):)?(?:"([^"]*)("?)|(\([^)]*)(\)?)|(=?"[^"]*"|\S*))/uy;

function* tokenize(source: string): Generator<Token> {
  let from = 0;
  while (from < source.length) {
    if (/\s/.test(source[from] as string)) {
      from++;
      continue;
    }
    TOKEN.lastIndex = from;
    const match = TOKEN.exec(source);
    if (match === null || match[0] === '') return;
    const [whole, minus, field, quoted, closingQuote, group, closingBracket, plain] = match;
    // A bracket without a field is text like any other.
    const bracketed = group !== undefined && field !== undefined;
    const written = whole.slice((minus?.length ?? 0) + (field === undefined ? 0 : field.length + 1));
    yield {
      negated: minus === '-',
      field: field ?? null,
      raw: quoted ?? (bracketed ? group.slice(1) : (plain ?? written)),
      written,
      quoted: quoted !== undefined,
      list: bracketed ? parseList(group.slice(1)) : null,
      unclosed: quoted !== undefined && closingQuote === '' ? '"' : bracketed && closingBracket === '' ? ')' : null,
      from,
      to: from + whole.length,
    };
    from += whole.length;
  }
}

function parseList(text: string): NonNullable<Token['list']> {
  const items: { text: string; quoted: boolean }[] = [];
  let join: 'and' | 'or' = 'or';
  let item = '';
  const end = () => {
    const value = item.trim();
    item = '';
    if (/^"[^"]*"$/.test(value)) items.push({ text: value.slice(1, -1), quoted: true });
    else if (value !== '') items.push({ text: value, quoted: false });
  };
  // Labels of clusters have commas: what is between quotes is one value.
  for (const [index, part] of text.split(/("[^"]*")/).entries()) {
    const quoted = index % 2 === 1;
    if (!quoted && /\sAND\s/.test(part)) join = 'and';
    const [first = '', ...others] = quoted ? [part] : part.split(/\s(?:OR|AND)\s|,/);
    item += first;
    for (const other of others) {
      end();
      item = other;
    }
  }
  end();
  return { join, items };
}

/** Quotes a value where it needs it. */
export function quote(value: string): string {
  return value === '' || /[\s"():*,]|^[-=<>]|\.\./.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
