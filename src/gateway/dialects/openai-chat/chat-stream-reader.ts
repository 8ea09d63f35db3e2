/** Reads the chunks of a streamed chat completion. */
import type { CanonicalEvent, CanonicalUsage } from '../canonical.ts';
import type { StreamReader } from '../dialect.ts';
import { type SseEvent, SseEvents } from '../sse-events.ts';
import { contentText } from './chat-answer.ts';
import { CustomArgumentsStream } from './custom-tools.ts';
import { readFinishReason } from './finish-reason.ts';
import {
  countOrNull,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  parseJson,
  textOf,
  textOrNull,
} from './json-fields.ts';
import { thoughtSignature } from './read-messages.ts';
import { upstreamErrorEvent } from './upstream-error.ts';
import { readChatUsage } from './usage.ts';

type Prose = 'text' | 'thinking' | 'refusal';

interface OpenCall {
  readonly index: number;
  readonly id: string;
  readonly custom: CustomArgumentsStream | null;
}

export class ChatStreamReader implements StreamReader {
  readonly #frames = new SseEvents();
  readonly #calls = new Map<number, OpenCall>();
  #prose: { readonly type: Prose; readonly index: number } | null = null;
  #parts = 0;
  #lastCall = 0;
  #started = false;
  #over = false;
  #finish: unknown = null;
  #usage: CanonicalUsage | null = null;
  readonly #seen = { calls: false, refusal: false };

  read(chunk: string): CanonicalEvent[] {
    return this.#readAll(this.#frames.push(chunk));
  }

  end(): CanonicalEvent[] {
    const events = this.#readAll(this.#frames.flush());
    // Without a reason the stream was cut; with one only the `[DONE]` is missing, which some servers never send.
    if (!this.#over && this.#finish !== null) this.#close(events);
    return events;
  }

  #readAll(frames: readonly SseEvent[]): CanonicalEvent[] {
    const events: CanonicalEvent[] = [];
    for (const frame of frames) {
      if (this.#over) break;
      if (frame.data.trim() === '[DONE]') {
        // An end without a reason is one where something was said; else nothing was answered.
        if (this.#parts > 0 || this.#finish !== null) this.#close(events);
        continue;
      }
      const chunk = parseJson(frame.data);
      if (isObject(chunk)) this.#readChunk(chunk, events);
    }
    return events;
  }

  #readChunk(chunk: JsonObject, events: CanonicalEvent[]): void {
    if (isObject(chunk.error) || typeof chunk.error === 'string') {
      events.push(upstreamErrorEvent(isObject(chunk.error) ? chunk.error : { message: chunk.error }));
      this.#over = true;
      return;
    }
    if (!Array.isArray(chunk.choices)) return;
    if (!this.#started) {
      this.#started = true;
      events.push({ type: 'start', id: textOf(chunk.id), model: textOf(chunk.model), usage: null });
    }
    this.#usage = readChatUsage(chunk.usage) ?? readChatUsage(objectOf(chunk.x_groq).usage) ?? this.#usage;
    // One answer is read: a second choice would be mixed into the first.
    const choice = objectsOf(chunk.choices).find(({ index }) => (index ?? 0) === 0);
    if (choice === undefined) return;
    this.#readDelta(objectOf(choice.delta), events);
    this.#finish = textOrNull(choice.finish_reason) ?? this.#finish;
  }

  #readDelta(delta: JsonObject, events: CanonicalEvent[]): void {
    this.#say('thinking', textOrNull(delta.reasoning_content) ?? textOf(delta.reasoning), events);
    this.#say('text', contentText(delta.content), events);
    this.#say('refusal', textOf(delta.refusal), events);
    for (const call of objectsOf(delta.tool_calls)) this.#readCall(call, events);
    if (isObject(delta.function_call)) this.#readCall({ index: 0, function: delta.function_call }, events);
  }

  #say(type: Prose, text: string, events: CanonicalEvent[]): void {
    if (text === '') return;
    if (this.#prose?.type !== type) {
      this.#endProse(events);
      this.#endCalls(events);
      this.#prose = { type, index: this.#parts++ };
    }
    if (type === 'refusal') this.#seen.refusal = true;
    events.push({ type: `${type}-delta`, index: this.#prose.index, text });
  }

  #readCall(raw: JsonObject, events: CanonicalEvent[]): void {
    const id = textOf(raw.id);
    const isCustom = isObject(raw.custom);
    const what = objectOf(raw.custom ?? raw.function);
    const name = textOf(what.name);
    let slot = countOrNull(raw.index) ?? this.#lastCall;
    const known = this.#calls.get(slot);
    // Google sends every call whole and all at index 0: another id means another call.
    if (known !== undefined && id !== '' && id !== known.id && name !== '') slot = this.#freeSlot();
    this.#lastCall = slot;
    const call = this.#calls.get(slot) ?? this.#startCall(slot, id, name, isCustom, thoughtSignature(raw), events);
    const piece = isCustom ? textOf(what.input) : argumentsPiece(what.arguments);
    if (piece === '') return;
    const args = call.custom === null ? piece : call.custom.push(piece);
    events.push({ type: 'tool-call-delta', index: call.index, arguments: args });
  }

  #freeSlot(): number {
    let slot = this.#calls.size;
    while (this.#calls.has(slot)) slot++;
    return slot;
  }

  #startCall(
    slot: number,
    id: string,
    name: string,
    isCustom: boolean,
    signature: string | null,
    events: CanonicalEvent[],
  ): OpenCall {
    this.#endProse(events);
    this.#seen.calls = true;
    const index = this.#parts++;
    const call = { index, id: id === '' ? `call_${index}` : id, custom: isCustom ? new CustomArgumentsStream() : null };
    this.#calls.set(slot, call);
    events.push({
      type: 'tool-call-start',
      index,
      id: call.id,
      name,
      ...(signature === null ? {} : { signature: { dialect: 'gemini', value: signature } as const }),
    });
    return call;
  }

  #endProse(events: CanonicalEvent[]): void {
    if (this.#prose !== null) events.push({ type: 'part-end', index: this.#prose.index });
    this.#prose = null;
  }

  /** Calls may interleave, so they stay open until something else comes. */
  #endCalls(events: CanonicalEvent[]): void {
    for (const { index, custom } of this.#calls.values()) {
      if (custom !== null) events.push({ type: 'tool-call-delta', index, arguments: custom.end() });
      events.push({ type: 'part-end', index });
    }
    this.#calls.clear();
  }

  #close(events: CanonicalEvent[]): void {
    this.#over = true;
    this.#endProse(events);
    this.#endCalls(events);
    const reason = readFinishReason(this.#finish, this.#seen);
    events.push({ type: 'finish', reason, stopSequence: null, usage: this.#usage }, { type: 'end' });
  }
}

function argumentsPiece(value: unknown): string {
  return isObject(value) || listOf(value).length > 0 ? JSON.stringify(value) : textOf(value);
}
