import type { ChatMessage, ChatRequest } from '../request/chat-request.ts';

/** Shorter last turns ("yes, go on") say nothing alone and get the user turn before them. */
const SHORT_TURN_UNITS = 24;

/**
 * The text that features are read from: the last user turn. System prompts are left out because an app sends the same
 * one with every request, and it would drown what differs.
 */
export function promptText(request: ChatRequest): string {
  let last: ChatMessage | undefined;
  for (let index = request.messages.length - 1; index >= 0; index--) {
    const message = request.messages[index] as ChatMessage;
    if (message.role !== 'user') continue;
    if (last === undefined) {
      last = message;
      if (last.text.length >= SHORT_TURN_UNITS) return last.text;
    } else if (message.text.length > 0) {
      return `${message.text}\n${last.text}`;
    }
  }
  return last?.text ?? request.messages.at(-1)?.text ?? '';
}
