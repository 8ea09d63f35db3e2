/** Reads fields of JSON that others wrote: what is not as expected counts as not said. */

export type Json = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Tokens: a whole number that a model can have. */
export function tokensOf(value: unknown): number | undefined {
  const tokens = typeof value === 'string' ? Number(value) : value;
  return typeof tokens === 'number' && Number.isInteger(tokens) && tokens > 0 && tokens <= MAX_TOKENS
    ? tokens
    : undefined;
}

/** Ten times the largest window that is sold; what is above is a mistake. */
const MAX_TOKENS = 100_000_000;

/** A price that is a number or the text of one; undefined for anything else, negative numbers included. */
export function priceOf(value: unknown): number | undefined {
  const price = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof price === 'number' && Number.isFinite(price) && price >= 0 ? price : undefined;
}

/** Dollars per token, as most listings have it, to dollars per million; binary dust is rounded off. */
export function perMillion(value: unknown): number | undefined {
  const price = priceOf(value);
  return price === undefined ? undefined : Number((price * 1_000_000).toPrecision(12));
}

/** The object without the fields that are undefined. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
