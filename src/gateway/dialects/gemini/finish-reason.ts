/** Why an answer ended: `finishReason` and `blockReason`. */
import type { FinishReason } from '../canonical.ts';

const FILTERED = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

/** The model tried to call a tool and failed: there is no answer, and an agent that took it for one would stop. */
const BROKEN_CALLS = new Set(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS']);

export function isBrokenCall(reason: string): boolean {
  return BROKEN_CALLS.has(reason);
}

/** @param hasCalls Whether the answer calls a tool: Google says STOP then, too. */
export function parseFinishReason(reason: string, hasCalls: boolean): FinishReason {
  if (FILTERED.has(reason)) return 'content-filter';
  if (reason === 'MAX_TOKENS' || reason === 'CONTINUATION') return 'length';
  return hasCalls ? 'tool-calls' : 'stop';
}

export function renderFinishReason(reason: FinishReason): string {
  switch (reason) {
    case 'stop':
    case 'tool-calls':
      return 'STOP';
    case 'length':
      return 'MAX_TOKENS';
    case 'content-filter':
    case 'refusal':
      return 'SAFETY';
    case 'pause':
      return 'OTHER';
  }
}
