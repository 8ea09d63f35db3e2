/** Writes a streamed chat completion. */
import type { CanonicalEvent, CanonicalUsage } from '../canonical.ts';
import type { StreamWriter } from '../dialect.ts';
import { answerId } from './answer-id.ts';
import { type ChatForm, extraContent } from './chat-answer.ts';
import { CustomInputStream } from './custom-tools.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeChatUsage } from './usage.ts';

type Json = Record<string, unknown>;

interface WrittenCall {
  /** Position among the tool calls: the wire counts them apart from other parts. */
  readonly position: number;
  readonly custom: CustomInputStream | null;
}

export class ChatStreamWriter implements StreamWriter {
  readonly #form: ChatForm;
  readonly #created: number;
  readonly #calls = new Map<number, WrittenCall>();
  #id = answerId('chatcmpl-', '');
  #model = '';
  #usage: CanonicalUsage | null = null;
  #hasRefusal = false;

  /** @param created Unix time in seconds. */
  constructor(form: ChatForm, created: number) {
    this.#form = form;
    this.#created = created;
  }

  write(event: CanonicalEvent): string {
    switch (event.type) {
      case 'start':
        this.#id = answerId('chatcmpl-', event.id);
        this.#model = event.model;
        this.#usage = event.usage;
        return this.#delta({ role: 'assistant', content: '', refusal: null });
      case 'text-delta':
        return this.#delta({ content: event.text });
      case 'thinking-delta':
        return this.#delta({ reasoning_content: event.text });
      case 'refusal-delta':
        this.#hasRefusal = true;
        return this.#delta({ refusal: event.text });
      case 'tool-call-start':
        return this.#startCall(event);
      case 'tool-call-delta':
        return this.#callDelta(event.index, event.arguments);
      case 'part-end':
        return this.#endPart(event.index);
      case 'finish':
        this.#usage = event.usage ?? this.#usage;
        return this.#delta({}, writeFinishReason(event.reason, this.#form.legacy, this.#hasRefusal));
      case 'error':
        return writeChatStreamError(event.code, event.message);
      case 'end':
        return `${this.#usageChunk()}data: [DONE]\n\n`;
      case 'thinking-signature':
        return '';
    }
  }

  #startCall(event: Extract<CanonicalEvent, { type: 'tool-call-start' }>): string {
    const { id, name } = event;
    const isCustom = this.#form.customTools.has(name);
    const position = this.#calls.size;
    this.#calls.set(event.index, { position, custom: isCustom ? new CustomInputStream() : null });
    // The older form has room for one call.
    if (this.#form.legacy) return position > 0 ? '' : this.#delta({ function_call: { name, arguments: '' } });
    const call = isCustom
      ? { type: 'custom', custom: { name, input: '' } }
      : { type: 'function', function: { name, arguments: '' }, ...extraContent(event) };
    return this.#delta({ tool_calls: [{ index: position, id, ...call }] });
  }

  #callDelta(index: number, args: string): string {
    const call = this.#calls.get(index);
    if (call === undefined) return '';
    if (call.custom !== null) return this.#customDelta(call.position, call.custom.push(args));
    if (this.#form.legacy) return call.position > 0 ? '' : this.#delta({ function_call: { arguments: args } });
    return this.#delta({ tool_calls: [{ index: call.position, function: { arguments: args } }] });
  }

  #endPart(index: number): string {
    const call = this.#calls.get(index);
    return call === undefined || call.custom === null ? '' : this.#customDelta(call.position, call.custom.end().rest);
  }

  #customDelta(position: number, input: string): string {
    return input === '' ? '' : this.#delta({ tool_calls: [{ index: position, custom: { input } }] });
  }

  #delta(delta: Json, finish: string | null = null): string {
    return this.#chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }], null);
  }

  #usageChunk(): string {
    if (!this.#form.includeUsage || this.#usage === null) return '';
    return this.#chunk([], writeChatUsage(this.#usage));
  }

  #chunk(choices: readonly Json[], usage: Json | null): string {
    const chunk: Json = {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices,
    };
    // Every chunk has the field when it was asked for, and none when it was not.
    if (this.#form.includeUsage) chunk.usage = usage;
    return `data: ${JSON.stringify(chunk)}\n\n`;
  }
}

/** The frame of an error in the middle of a stream; the OpenAI SDKs throw on it. */
export function writeChatStreamError(code: string, message: string): string {
  return `data: ${JSON.stringify({ error: { message, type: 'api_error', param: null, code } })}\n\n`;
}
