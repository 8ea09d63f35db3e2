/** `POST /v1/messages/count_tokens`, by estimate: no provider is asked. */
import { estimateRequestTokens, estimateTokens } from '../../../core/index.ts';
import type { ParsedRequest } from '../dialect.ts';

/** The answer to a count: the same estimate that routing uses, for every message, tools and images. */
export function countTokensAnswer(parsed: ParsedRequest): { readonly input_tokens: number } {
  return { input_tokens: estimateInputTokens(parsed) };
}

export function estimateInputTokens(parsed: ParsedRequest): number {
  return estimateRequestTokens(parsed.request, '', 0);
}

export function estimateAnswerTokens(text: string): number {
  return estimateTokens(text);
}
