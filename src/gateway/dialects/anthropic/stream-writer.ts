/**
 * Writes canonical events as a Messages stream: `message_start`, blocks one after the other, `message_delta`,
 * `message_stop`. Blocks may not overlap, so what comes for another part while a tool call is open waits for its end.
 */
import type { CanonicalEvent, CanonicalUsage } from '../canonical.ts';
import type { ParsedRequest, StreamWriter } from '../dialect.ts';
import { messageId } from './answer.ts';
import { renderStreamError } from './anthropic-error.ts';
import { writeSignature } from './bound-signature.ts';
import { estimateAnswerTokens, estimateInputTokens } from './count-tokens.ts';
import { sseFrame } from './sse-frame.ts';
import { writeStopReason, writeUsage } from './usage.ts';
import { type WireObject, wireToolId } from './wire.ts';

type PartEvent = Extract<CanonicalEvent, { readonly index: number }>;

interface OpenBlock {
  /** Index of the part in the canonical stream. */
  readonly part: number;
  readonly type: 'text' | 'thinking' | 'redacted_thinking' | 'tool_use';
}

export class AnthropicStreamWriter implements StreamWriter {
  readonly #request: ParsedRequest;
  #open: OpenBlock | null = null;
  /** Blocks that were opened so far. */
  #blocks = 0;
  /** Events of parts that wait for the open tool call, in their order. */
  #waiting: PartEvent[] = [];
  /** Text that went out, for streams without usage. */
  #written = '';
  #startUsage: CanonicalUsage | null = null;
  #started = false;
  #refused = false;
  #finished = false;
  #ended = false;

  constructor(request: ParsedRequest) {
    this.#request = request;
  }

  write(event: CanonicalEvent): string {
    if (this.#ended) return '';
    switch (event.type) {
      case 'start':
        return this.#start(event.id, event.model, event.usage);
      case 'finish':
        return this.#ensureStarted() + this.#finish(event);
      case 'end': {
        const rest = this.#ensureStarted() + this.#finish(null);
        this.#ended = true;
        return rest + sseFrame('message_stop', { type: 'message_stop' });
      }
      case 'error':
        // Clients throw at an error; nothing may follow it.
        this.#ended = true;
        return renderStreamError(event.code, event.message);
      default:
        return this.#finished ? '' : this.#ensureStarted() + this.#part(event);
    }
  }

  #ensureStarted(): string {
    return this.#started ? '' : this.#start('', this.#request.request.model, null);
  }

  #start(id: string, model: string, usage: CanonicalUsage | null): string {
    if (this.#started) return '';
    this.#started = true;
    this.#startUsage = usage;
    return sseFrame('message_start', {
      type: 'message_start',
      message: {
        id: messageId(id),
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        // Clients show the size of the context from here, and most other APIs tell it at the end only.
        usage: writeUsage(usage ?? this.#guessedUsage(0)),
      },
    });
  }

  #guessedUsage(output: number): CanonicalUsage {
    const input = estimateInputTokens(this.#request);
    return { input, output, cachedInput: null, cacheWrite: null, reasoning: null };
  }

  /** For streams that end without usage. */
  #usageSoFar(): CanonicalUsage {
    const output = estimateAnswerTokens(this.#written);
    const start = this.#startUsage ?? this.#guessedUsage(0);
    return { ...start, output: Math.max(start.output, output) };
  }

  #part(event: PartEvent): string {
    if (this.#open?.type === 'tool_use' && event.index !== this.#open.part) {
      this.#waiting.push(event);
      return '';
    }
    const frames = this.#write(event);
    return this.#open === null && this.#waiting.length > 0 ? frames + this.#release() : frames;
  }

  /** Writes what waited. Another tool call among it may be open still, and what does not belong to it waits again. */
  #release(): string {
    const events = this.#waiting;
    this.#waiting = [];
    return events.map((event) => this.#part(event)).join('');
  }

  #write(event: PartEvent): string {
    switch (event.type) {
      case 'text-delta':
        return this.#text(event.index, event.text);
      case 'refusal-delta':
        this.#refused = true;
        return this.#text(event.index, event.text);
      case 'thinking-delta':
        this.#written += event.text;
        return (
          this.#enter(event.index, 'thinking', { thinking: '', signature: '' }) +
          this.#delta({ type: 'thinking_delta', thinking: event.text })
        );
      case 'thinking-signature': {
        const value = writeSignature(event.signature);
        if (event.redacted) return this.#enter(event.index, 'redacted_thinking', { data: value });
        return (
          this.#enter(event.index, 'thinking', { thinking: '', signature: '' }) +
          this.#delta({ type: 'signature_delta', signature: value })
        );
      }
      case 'tool-call-start':
        return this.#enter(event.index, 'tool_use', { id: wireToolId(event.id), name: event.name, input: {} });
      case 'tool-call-delta':
        // A delta without its start has no block to go to.
        if (this.#open?.type !== 'tool_use' || event.arguments === '') return '';
        this.#written += event.arguments;
        return this.#delta({ type: 'input_json_delta', partial_json: event.arguments });
      case 'part-end':
        return this.#open?.part === event.index ? this.#close() : '';
    }
  }

  #text(index: number, text: string): string {
    if (text === '') return '';
    this.#written += text;
    return this.#enter(index, 'text', { text: '' }) + this.#delta({ type: 'text_delta', text });
  }

  /** Opens the block of a part unless it is open; the one before it is closed. */
  #enter(part: number, type: OpenBlock['type'], fields: WireObject): string {
    if (this.#open?.part === part && this.#open.type === type) return '';
    const closed = this.#close();
    this.#open = { part, type };
    const index = this.#blocks++;
    return (
      closed +
      sseFrame('content_block_start', { type: 'content_block_start', index, content_block: { type, ...fields } })
    );
  }

  #delta(delta: WireObject): string {
    return sseFrame('content_block_delta', { type: 'content_block_delta', index: this.#blocks - 1, delta });
  }

  #close(): string {
    if (this.#open === null) return '';
    this.#open = null;
    return sseFrame('content_block_stop', { type: 'content_block_stop', index: this.#blocks - 1 });
  }

  #finish(event: Extract<CanonicalEvent, { type: 'finish' }> | null): string {
    if (this.#finished) return '';
    let frames = this.#close();
    while (this.#waiting.length > 0) frames += this.#release() + this.#close();
    this.#finished = true;
    const usage = event?.usage ?? this.#usageSoFar();
    const stopSequence = event?.stopSequence ?? null;
    return (
      frames +
      sseFrame('message_delta', {
        type: 'message_delta',
        delta: {
          stop_reason: writeStopReason(event?.reason ?? 'stop', stopSequence, this.#refused),
          stop_sequence: stopSequence,
        },
        usage: writeUsage(usage),
      })
    );
  }
}
