import type { ChatRequest } from '../request/chat-request.ts';

/** How `request_tokens` of a decision is made; named in every decision. */
export const TOKEN_METHOD = 'estimate: WordPiece for the prompt, characters for the rest';

/** Tokens that a chat format adds around a message. */
const TOKENS_PER_MESSAGE = 4;
/** Flat rate for an image: OpenAI's high-detail cost of a 1024×1024 one. */
const TOKENS_PER_IMAGE = 765;
/** JSON schemas are punctuation-rich: fewer characters a token than prose. */
const TOOL_CHARS_PER_TOKEN = 3.5;
const SAMPLE_UNITS = 256;

/**
 * Estimated tokens of a text from its length and script: about 4 characters a token in English, 1.5 in scripts that
 * are written without the ASCII range. Good to about 15 % on prose; O(1) in the length of the text.
 */
export function estimateTokens(text: string): number {
  const { length } = text;
  if (length === 0) return 0;
  // Spread over the text, so that an English preamble does not decide for a Chinese document.
  const step = Math.max(1, Math.floor(length / SAMPLE_UNITS));
  let nonAscii = 0;
  let seen = 0;
  for (let index = 0; index < length; index += step) {
    seen++;
    if (text.charCodeAt(index) > 127) nonAscii++;
  }
  const share = nonAscii / seen;
  return Math.ceil(length * (share / 1.5 + (1 - share) / 4));
}

/**
 * Estimated tokens of the whole request: every message, tool definitions and images.
 *
 * @param promptTokens WordPiece tokens of the prompt text, which replace its estimate.
 */
export function estimateRequestTokens(request: ChatRequest, prompt: string, promptTokens: number): number {
  let tokens = promptTokens - estimateTokens(prompt);
  for (const message of request.messages) {
    tokens += estimateTokens(message.text) + TOKENS_PER_MESSAGE + message.images * TOKENS_PER_IMAGE;
  }
  return Math.max(1, Math.round(tokens + request.toolsChars / TOOL_CHARS_PER_TOKEN));
}
