/**
 * Passes the frames of a chat-completions stream on as they come and reads the usage on the way. Frames are passed on
 * as bytes; only those that can hold usage or an error are decoded.
 */
import type { CanonicalUsage, StreamError } from '../canonical.ts';
import { isObject, type JsonObject, textOrNull } from './json-fields.ts';
import { upstreamErrorEvent } from './upstream-error.ts';
import { readChatUsage } from './usage.ts';

/** A frame that never ends is passed on in pieces from this size. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const BRACE = 0x7b;
const QUOTE = 0x22;
const USAGE_KEY = Buffer.from('"usage"');
const ERROR_KEY = Buffer.from('"error"');
const FINISH_KEY = Buffer.from('"finish_reason"');
const DONE = Buffer.from('[DONE]');
/** `data: [DONE]` with its line ends is shorter; text that quotes it is not. */
const MAX_DONE_BYTES = 24;
const EMPTY = Buffer.alloc(0);

export class SseFrames {
  /** The last usage that the stream reported. */
  usage: CanonicalUsage | null = null;
  /** The first error frame that the stream carried. */
  error: StreamError | null = null;
  /** Something of the answer has come: a word, a call, or the reason of its end. */
  begun = false;
  /** The reason of the end, or `[DONE]`, has come. */
  finished = false;
  readonly #keepUsageFrame: boolean;
  #pending: Buffer = EMPTY;
  #frames = 0;

  /** @param keepUsageFrame False strips the chunk that holds nothing but usage: the client did not ask for it. */
  constructor(keepUsageFrame: boolean) {
    this.#keepUsageFrame = keepUsageFrame;
  }

  /** A guess for streams that report no usage: a token per frame but for the first, the last and `[DONE]`. */
  get estimatedTokens(): number {
    return Math.max(0, this.#frames - 3);
  }

  /** Takes bytes in and returns those that are ready for the client; may be empty. */
  push(chunk: Buffer): Buffer {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let start = 0;
    let stripped: Buffer[] | null = null;
    let kept = 0;
    for (;;) {
      const end = frameEnd(bytes, start);
      if (end < 0) break;
      if (!this.#accept(bytes.subarray(start, end))) {
        stripped ??= [];
        if (start > kept) stripped.push(bytes.subarray(kept, start));
        kept = end;
      }
      start = end;
    }
    this.#pending = start === bytes.length ? EMPTY : bytes.subarray(start);
    if (this.#pending.length > MAX_FRAME_BYTES) {
      this.#pending = EMPTY;
      start = bytes.length;
    }
    if (stripped === null) return start === bytes.length ? bytes : bytes.subarray(0, start);
    if (start > kept) stripped.push(bytes.subarray(kept, start));
    return Buffer.concat(stripped);
  }

  /** What is left when the stream ended in good order: some servers omit the last blank line. */
  flush(): Buffer {
    const rest = this.#pending;
    this.#pending = EMPTY;
    return rest.length > 0 && this.#accept(rest) ? rest : EMPTY;
  }

  /** Reads what a frame says about beginning, end, usage and errors; false when the client should not get it. */
  #accept(frame: Buffer): boolean {
    this.#frames++;
    if (!this.finished)
      this.finished = hasValue(frame, frame.lastIndexOf(FINISH_KEY), FINISH_KEY, QUOTE) || isDone(frame);
    const usageIsIn = hasValue(frame, frame.indexOf(USAGE_KEY), USAGE_KEY, BRACE);
    if (this.begun && !usageIsIn && !frame.includes(ERROR_KEY)) return true;
    const value = parseFrame(frame.toString('utf8'));
    if (value === null) return true;
    if (isObject(value.error)) this.error ??= upstreamErrorEvent(value.error);
    else if (typeof value.error === 'string') this.error ??= upstreamErrorEvent({ message: value.error });
    this.begun ||= Array.isArray(value.choices) && value.choices.some(saysSomething);
    const usage = readChatUsage(value.usage);
    if (usage === null) return true;
    this.usage = usage;
    const isUsageOnly = Array.isArray(value.choices) && value.choices.length === 0;
    return this.#keepUsageFrame || !isUsageOnly;
  }
}

/**
 * True when the frame has a value of some kind for a key: with `include_usage` every chunk but the last has a null one,
 * and so it is with the reason of the end.
 *
 * @param first The character that the value begins with.
 */
function hasValue(frame: Buffer, keyAt: number, key: Buffer, first: number): boolean {
  if (keyAt < 0) return false;
  let at = keyAt + key.length;
  while (frame[at] === SPACE || frame[at] === COLON) at++;
  return frame[at] === first;
}

function isDone(frame: Buffer): boolean {
  return frame.length <= MAX_DONE_BYTES && frame.includes(DONE);
}

/** False for the choice of a first chunk, which names the role and nothing else. */
function saysSomething(choice: unknown): boolean {
  if (!isObject(choice)) return false;
  if (textOrNull(choice.finish_reason) !== null || isContent(choice.text)) return true;
  const said = choice.delta ?? choice.message;
  return isObject(said) && Object.entries(said).some(([key, value]) => key !== 'role' && isContent(value));
}

function isContent(value: unknown): boolean {
  return typeof value === 'string' || Array.isArray(value) ? value.length > 0 : isObject(value);
}

/** Index after the blank line that ends the frame, or -1. Lines end with LF or CRLF. */
function frameEnd(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(LF, start);
  while (at >= 0) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
    at = bytes.indexOf(LF, at + 1);
  }
  return -1;
}

function parseFrame(text: string): JsonObject | null {
  let data = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('data:')) data += line.slice(5);
  }
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
