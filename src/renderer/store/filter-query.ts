/**
 * The filter of the live list: `bucket:hard -is:error model:gpt refund`. Terms are joined by AND, `-` negates, bare
 * words search the prompt preview. What cannot be understood is a diagnostic at its place, never silent free text.
 */
import { BUCKETS } from '../../shared/decision.ts';
import type { RecordRing } from './record-ring.ts';

export const FILTER_FIELDS = ['bucket', 'model', 'status', 'app', 'is'] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];
export const IS_VALUES = ['error', 'sample', 'simulated', 'cached', 'fallback', 'streamed'] as const;

export interface FilterTerm {
  readonly field: FilterField | 'text';
  readonly value: string;
  readonly negated: boolean;
  /** Place in the source, for marks and removal. */
  readonly from: number;
  readonly to: number;
}

export interface FilterDiagnostic {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export type FilterResult =
  | { readonly ok: true; readonly terms: readonly FilterTerm[] }
  | { readonly ok: false; readonly diagnostic: FilterDiagnostic };

export function parseFilter(source: string): FilterResult {
  const terms: FilterTerm[] = [];
  for (const token of tokenize(source)) {
    const span = { from: token.from, to: token.to };
    if (token.unclosed) return fail('This quote is not closed.', span);
    if (token.field === null) {
      if (token.value !== '')
        terms.push({ ...span, field: 'text', value: token.value.toLowerCase(), negated: token.negated });
      continue;
    }
    const field = FILTER_FIELDS.find((name) => name === token.field?.toLowerCase());
    if (field === undefined) {
      return fail(
        `There is no field “${token.field}”. Fields: ${FILTER_FIELDS.join(', ')}. Quote it to search the text.`,
        span,
      );
    }
    const value = token.value.toLowerCase();
    const problem = checkValue(field, value);
    if (problem !== null) return fail(problem, span);
    terms.push({ ...span, field, value, negated: token.negated });
  }
  return { ok: true, terms };
}

function fail(message: string, span: { from: number; to: number }): FilterResult {
  return { ok: false, diagnostic: { message, ...span } };
}

function checkValue(field: FilterField, value: string): string | null {
  if (value === '') return `${field}: needs a value.`;
  const allowed = allowedValues(field);
  if (allowed !== null && !allowed.includes(value)) return `${field}: takes ${allowed.join(', ')}.`;
  return null;
}

/** Values that a field takes; null when any text will do. */
export function allowedValues(field: FilterField): readonly string[] | null {
  if (field === 'bucket') return BUCKETS;
  if (field === 'is') return IS_VALUES;
  return null;
}

interface Token {
  readonly negated: boolean;
  readonly field: string | null;
  readonly value: string;
  readonly unclosed: boolean;
  readonly from: number;
  readonly to: number;
}

function* tokenize(source: string): Generator<Token> {
  const pattern = /(-?)(?:([\p{L}\p{N}_.]+):)?(?:"([^"]*)("?)|(\S*))/guy;
  let at = 0;
  while (at < source.length) {
    if (/\s/.test(source[at] as string)) {
      at++;
      continue;
    }
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null || match[0] === '') return;
    const [text, minus, field, quoted, close, plain] = match;
    yield {
      negated: minus === '-',
      field: field ?? null,
      value: quoted ?? plain ?? '',
      unclosed: quoted !== undefined && close === '',
      from: at,
      to: at + text.length,
    };
    at += text.length;
  }
}

/** Removes one term from the source, with the space that it leaves. */
export function withoutSpan(source: string, span: { from: number; to: number }): string {
  return `${source.slice(0, span.from).trimEnd()} ${source.slice(span.to).trimStart()}`.trim();
}

export type RowPredicate = (ring: RecordRing, position: number) => boolean;

/** One predicate for all terms. Text columns are interned, so each distinct value is compared once. */
export function compileFilter(terms: readonly FilterTerm[]): RowPredicate {
  const predicates = terms.map((term) => {
    const test = compileTerm(term);
    return term.negated ? (ring: RecordRing, position: number) => !test(ring, position) : test;
  });
  return (ring, position) => predicates.every((test) => test(ring, position));
}

function compileTerm(term: FilterTerm): RowPredicate {
  const { value } = term;
  switch (term.field) {
    case 'text': {
      const pattern = new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
      return (ring, position) => pattern.test(ring.previewAt(position) ?? '');
    }
    case 'bucket':
      return (ring, position) => ring.bucketAt(position) === value;
    case 'model': {
      const matches = memoized((model) => model.includes(value));
      return (ring, position) => matches(ring.modelAt(position));
    }
    case 'app': {
      const matches = memoized((app) => app.includes(value));
      return (ring, position) => matches(ring.appAt(position));
    }
    case 'status':
      return (ring, position) => {
        const status = ring.statusAt(position);
        return status === value || String(ring.row(position).httpStatus ?? '') === value;
      };
    case 'is':
      return compileIs(value);
  }
}

function compileIs(value: string): RowPredicate {
  switch (value) {
    case 'error':
      return (ring, position) => ring.statusAt(position) === 'error';
    case 'sample':
      return (ring, position) => ring.isSample(position);
    case 'simulated':
      return (ring, position) => ring.isSimulated(position);
    case 'cached':
      return (ring, position) => ring.isCacheHit(position);
    case 'fallback':
      return (ring, position) => ring.row(position).fallbacks > 0;
    default:
      return (ring, position) => ring.isStreamed(position);
  }
}

function memoized(test: (lowerCase: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = test(text.toLowerCase());
      known.set(text, result);
    }
    return result;
  };
}
