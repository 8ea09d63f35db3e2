/** Writes a streamed response: typed events, each with its name and its number. */
import type { CanonicalEvent, CanonicalUsage, FinishReason } from '../canonical.ts';
import type { StreamWriter } from '../dialect.ts';
import { answerId } from '../openai-chat/answer-id.ts';
import type { JsonObject } from '../openai-chat/json-fields.ts';
import { ItemIds } from './output-items.ts';
import { type ResponsesForm, responseError, responseObject, responseStatus, responsesForm } from './response-object.ts';
import { CallItem, type EventSink, MessageItem, ReasoningItem, type StreamedItem } from './streamed-items.ts';
import { readToolTable, type ToolTable } from './tool-table.ts';

type Json = Record<string, unknown>;

export class ResponsesStreamWriter implements StreamWriter {
  readonly #form: ResponsesForm;
  readonly #tools: ToolTable;
  readonly #created: number;
  readonly #storedId: string | null;
  /** Items by the index of their part; a message holds several parts. */
  readonly #open = new Map<number, StreamedItem>();
  /** Finished items in the order in which they began. */
  readonly #output: Json[] = [];
  #message: MessageItem | null = null;
  #items = 0;
  #ids = new ItemIds('');
  #id = answerId('resp_', '');
  #model = '';
  #usage: CanonicalUsage | null = null;
  #sequence = 0;
  #text = '';

  /**
   * @param created Unix time in seconds.
   * @param storedId The id under which the response is stored; null when it is not, and it then has that of the upstream.
   */
  constructor(body: JsonObject, created: number, storedId: string | null = null) {
    this.#storedId = storedId;
    this.#form = responsesForm(body, storedId !== null);
    this.#tools = readToolTable(body);
    this.#created = created;
  }

  write(event: CanonicalEvent): string {
    this.#text = '';
    switch (event.type) {
      case 'start':
        this.#start(event);
        break;
      case 'text-delta':
      case 'refusal-delta':
        this.#openMessage(event.index).push(event.index, event.type === 'text-delta', event.text, this.#emit);
        break;
      case 'thinking-delta':
        this.#openReasoning(event.index).push(event.text, this.#emit);
        break;
      case 'thinking-signature':
        if (this.#form.encrypted) {
          const kind = event.redacted ? 'redacted' : 'plain';
          this.#openReasoning(event.index).carried = { secret: event.signature, kind };
        }
        break;
      case 'tool-call-start':
        this.#openCall(event);
        break;
      case 'tool-call-delta':
        this.#pushArguments(event.index, event.arguments);
        break;
      case 'part-end':
        this.#endPart(event.index);
        break;
      case 'finish':
        this.#finish(event.reason, event.usage);
        break;
      case 'error':
        this.#fail(event.code, event.message);
        break;
      case 'end':
        // The finished response was the last event.
        break;
    }
    return this.#text;
  }

  readonly #emit: EventSink = (type, fields) => {
    const data = JSON.stringify({ type, sequence_number: this.#sequence++, ...fields });
    this.#text += `event: ${type}\ndata: ${data}\n\n`;
  };

  #start({ id, model, usage }: Extract<CanonicalEvent, { type: 'start' }>): void {
    this.#id = this.#storedId ?? answerId('resp_', id);
    this.#ids = new ItemIds(this.#id);
    this.#model = model;
    this.#usage = usage;
    const response = this.#response(null);
    this.#emit('response.created', { response });
    this.#emit('response.in_progress', { response });
  }

  /** Texts that follow each other are parts of one message. */
  #openMessage(index: number): MessageItem {
    if (this.#message === null) {
      this.#message = new MessageItem(this.#items++, this.#ids.next('msg'));
      this.#message.begin(this.#emit);
    }
    this.#open.set(index, this.#message);
    return this.#message;
  }

  #openReasoning(index: number): ReasoningItem {
    const open = this.#open.get(index);
    if (open instanceof ReasoningItem) return open;
    this.#endMessage('completed');
    const item = new ReasoningItem(this.#items++, this.#ids.next('rs'));
    this.#open.set(index, item);
    item.begin(this.#emit);
    return item;
  }

  #openCall(event: Extract<CanonicalEvent, { type: 'tool-call-start' }>): void {
    this.#endMessage('completed');
    if (event.signature !== undefined && this.#form.encrypted) {
      const proof = new ReasoningItem(this.#items++, this.#ids.next('rs'));
      proof.carried = { secret: event.signature, kind: 'call' };
      proof.begin(this.#emit);
      this.#keep(proof, proof.end(this.#emit));
    }
    const item = new CallItem(this.#items++, this.#ids, event, this.#tools);
    this.#open.set(event.index, item);
    item.begin(this.#emit);
  }

  #pushArguments(index: number, args: string): void {
    const item = this.#open.get(index);
    if (item instanceof CallItem) item.push(args, this.#emit);
  }

  #endPart(index: number): void {
    const item = this.#open.get(index);
    if (item === undefined) return;
    this.#open.delete(index);
    if (item instanceof MessageItem) item.endPart(index, this.#emit);
    else this.#keep(item, item.end(this.#emit));
  }

  #endMessage(status: 'completed' | 'incomplete'): void {
    const message = this.#message;
    if (message === null) return;
    this.#message = null;
    for (const [index, item] of this.#open) if (item === message) this.#open.delete(index);
    this.#keep(message, message.end(this.#emit, status));
  }

  #keep(item: StreamedItem, json: Json): void {
    this.#output[item.outputIndex] = json;
  }

  #finish(reason: FinishReason, usage: CanonicalUsage | null): void {
    for (const index of [...this.#open.keys()]) this.#endPart(index);
    this.#endMessage(reason === 'length' ? 'incomplete' : 'completed');
    this.#usage = usage ?? this.#usage;
    this.#emit(`response.${responseStatus({ finish: reason, error: null })}`, { response: this.#response(reason) });
  }

  #fail(code: string, message: string): void {
    const error = responseError(code, message);
    this.#emit('error', errorFields(code, message));
    this.#emit('response.failed', { response: this.#response(null, error) });
  }

  #response(finish: FinishReason | null, error: { code: string; message: string } | null = null): Json {
    const state = { id: this.#id, created: this.#created, model: this.#model, usage: null, finish, error };
    // Items that were cut in the middle leave holes.
    const output = this.#output.filter((item) => item !== undefined);
    return responseObject({ ...state, output, usage: finish === null ? null : this.#usage }, this.#form);
  }
}

/** OpenAI's SDKs throw on `error`; the documentation has the same fields one level up. */
function errorFields(code: string, message: string): Json {
  const fields = { code: responseError(code, message).code, message, param: null };
  return { ...fields, error: { type: 'api_error', ...fields } };
}

/**
 * The frames that end a stream of which nothing is known any more. The SDKs throw on the first, Codex knows the second.
 */
export function writeResponsesStreamError(code: string, message: string): string {
  const failed = { id: answerId('resp_', ''), object: 'response', status: 'failed', output: [] };
  const frames: readonly (readonly [string, Json])[] = [
    ['error', errorFields(code, message)],
    ['response.failed', { response: { ...failed, error: responseError(code, message) } }],
  ];
  return frames
    .map(([type, fields], at) => {
      return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: at, ...fields })}\n\n`;
    })
    .join('');
}
