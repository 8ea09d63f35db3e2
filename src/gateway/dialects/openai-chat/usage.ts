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
