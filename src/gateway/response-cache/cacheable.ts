import type { CanonicalAnswer, CanonicalRequest } from '../dialects/canonical.ts';
import type { ParsedRequest } from '../dialects/dialect.ts';

/** What a translation leaves out although it changes no more than the words of an answer. */
const HARMLESS: ReadonlySet<string> = new Set([
  'metadata',
  'store',
  'labels',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'verbosity',
  'text.verbosity',
  'logit_bias',
  'safetySettings',
  'position of system messages',
  'truncation',
]);

/**
 * The request in the canonical form when its answer may be kept; null when not: with tools an answer is a step of
 * something that goes on, a high temperature asks for variety, several answers and log probabilities are more than is
 * kept, and state that is stored elsewhere is not in the request.
 */
export function cacheableRequest(parsed: ParsedRequest, maxTemperature: number): CanonicalRequest | null {
  if (parsed.request.tools > 0) return null;
  let canonical: CanonicalRequest;
  try {
    canonical = parsed.canonical();
  } catch {
    return null;
  }
  const { tools, n, logprobs, temperature, dropped } = canonical;
  const plain = tools.length === 0 && n === 1 && logprobs === null && (temperature ?? 0) <= maxTemperature;
  return plain && dropped.every((name) => HARMLESS.has(name)) ? canonical : null;
}

/** An answer that came to its natural end and is text. */
export function cacheableAnswer({ finish, parts }: CanonicalAnswer): boolean {
  return (
    finish === 'stop' &&
    parts.some((part) => part.type === 'text' && part.text !== '') &&
    parts.every((part) => part.type === 'text' || part.type === 'thinking')
  );
}
