import type { ChatMessage, ChatRequest } from '../request/chat-request.ts';

/** Shorter last turns ("yes, go on") say nothing alone and get the user turn before them. */
const SHORT_TURN_UNITS = 24;

/**
 * Blocks that coding agents put into the user's turns: the date, the folder, what is installed. Claude Code, Codex CLI
 * and Gemini CLI, in this order.
 */
const AGENT_BLOCKS = ['system-reminder', 'environment_context', 'session_context'];

/**
 * The text that features are read from: the last user turn. System prompts, and what agents add to a turn, are left out
 * because an app sends the same with every request, and it would drown what differs.
 */
export function promptText(request: ChatRequest): string {
  let last: string | undefined;
  let whole: string | undefined;
  for (let index = request.messages.length - 1; index >= 0; index--) {
    const message = request.messages[index] as ChatMessage;
    if (message.role !== 'user') continue;
    const text = ownWords(message.text);
    if (last === undefined) {
      last = text;
      whole = message.text;
      if (text.length >= SHORT_TURN_UNITS) return text;
    } else if (text.length > 0) {
      return last === '' ? text : `${text}\n${last}`;
    }
  }
  return last || whole || (request.messages.at(-1)?.text ?? '');
}

/** A turn without the blocks of agents. */
function ownWords(text: string): string {
  if (!text.includes('<')) return text;
  let own = text;
  for (const name of AGENT_BLOCKS) own = withoutBlocks(own, `<${name}>`, `</${name}>`);
  return own;
}

/** Linear however many blocks there are, and whether or not they end. */
function withoutBlocks(text: string, opening: string, closing: string): string {
  let start = text.indexOf(opening);
  if (start < 0) return text;
  let kept = '';
  let from = 0;
  while (start >= 0) {
    const end = text.indexOf(closing, start);
    if (end < 0) break;
    kept += text.slice(from, start);
    from = end + closing.length;
    start = text.indexOf(opening, from);
  }
  return (kept + text.slice(from)).trim();
}
