import type { ChatMessage } from '../request/chat-request.ts';

/** Why the turn under way should end where it began. */
export type OpenTurn = 'tool_loop' | 'thinking';

/**
 * Looks whether the model is in the middle of a turn: it called tools and has not said anything to their results yet,
 * or it is to go on where it stopped. `thinking` when the turn holds signed reasoning, which only the provider that
 * signed it can read; signed reasoning of turns that have ended is left out by the providers themselves and binds
 * nobody. Text of the user beside the results (agents put reminders there) does not end the turn.
 */
export function openTurn(messages: readonly ChatMessage[]): OpenTurn | null {
  let index = messages.length - 1;
  const isUsers = ({ role }: ChatMessage): boolean => role === 'user' || role === 'system';
  while (index >= 0 && isUsers(messages[index] as ChatMessage)) index--;
  const latest = messages[index];
  if (latest === undefined) return null;
  const inLoop = latest.role === 'tool' || latest.toolCalls > 0;
  const continues = index === messages.length - 1;
  if (!inLoop && !continues) return null;
  for (; index >= 0; index--) {
    const message = messages[index] as ChatMessage;
    if (message.role === 'user') break;
    if (message.signed === true) return 'thinking';
  }
  return inLoop ? 'tool_loop' : null;
}
