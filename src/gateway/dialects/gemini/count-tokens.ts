/** `countTokens`, answered by estimate: Heimdall does not ask a provider which it has not chosen yet. */

import { estimateRequestTokens, estimateTokens, promptText } from '../../../core/index.ts';
import type { ParsedRequest } from '../dialect.ts';
import { parseJsonBody } from '../json-body.ts';
import { readObject } from './fields.ts';
import { type PathHints, parseBody } from './parse-request.ts';

/**
 * Reads a `countTokens` body: `contents` alone, or a whole request in `generateContentRequest`.
 *
 * @throws {HeimdallError} `request_invalid`.
 */
export function parseCountTokens(bytes: Uint8Array, hints: PathHints = {}): ParsedRequest {
  const body = parseJsonBody(bytes, 'contents');
  return parseBody(readObject(body, 'generateContentRequest', '') ?? body, hints);
}

/** The answer to `countTokens`, by the estimate that routing uses. */
export function countTokensAnswer(parsed: ParsedRequest): { readonly totalTokens: number } {
  const prompt = promptText(parsed.request);
  return { totalTokens: estimateRequestTokens(parsed.request, prompt, estimateTokens(prompt)) };
}
