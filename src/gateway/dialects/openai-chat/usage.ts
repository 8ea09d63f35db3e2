import type { CanonicalUsage } from '../canonical.ts';
import { countOrNull, objectOf } from './json-fields.ts';

/** Tokens of one answer. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Reads the `usage` object of the OpenAI protocol; null when it is absent or not one. */
export function parseUsage(value: unknown): TokenUsage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { prompt_tokens: input, completion_tokens: output } = value as Record<string, unknown>;
  if (!isCount(input)) return null;
  return { inputTokens: input, outputTokens: isCount(output) ? output : 0 };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Rough tokens of a text, for answers that come without usage: four characters each. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Reads the `usage` object of the OpenAI protocol with all its details; null when it is absent or not one. */
export function readChatUsage(value: unknown): CanonicalUsage | null {
  const usage = parseUsage(value);
  if (usage === null) return null;
  const fields = objectOf(value);
  const prompt = objectOf(fields.prompt_tokens_details);
  const total = countOrNull(fields.total_tokens) ?? 0;
  return {
    input: usage.inputTokens,
    // Google and xAI leave the reasoning out of the completion, but not out of the total.
    output: Math.max(usage.outputTokens, total - usage.inputTokens),
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
