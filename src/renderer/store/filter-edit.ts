/** Changes to a filter that keep the rest of it as it was written: what facets, brushes and links use. */
import { type FilterTerm, parseFilter, quote } from './filter-query.ts';

/** Removes one term from the source, with the space that it leaves. */
export function withoutSpan(source: string, span: { from: number; to: number }): string {
  return `${source.slice(0, span.from).trimEnd()} ${source.slice(span.to).trimStart()}`.trim();
}

/** Adds a token at the end. */
export function withToken(source: string, token: string): string {
  return `${source.trim()} ${token}`.trim();
}

/** Puts `field:value` in place of every term of that field; null takes them out. `withField(q, 'lat', '2s..4s')`. */
export function withField(source: string, field: string, value: string | null): string {
  const rest = termsOf(source)
    .filter((term) => term.field === field)
    .reverse()
    .reduce(withoutSpan, source);
  return value === null ? rest : withToken(rest, `${field}:${value}`);
}

/** The values that a field is held to, in lower case: `bucket:(mid OR hard)` → mid, hard. */
export function chosenValues(source: string, field: string): readonly string[] {
  return termsOf(source)
    .filter((term) => term.field === field && !term.negated)
    .flatMap((term) => textsOf(term));
}

/** Adds a value to a field's list, or takes it out: `bucket:mid` → `bucket:(mid OR hard)` → `bucket:hard`. */
export function withToggledValue(source: string, field: string, value: string, exact = false): string {
  const term = termsOf(source).find((one) => one.field === field && !one.negated && one.value.kind === 'texts');
  const wanted = value.toLowerCase();
  const before = term ? textsOf(term) : [];
  const after = before.includes(wanted) ? before.filter((text) => text !== wanted) : [...before, wanted];
  const token = after.length === 0 ? '' : `${field}:${formatValues(after, exact)}`;
  if (term === undefined) return withToken(source, token);
  return `${source.slice(0, term.from)}${token}${source.slice(term.to)}`.replace(/\s+/g, ' ').trim();
}

/** Negates a term, or takes the minus away. */
export function withToggledMinus(source: string, term: FilterTerm): string {
  const text = source.slice(term.from, term.to);
  return `${source.slice(0, term.from)}${term.negated ? text.slice(1) : `-${text}`}${source.slice(term.to)}`;
}

/** Puts one or more whole values of a field in place of every term of it: `cluster:(="a, b" OR ="c, d")`. */
export function withExactValues(source: string, field: string, values: readonly string[]): string {
  return withField(source, field, values.length === 0 ? null : formatValues(values, true));
}

function formatValues(values: readonly string[], exact: boolean): string {
  const written = values.map((value) => (exact ? `=${quote(value)}` : quote(value)));
  return written.length === 1 ? (written[0] as string) : `(${written.join(' OR ')})`;
}

function termsOf(source: string): readonly FilterTerm[] {
  const result = parseFilter(source);
  return result.ok ? result.terms : [];
}

function textsOf({ value }: FilterTerm): readonly string[] {
  return value.kind === 'texts' ? value.tests.map(({ text }) => text) : [];
}

/** Adds the tokens that are not there yet. */
export function withTokens(source: string, tokens: string): string {
  const held = new Set(termsOf(source).map(({ from, to }) => source.slice(from, to)));
  return termsOf(tokens)
    .map(({ from, to }) => tokens.slice(from, to))
    .filter((token) => !held.has(token))
    .reduce(withToken, source);
}

/** Words of `is:` that say whose traffic is meant. */
export const ORIGINS: readonly string[] = ['traffic', 'sample', 'imported'];

/** Takes out what says whose traffic is meant: `is:sample`, `-is:sample`, `is:traffic`, `is:imported`. */
export function withoutOrigin(source: string): string {
  return termsOf(source)
    .filter((term) => {
      const words = textsOf(term);
      return term.field === 'is' && words.length === 1 && ORIGINS.includes(words[0] as string);
    })
    .reverse()
    .reduce(withoutSpan, source);
}
