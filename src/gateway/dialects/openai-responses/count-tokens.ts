/** `POST /v1/responses/input_tokens`, by estimate: no provider is asked. */
import { estimateRequestTokens } from '../../../core/index.ts';
import type { ParsedRequest } from '../dialect.ts';

export interface ResponsesTokenCount {
  readonly object: 'response.input_tokens';
  readonly input_tokens: number;
}

/** The same estimate that routing uses, for every message, tools and images. */
export function countTokensAnswer(parsed: ParsedRequest): ResponsesTokenCount {
  return { object: 'response.input_tokens', input_tokens: estimateRequestTokens(parsed.request, '', 0) };
}
