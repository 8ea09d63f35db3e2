/** Output items while they are streamed: each knows its events and their order. */
import { CustomInputStream } from '../openai-chat/custom-tools.ts';
import {
  type CarriedSecret,
  callInput,
  callItem,
  callPrefix,
  type ItemIds,
  messageItem,
  reasoningItem,
  refusalContent,
  textContent,
} from './output-items.ts';
import type { ToolTable } from './tool-table.ts';

type Json = Record<string, unknown>;

/** Takes one event of the wire. */
export type EventSink = (type: string, fields: Json) => void;

export type StreamedItem = MessageItem | ReasoningItem | CallItem;

interface Content {
  readonly index: number;
  readonly isText: boolean;
  text: string;
  ended: boolean;
}

/** A message with its texts and refusals. */
export class MessageItem {
  readonly outputIndex: number;
  readonly #id: string;
  readonly #contents = new Map<number, Content>();

  constructor(outputIndex: number, id: string) {
    this.outputIndex = outputIndex;
    this.#id = id;
  }

  begin(emit: EventSink): void {
    const item = messageItem(this.#id, [], 'in_progress');
    emit('response.output_item.added', { output_index: this.outputIndex, item });
  }

  /** @param part Index of the part in the canonical stream. */
  push(part: number, isText: boolean, text: string, emit: EventSink): void {
    let content = this.#contents.get(part);
    if (content === undefined) {
      content = { index: this.#contents.size, isText, text: '', ended: false };
      this.#contents.set(part, content);
      emit('response.content_part.added', { ...this.#at(content), part: contentJson(content) });
    }
    content.text += text;
    if (content.isText) emit('response.output_text.delta', { ...this.#at(content), delta: text, logprobs: [] });
    else emit('response.refusal.delta', { ...this.#at(content), delta: text });
  }

  endPart(part: number, emit: EventSink): void {
    const content = this.#contents.get(part);
    if (content === undefined || content.ended) return;
    content.ended = true;
    const { isText, text } = content;
    if (isText) emit('response.output_text.done', { ...this.#at(content), text, logprobs: [] });
    else emit('response.refusal.done', { ...this.#at(content), refusal: text });
    emit('response.content_part.done', { ...this.#at(content), part: contentJson(content) });
  }

  end(emit: EventSink, status: 'completed' | 'incomplete'): Json {
    for (const part of this.#contents.keys()) this.endPart(part, emit);
    const item = messageItem(this.#id, [...this.#contents.values()].map(contentJson), status);
    emit('response.output_item.done', { output_index: this.outputIndex, item });
    return item;
  }

  #at(content: Content): Json {
    return { item_id: this.#id, output_index: this.outputIndex, content_index: content.index };
  }
}

function contentJson({ isText, text }: Content): Json {
  return isText ? textContent(text) : refusalContent(text);
}

/** Reasoning, shown as one part of its summary. */
export class ReasoningItem {
  readonly outputIndex: number;
  /** The proof that goes with it, where the caller keeps it. */
  carried: CarriedSecret | null = null;
  readonly #id: string;
  #text = '';

  constructor(outputIndex: number, id: string) {
    this.outputIndex = outputIndex;
    this.#id = id;
  }

  begin(emit: EventSink): void {
    emit('response.output_item.added', {
      output_index: this.outputIndex,
      item: { ...reasoningItem(this.#id, '', null) },
    });
  }

  push(text: string, emit: EventSink): void {
    if (this.#text === '') emit('response.reasoning_summary_part.added', { ...this.#at(), part: summaryPart('') });
    this.#text += text;
    emit('response.reasoning_summary_text.delta', { ...this.#at(), delta: text });
  }

  end(emit: EventSink): Json {
    if (this.#text !== '') {
      emit('response.reasoning_summary_text.done', { ...this.#at(), text: this.#text });
      emit('response.reasoning_summary_part.done', { ...this.#at(), part: summaryPart(this.#text) });
    }
    const item = reasoningItem(this.#id, this.#text, this.carried);
    emit('response.output_item.done', { output_index: this.outputIndex, item });
    return item;
  }

  #at(): Json {
    return { item_id: this.#id, output_index: this.outputIndex, summary_index: 0 };
  }
}

function summaryPart(text: string): Json {
  return { type: 'summary_text', text };
}

/** A call of a function, or of a custom tool, whose arguments become text on the way. */
export class CallItem {
  readonly outputIndex: number;
  readonly #id: string;
  readonly #call: { readonly id: string; readonly name: string };
  readonly #tools: ToolTable;
  readonly #custom: CustomInputStream | null;
  #args = '';

  constructor(
    outputIndex: number,
    ids: ItemIds,
    call: { readonly id: string; readonly name: string },
    tools: ToolTable,
  ) {
    const prefix = callPrefix(tools, call.name);
    this.outputIndex = outputIndex;
    this.#id = ids.next(prefix);
    this.#call = call;
    this.#tools = tools;
    this.#custom = prefix === 'ctc' ? new CustomInputStream() : null;
  }

  begin(emit: EventSink): void {
    const item = callItem(this.#id, this.#call, '', 'in_progress', this.#tools);
    emit('response.output_item.added', { output_index: this.outputIndex, item });
  }

  push(args: string, emit: EventSink): void {
    this.#args += args;
    this.#delta(this.#custom === null ? args : this.#custom.push(args), emit);
  }

  end(emit: EventSink): Json {
    const input = this.#custom === null ? this.#endFunction(emit) : this.#endCustom(this.#custom, emit);
    const item = callItem(this.#id, this.#call, input, 'completed', this.#tools);
    emit('response.output_item.done', { output_index: this.outputIndex, item });
    return item;
  }

  #endFunction(emit: EventSink): string {
    const input = callInput(this.#tools, this.#call.name, this.#args);
    // A call without arguments still needs JSON, and clients add up the deltas.
    if (this.#args === '') this.#delta(input, emit);
    const { name } = callItem(this.#id, this.#call, input, 'completed', this.#tools);
    emit('response.function_call_arguments.done', { ...this.#at(), name, arguments: input });
    return input;
  }

  #endCustom(custom: CustomInputStream, emit: EventSink): string {
    const { input, rest } = custom.end();
    this.#delta(rest, emit);
    emit('response.custom_tool_call_input.done', { ...this.#at(), input });
    return input;
  }

  #delta(delta: string, emit: EventSink): void {
    if (delta === '') return;
    const type = this.#custom === null ? 'function_call_arguments' : 'custom_tool_call_input';
    emit(`response.${type}.delta`, { ...this.#at(), delta });
  }

  #at(): Json {
    return { item_id: this.#id, output_index: this.outputIndex };
  }
}
