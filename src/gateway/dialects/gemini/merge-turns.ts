/**
 * Puts model turns together again. The SDK's chat keeps every frame of a streamed answer as a Content of its own, so
 * that one answer comes back in dozens of pieces, the signature of a thought in another than its text.
 */
import type { AssistantPart, CanonicalMessage } from '../canonical.ts';

/** Consecutive model turns as one, with texts and thoughts that were cut joined. */
export function mergeModelTurns(messages: readonly CanonicalMessage[]): CanonicalMessage[] {
  const merged: CanonicalMessage[] = [];
  let open: AssistantPart[] | null = null;
  for (const message of messages) {
    if (message.role === 'user') {
      merged.push(message);
      open = null;
      continue;
    }
    if (open === null) {
      open = [];
      merged.push({ role: 'assistant', parts: open });
    }
    for (const part of message.parts) append(open, part);
  }
  return merged;
}

function append(parts: AssistantPart[], part: AssistantPart): void {
  const last = parts.at(-1);
  if (last?.type === 'text' && part.type === 'text') {
    parts[parts.length - 1] = { type: 'text', text: last.text + part.text };
  } else if (last?.type === 'thinking' && part.type === 'thinking' && isOpen(last) && part.redacted !== true) {
    parts[parts.length - 1] = { ...part, text: last.text + part.text };
  } else parts.push(part);
}

/** A signature ends a thought; what comes after is the next one. */
function isOpen(part: AssistantPart & { type: 'thinking' }): boolean {
  return part.signature === undefined;
}
