/** The `usage` object of the Responses API. */
import type { CanonicalUsage } from '../canonical.ts';
import { countOrNull, isObject, objectOf } from '../openai-chat/json-fields.ts';

/** Null when it is absent or not one. */
export function readResponsesUsage(value: unknown): CanonicalUsage | null {
  if (!isObject(value)) return null;
  const input = countOrNull(value.input_tokens);
  if (input === null) return null;
  const details = objectOf(value.input_tokens_details);
  return {
    input,
    output: countOrNull(value.output_tokens) ?? 0,
    cachedInput: countOrNull(details.cached_tokens),
    cacheWrite: countOrNull(details.cache_write_tokens),
    reasoning: countOrNull(objectOf(value.output_tokens_details).reasoning_tokens),
  };
}

export function writeResponsesUsage(usage: CanonicalUsage): Record<string, unknown> {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cachedInput ?? 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: usage.input + usage.output,
  };
}
