/** Streamed answers for Gemini clients: `data:` frames, each a GenerateContentResponse, and no `[DONE]`. */
import type { CanonicalEvent, CanonicalUsage, FinishReason, ToolCallPart } from '../canonical.ts';
import type { ParsedRequest, StreamWriter } from '../dialect.ts';
import type { JsonObject } from './fields.ts';
import { renderStreamError } from './gemini-error.ts';
import { candidate, functionCallPart } from './render-answer.ts';
import { writeSignature } from './signature.ts';
import { wantsThoughts } from './thinking.ts';
import { renderUsage } from './usage.ts';

type OpenCall = Omit<ToolCallPart, 'type'>;

export function createStreamWriter(request: ParsedRequest): StreamWriter {
  return new GeminiStreamWriter(wantsThoughts(request.body));
}

/**
 * A call is one part on this wire, so its arguments are gathered. Calls that are complete wait for what comes next: the
 * last frame then has a part of the answer beside the finish, as Google's has.
 */
class GeminiStreamWriter implements StreamWriter {
  readonly #showThoughts: boolean;
  #id = '';
  #model = '';
  #usage: CanonicalUsage | null = null;
  readonly #open = new Map<number, OpenCall>();
  #ready: JsonObject[] = [];

  constructor(showThoughts: boolean) {
    this.#showThoughts = showThoughts;
  }

  write(event: CanonicalEvent): string {
    switch (event.type) {
      case 'start':
        this.#id = event.id;
        this.#model = event.model;
        this.#usage = event.usage;
        return '';
      case 'text-delta':
      case 'refusal-delta':
        return event.text === '' ? '' : this.#frame([{ text: event.text }], null);
      case 'thinking-delta':
        if (!this.#showThoughts || event.text === '') return '';
        return this.#frame([{ text: event.text, thought: true }], null);
      case 'thinking-signature':
        return this.#signature(event);
      case 'tool-call-start': {
        const { index, id, name, signature } = event;
        this.#open.set(index, { id, name, arguments: '', ...(signature === undefined ? {} : { signature }) });
        return '';
      }
      case 'tool-call-delta':
        this.#grow(event.index, event.arguments);
        return '';
      case 'part-end':
        this.#complete(event.index);
        return '';
      case 'finish':
        return this.#finish(event.reason, event.usage);
      case 'error':
        return renderStreamError(event.code, event.message);
      case 'end':
        return '';
    }
  }

  #signature(event: CanonicalEvent & { type: 'thinking-signature' }): string {
    if (!this.#showThoughts) return '';
    const thoughtSignature = writeSignature(event.signature, event.redacted);
    return this.#frame([{ text: '', thought: true, thoughtSignature }], null);
  }

  #grow(index: number, text: string): void {
    const call = this.#open.get(index);
    if (call !== undefined) this.#open.set(index, { ...call, arguments: call.arguments + text });
  }

  #complete(index: number): void {
    const call = this.#open.get(index);
    if (call === undefined) return;
    this.#open.delete(index);
    this.#ready.push(functionCallPart(call));
  }

  #finish(reason: FinishReason, usage: CanonicalUsage | null): string {
    // Not every provider says that a call ended.
    for (const index of [...this.#open.keys()]) this.#complete(index);
    this.#usage = usage ?? this.#usage;
    return this.#frame([], reason);
  }

  #frame(parts: readonly JsonObject[], finish: FinishReason | null): string {
    const all = [...this.#ready, ...parts];
    this.#ready = [];
    const body = {
      candidates: [candidate(all, finish)],
      ...(finish === null || this.#usage === null ? {} : { usageMetadata: renderUsage(this.#usage) }),
      modelVersion: this.#model,
      responseId: this.#id,
    };
    return `data: ${JSON.stringify(body)}\r\n\r\n`;
  }
}
