/** Streamed answers of Gemini as canonical events. */
import type { CanonicalEvent, CanonicalUsage } from '../canonical.ts';
import type { StreamReader } from '../dialect.ts';
import { isObject, type JsonObject, read } from './fields.ts';
import { isBrokenCall, parseFinishReason } from './finish-reason.ts';
import { errorEvent } from './gemini-error.ts';
import {
  brokenCallMessage,
  candidateParts,
  finishReason,
  firstCandidate,
  functionCallOf,
  isResponse,
  readUsage,
  textOf,
} from './parse-answer.ts';
import { readSignature } from './signature.ts';
import { SseData } from './sse-data.ts';
import { answerCallId, idOf } from './tool-ids.ts';

export function createStreamReader(): StreamReader {
  return new GeminiStreamReader();
}

/**
 * Every frame is a whole GenerateContentResponse with the next parts. The finish is held back until the end: usage may
 * come after the reason, and older models give a reason with every frame.
 */
class GeminiStreamReader implements StreamReader {
  readonly #frames = new SseData();
  #id: string | null = null;
  #usage: CanonicalUsage | null = null;
  #reason: string | null = null;
  #failed = false;
  #ended = false;
  #hasCalls = false;
  /** The part that is open, and how many came before. */
  #open: 'text' | 'thinking' | null = null;
  #index = 0;

  read(chunk: string): CanonicalEvent[] {
    const events: CanonicalEvent[] = [];
    for (const frame of this.#frames.push(chunk)) this.#readFrame(frame, events);
    return events;
  }

  end(): CanonicalEvent[] {
    const events: CanonicalEvent[] = [];
    if (this.#ended) return events;
    this.#ended = true;
    for (const frame of this.#frames.flush()) this.#readFrame(frame, events);
    if (this.#frames.stray !== '') this.#readError(parseJson(this.#frames.stray), events);
    if (this.#failed) return events;
    this.#closePart(events);
    // No reason means that the stream was cut: then neither `finish` nor `end` is said.
    if (this.#reason === null) return events;
    if (isBrokenCall(this.#reason)) {
      events.push({ type: 'error', code: 'provider_bad_response', message: brokenCallMessage(this.#reason) });
      return events;
    }
    const reason = parseFinishReason(this.#reason, this.#hasCalls);
    events.push({ type: 'finish', reason, stopSequence: null, usage: this.#usage }, { type: 'end' });
    return events;
  }

  #readFrame(frame: string, events: CanonicalEvent[]): void {
    if (this.#failed) return;
    const body = parseJson(frame);
    if (this.#readError(body, events) || !isResponse(body)) return;
    const usage = readUsage(body);
    this.#usage = usage ?? this.#usage;
    if (this.#id === null) {
      this.#id = textOf(read(body, 'responseId')) ?? idOf(frame);
      events.push({ type: 'start', id: this.#id, model: textOf(read(body, 'modelVersion')) ?? '', usage });
    }
    const candidate = firstCandidate(body);
    for (const part of candidateParts(candidate)) this.#readPart(part, this.#id, events);
    this.#reason = finishReason(body, candidate) ?? this.#reason;
  }

  /** True when the frame was an error. */
  #readError(body: unknown, events: CanonicalEvent[]): boolean {
    const error = errorEvent(body);
    if (error === null || this.#failed) return false;
    this.#failed = true;
    events.push(error);
    return true;
  }

  #readPart(part: JsonObject, answerId: string, events: CanonicalEvent[]): void {
    const signature = readSignature(read(part, 'thoughtSignature'))?.secret;
    const call = functionCallOf(part);
    if (call !== null) {
      this.#closePart(events);
      this.#hasCalls = true;
      const index = this.#index++;
      const id = call.id ?? answerCallId(answerId, index);
      const signed = signature === undefined ? {} : { signature };
      events.push(
        { type: 'tool-call-start', index, id, name: call.name, ...signed },
        { type: 'tool-call-delta', index, arguments: call.arguments },
        { type: 'part-end', index },
      );
      return;
    }
    const text = textOf(read(part, 'text')) ?? '';
    const isThought = read(part, 'thought') === true;
    if (text === '' && !(isThought && signature !== undefined)) return;
    this.#openPart(isThought ? 'thinking' : 'text', events);
    const index = this.#index;
    if (text !== '') events.push({ type: isThought ? 'thinking-delta' : 'text-delta', index, text });
    if (isThought && signature !== undefined) {
      events.push({ type: 'thinking-signature', index, signature, redacted: false });
      // What is thought next has a signature of its own.
      this.#closePart(events);
    }
  }

  #openPart(type: 'text' | 'thinking', events: CanonicalEvent[]): void {
    if (this.#open !== null && this.#open !== type) this.#closePart(events);
    this.#open = type;
  }

  #closePart(events: CanonicalEvent[]): void {
    if (this.#open === null) return;
    events.push({ type: 'part-end', index: this.#index });
    this.#open = null;
    this.#index++;
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Google wraps errors of streams in an array at times.
    return Array.isArray(value) && isObject(value[0]) ? value[0] : value;
  } catch {
    return null;
  }
}
