/** Why an answer ended, in the words of chat completions and in the canonical ones. */
import type { FinishReason } from '../canonical.ts';

/**
 * @param seen What the answer held: some servers say `stop` after tool calls, and OpenAI says it after a refusal.
 */
export function readFinishReason(
  value: unknown,
  seen: { readonly calls: boolean; readonly refusal: boolean },
): FinishReason {
  if (value === 'length') return 'length';
  if (value === 'content_filter') return 'content-filter';
  if (seen.calls || value === 'tool_calls' || value === 'function_call') return 'tool-calls';
  return seen.refusal ? 'refusal' : 'stop';
}

/** @param legacy The caller offered the older `functions`. */
export function writeFinishReason(reason: FinishReason, legacy: boolean, hasRefusal: boolean): string {
  if (reason === 'tool-calls') return legacy ? 'function_call' : 'tool_calls';
  if (reason === 'length') return 'length';
  // Without words of its own a refusal would look like an empty answer.
  if (reason === 'content-filter' || (reason === 'refusal' && !hasRefusal)) return 'content_filter';
  return 'stop';
}
