/** Reads the typed events of a streamed response. */
import type { CanonicalEvent } from '../canonical.ts';
import type { StreamReader } from '../dialect.ts';
import { CustomArgumentsStream } from '../openai-chat/custom-tools.ts';
import {
  countOrNull,
  isObject,
  type JsonObject,
  objectOf,
  objectsOf,
  parseJson,
  textOf,
} from '../openai-chat/json-fields.ts';
import { upstreamErrorEvent } from '../openai-chat/upstream-error.ts';
import { type SseEvent, SseEvents } from '../sse-events.ts';
import { readSecret } from './encrypted-content.ts';
import { reasoningText } from './read-input.ts';
import { readFinish } from './responses-answer.ts';
import { canonicalName } from './tool-table.ts';
import { readResponsesUsage } from './usage.ts';

type Prose = 'text' | 'thinking' | 'refusal';

interface OpenPart {
  readonly index: number;
  readonly output: number;
  readonly custom: CustomArgumentsStream | null;
  /** Something was streamed of it: its last form is then no news. */
  said: boolean;
}

export class ResponsesStreamReader implements StreamReader {
  readonly #frames = new SseEvents();
  /** Open parts by output index and, within a message, content index. */
  readonly #open = new Map<string, OpenPart>();
  readonly #done = new Set<string>();
  readonly #seen = { calls: false, refusal: false };
  #parts = 0;
  #started = false;
  #over = false;
  #events: CanonicalEvent[] = [];

  read(chunk: string): CanonicalEvent[] {
    return this.#readAll(this.#frames.push(chunk));
  }

  end(): CanonicalEvent[] {
    return this.#readAll(this.#frames.flush());
  }

  #readAll(frames: readonly SseEvent[]): CanonicalEvent[] {
    this.#events = [];
    for (const frame of frames) {
      const data = parseJson(frame.data);
      if (!this.#over && isObject(data)) this.#read(textOf(data.type) || (frame.name ?? ''), data);
    }
    return this.#events;
  }

  #read(type: string, data: JsonObject): void {
    if (type === 'error' || isObject(data.error)) this.#fail(isObject(data.error) ? data.error : data);
    else if (isObject(data.response)) this.#readResponse(type, data.response);
    else if (this.#started) this.#readPart(type, data);
  }

  #readResponse(type: string, response: JsonObject): void {
    if (type === 'response.failed') {
      this.#fail(objectOf(response.error));
      return;
    }
    this.#start(response);
    if (type !== 'response.completed' && type !== 'response.incomplete') return;
    for (const key of [...this.#open.keys()]) this.#endPart(key);
    const status = type.slice('response.'.length);
    const reason = readFinish({ ...response, status }, this.#seen);
    const usage = readResponsesUsage(response.usage);
    this.#events.push({ type: 'finish', reason, stopSequence: null, usage }, { type: 'end' });
    this.#over = true;
  }

  #start(response: JsonObject): void {
    if (this.#started) return;
    this.#started = true;
    this.#events.push({ type: 'start', id: textOf(response.id), model: textOf(response.model), usage: null });
  }

  #fail(error: JsonObject): void {
    this.#over = true;
    this.#events.push(upstreamErrorEvent(error));
  }

  #readPart(type: string, data: JsonObject): void {
    const output = countOrNull(data.output_index) ?? 0;
    const content = `${output}:${countOrNull(data.content_index) ?? 0}`;
    switch (type) {
      case 'response.output_item.added':
        this.#beginItem(output, objectOf(data.item));
        break;
      case 'response.output_text.delta':
        this.#say('text', content, output, textOf(data.delta));
        break;
      case 'response.refusal.delta':
        this.#say('refusal', content, output, textOf(data.delta));
        break;
      case 'response.reasoning_summary_part.added':
        this.#nextSummary(`${output}`, output);
        break;
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.#say('thinking', `${output}`, output, textOf(data.delta));
        break;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#pushArguments(`${output}`, textOf(data.delta));
        break;
      case 'response.content_part.done':
        this.#endContent(content, output, objectOf(data.part));
        break;
      case 'response.output_item.done':
        this.#endItem(output, objectOf(data.item));
        break;
    }
  }

  #beginItem(output: number, item: JsonObject): void {
    if (item.type !== 'function_call' && item.type !== 'custom_tool_call') return;
    // Servers that leave the index out would have one call run into the next.
    this.#endPart(`${output}`);
    const part = this.#begin(`${output}`, output, item.type === 'custom_tool_call');
    this.#seen.calls = true;
    this.#events.push({
      type: 'tool-call-start',
      index: part.index,
      id: textOf(item.call_id),
      name: canonicalName(textOf(item.name), item.namespace),
    });
  }

  #begin(key: string, output: number, custom: boolean): OpenPart {
    const part: OpenPart = {
      index: this.#parts++,
      output,
      custom: custom ? new CustomArgumentsStream() : null,
      said: false,
    };
    this.#open.set(key, part);
    return part;
  }

  #say(type: Prose, key: string, output: number, text: string): void {
    if (text === '') return;
    const part = this.#open.get(key) ?? this.#begin(key, output, false);
    part.said = true;
    if (type === 'refusal') this.#seen.refusal = true;
    this.#events.push({ type: `${type}-delta`, index: part.index, text });
  }

  /** The parts of a summary are paragraphs. */
  #nextSummary(key: string, output: number): void {
    if (this.#open.get(key)?.said === true) this.#say('thinking', key, output, '\n\n');
  }

  #pushArguments(key: string, piece: string): void {
    const part = this.#open.get(key);
    if (part === undefined || piece === '') return;
    part.said = true;
    const args = part.custom === null ? piece : part.custom.push(piece);
    this.#events.push({ type: 'tool-call-delta', index: part.index, arguments: args });
  }

  #endContent(key: string, output: number, content: JsonObject): void {
    if (this.#done.has(key)) return;
    // Some servers send no deltas for short texts.
    if (this.#open.get(key)?.said !== true) {
      if (content.type === 'output_text') this.#say('text', key, output, textOf(content.text));
      else if (content.type === 'refusal') this.#say('refusal', key, output, textOf(content.refusal));
    }
    this.#done.add(key);
    this.#endPart(key);
  }

  #endItem(output: number, item: JsonObject): void {
    const key = `${output}`;
    if (item.type === 'message') {
      for (const [at, content] of objectsOf(item.content).entries()) this.#endContent(`${key}:${at}`, output, content);
    } else if (item.type === 'reasoning') {
      this.#endReasoning(key, output, item);
    } else if (item.type === 'function_call' || item.type === 'custom_tool_call') {
      if (!this.#open.has(key) && !this.#done.has(key)) this.#beginItem(output, item);
      if (this.#open.get(key)?.said === false) this.#pushArguments(key, textOf(item.arguments ?? item.input));
    }
    this.#done.add(key);
    for (const [open, part] of this.#open) if (part.output === output) this.#endPart(open);
  }

  #endReasoning(key: string, output: number, item: JsonObject): void {
    if (this.#done.has(key)) return;
    if (this.#open.get(key)?.said !== true) this.#say('thinking', key, output, reasoningText(item));
    const read = readSecret(item.encrypted_content);
    if (read === null) return;
    const { index } = this.#open.get(key) ?? this.#begin(key, output, false);
    this.#events.push({ type: 'thinking-signature', index, signature: read.secret, redacted: false });
  }

  #endPart(key: string): void {
    const part = this.#open.get(key);
    if (part === undefined) return;
    this.#open.delete(key);
    const { index, custom } = part;
    if (custom !== null) this.#events.push({ type: 'tool-call-delta', index, arguments: custom.end() });
    this.#events.push({ type: 'part-end', index });
  }
}
