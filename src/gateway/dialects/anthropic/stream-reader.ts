/** Reads a Messages stream into canonical events. Unknown events, blocks and deltas are skipped, as the API asks. */
import type { CanonicalEvent } from '../canonical.ts';
import type { StreamReader } from '../dialect.ts';
import { SseEvents } from '../sse-events.ts';
import { readSignature } from './bound-signature.ts';
import { mergeUsage, readStopReason, readUsageObject } from './usage.ts';
import { isObject, textOrNull, type WireObject } from './wire.ts';

/** No event of the Messages API is longer. */
const MAX_EVENT_CHARS = 16 * 1024 * 1024;

/** A block that is being received. */
interface OpenBlock {
  /** Place among the parts that are passed on; blocks of server tools are not counted. */
  readonly index: number;
  readonly type: unknown;
  /** Arguments that came whole with the start of a tool call. */
  readonly input: WireObject;
  hasArguments: boolean;
}

export class AnthropicStreamReader implements StreamReader {
  readonly #frames = new SseEvents(MAX_EVENT_CHARS);
  readonly #blocks = new Map<unknown, OpenBlock>();
  #usage: WireObject = {};
  #parts = 0;
  #started = false;
  #finished = false;
  #ended = false;

  read(chunk: string): CanonicalEvent[] {
    return this.#frames.push(chunk).flatMap(({ name, data }) => this.#frame(name, data));
  }

  end(): CanonicalEvent[] {
    return this.#frames.flush().flatMap(({ name, data }) => this.#frame(name, data));
  }

  #frame(name: string | null, data: string): CanonicalEvent[] {
    if (this.#ended) return [];
    let frame: unknown;
    try {
      frame = JSON.parse(data);
    } catch {
      // A frame that cannot be read shows later: what it would have said is missing.
      return [];
    }
    if (!isObject(frame)) return [];
    switch (frame.type ?? name) {
      case 'message_start':
        return this.#start(isObject(frame.message) ? frame.message : {});
      case 'content_block_start':
        return this.#blockStart(frame.index, isObject(frame.content_block) ? frame.content_block : {});
      case 'content_block_delta':
        return this.#delta(this.#blocks.get(frame.index), isObject(frame.delta) ? frame.delta : {});
      case 'content_block_stop':
        return this.#blockStop(frame.index);
      case 'message_delta':
        return this.#messageDelta(frame);
      case 'message_stop':
        this.#ended = true;
        return [{ type: 'end' }];
      case 'error':
        return [streamError(isObject(frame.error) ? frame.error : {})];
      default:
        return [];
    }
  }

  #start(message: WireObject): CanonicalEvent[] {
    if (this.#started) return [];
    this.#started = true;
    this.#usage = mergeUsage(this.#usage, message.usage);
    return [
      {
        type: 'start',
        id: textOrNull(message.id) ?? '',
        model: textOrNull(message.model) ?? '',
        usage: readUsageObject(this.#usage),
      },
    ];
  }

  #blockStart(at: unknown, block: WireObject): CanonicalEvent[] {
    const index = this.#parts;
    const open = { index, type: block.type, input: isObject(block.input) ? block.input : {}, hasArguments: false };
    let first: CanonicalEvent[];
    switch (block.type) {
      case 'text':
        first = textDelta('text-delta', index, block.text);
        break;
      case 'thinking':
        first = textDelta('thinking-delta', index, block.thinking);
        break;
      case 'redacted_thinking': {
        const signature = readSignature(block.data);
        first = signature === null ? [] : [{ type: 'thinking-signature', index, signature, redacted: true }];
        break;
      }
      case 'tool_use':
        first = [
          { type: 'tool-call-start', index, id: textOrNull(block.id) ?? '', name: textOrNull(block.name) ?? '' },
        ];
        break;
      default:
        // A block of a server tool; its deltas find no open block and are skipped.
        this.#blocks.delete(at);
        return [];
    }
    this.#parts++;
    this.#blocks.set(at, open);
    return first;
  }

  #delta(block: OpenBlock | undefined, delta: WireObject): CanonicalEvent[] {
    if (block === undefined) return [];
    const { index } = block;
    switch (delta.type) {
      case 'text_delta':
        return block.type === 'text' ? textDelta('text-delta', index, delta.text) : [];
      case 'thinking_delta':
        return block.type === 'thinking' ? textDelta('thinking-delta', index, delta.thinking) : [];
      case 'signature_delta': {
        const signature = readSignature(delta.signature);
        if (block.type !== 'thinking' || signature === null) return [];
        return [{ type: 'thinking-signature', index, signature, redacted: false }];
      }
      case 'input_json_delta': {
        const json = textOrNull(delta.partial_json);
        if (block.type !== 'tool_use' || json === null) return [];
        block.hasArguments = true;
        return [{ type: 'tool-call-delta', index, arguments: json }];
      }
      default:
        return [];
    }
  }

  #blockStop(at: unknown): CanonicalEvent[] {
    const block = this.#blocks.get(at);
    if (block === undefined) return [];
    this.#blocks.delete(at);
    const { index } = block;
    const end: CanonicalEvent = { type: 'part-end', index };
    if (block.type !== 'tool_use' || block.hasArguments) return [end];
    // Calls without arguments have no deltas, and other dialects need valid JSON even then.
    return [{ type: 'tool-call-delta', index, arguments: JSON.stringify(block.input) }, end];
  }

  #messageDelta(frame: WireObject): CanonicalEvent[] {
    this.#usage = mergeUsage(this.#usage, frame.usage);
    const delta = isObject(frame.delta) ? frame.delta : {};
    if (this.#finished || textOrNull(delta.stop_reason) === null) return [];
    this.#finished = true;
    return [
      {
        type: 'finish',
        reason: readStopReason(delta.stop_reason),
        stopSequence: textOrNull(delta.stop_sequence),
        usage: readUsageObject(this.#usage),
      },
    ];
  }
}

function textDelta(type: 'text-delta' | 'thinking-delta', index: number, value: unknown): CanonicalEvent[] {
  const text = textOrNull(value);
  return text === null ? [] : [{ type, index, text }];
}

function streamError(error: WireObject): CanonicalEvent {
  return {
    type: 'error',
    code: textOrNull(error.type) ?? 'api_error',
    message: textOrNull(error.message) ?? 'The provider broke the answer off.',
  };
}
