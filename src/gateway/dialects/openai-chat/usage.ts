import type { CanonicalUsage } from '../canonical.ts';
import { countOrNull, objectOf } from './json-fields.ts';

/** Reads the `usage` object of the OpenAI protocol with all its details; null when it is absent or not one. */
export function readChatUsage(value: unknown): CanonicalUsage | null {
  const fields = objectOf(value);
  const input = countOrNull(fields.prompt_tokens);
  if (input === null) return null;
  const prompt = objectOf(fields.prompt_tokens_details);
  const total = countOrNull(fields.total_tokens) ?? 0;
  return {
    input,
    // Google and xAI leave the reasoning out of the completion, but not out of the total.
    output: Math.max(countOrNull(fields.completion_tokens) ?? 0, total - input),
    // DeepSeek counts cache hits in a field of its own.
    cachedInput: countOrNull(prompt.cached_tokens) ?? countOrNull(fields.prompt_cache_hit_tokens),
    cacheWrite: countOrNull(prompt.cache_write_tokens),
    reasoning: countOrNull(objectOf(fields.completion_tokens_details).reasoning_tokens),
  };
}

/** The `usage` object for a client. */
export function writeChatUsage(usage: CanonicalUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cachedInput ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
  };
}
