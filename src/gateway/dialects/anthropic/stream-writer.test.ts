import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical.ts';
import { fixture, parseWith } from './__fixtures__/requests.ts';
import { END, frames, read, textDelta, toolDelta } from './__fixtures__/streams.ts';
import { AnthropicStreamWriter } from './stream-writer.ts';

function write(events: readonly CanonicalEvent[]): string {
  const writer = new AnthropicStreamWriter(parseWith({}));
  return events.map((event) => writer.write(event)).join('');
}

const start: CanonicalEvent = { type: 'start', id: 'x', model: 'm', usage: null };
const finish: CanonicalEvent = { type: 'finish', reason: 'tool-calls', stopSequence: null, usage: null };
const toolStart = (index: number): CanonicalEvent => ({ type: 'tool-call-start', index, id: `t${index}`, name: 'f' });

describe('AnthropicStreamWriter', () => {
  it.each(['text-stream.sse', 'tools-stream.sse'])('writes %s so that it reads the same', (name) => {
    const events = read(fixture(name));
    const again = read(write(events));
    // What the wire cannot leave out reads as zero.
    const zero = (event: CanonicalEvent) =>
      'usage' in event && event.usage !== null
        ? {
            ...event,
            usage: {
              ...event.usage,
              cachedInput: event.usage.cachedInput ?? 0,
              cacheWrite: event.usage.cacheWrite ?? 0,
            },
          }
        : event;
    expect(again).toEqual(events.map(zero));
  });

  it('writes the text stream frame for frame, pings aside', () => {
    const source = frames(fixture('text-stream.sse')).filter((frame) => frame.type !== 'ping');
    const written = frames(write(read(fixture('text-stream.sse'))));
    expect(written.map(({ type }) => type)).toEqual(source.map(({ type }) => type));
    expect(written[0]).toEqual(source[0]);
    expect(written.slice(1, 5)).toEqual(source.slice(1, 5));
  });

  it('keeps blocks apart when tool calls interleave', () => {
    const written = frames(
      write([
        start,
        textDelta(0, 'a'),
        toolStart(1),
        toolStart(2),
        toolDelta(1, '{"a"'),
        toolDelta(2, '{"b"'),
        toolDelta(1, ':1}'),
        toolStart(3),
        toolDelta(2, ':2}'),
        { type: 'part-end', index: 1 },
        toolDelta(3, '{}'),
        finish,
        END,
      ]),
    );
    const blocks = new Map<unknown, string>();
    let open: unknown = null;
    for (const frame of written) {
      if (frame.type === 'content_block_start') {
        expect(open).toBeNull();
        open = frame.index;
        blocks.set(open, '');
      } else if (frame.type === 'content_block_delta') {
        expect(frame.index).toBe(open);
        const delta = frame.delta as { text?: string; partial_json?: string };
        blocks.set(open, `${blocks.get(open)}${delta.text ?? delta.partial_json}`);
      } else if (frame.type === 'content_block_stop') {
        expect(frame.index).toBe(open);
        open = null;
      }
    }
    expect([...blocks]).toEqual([
      [0, 'a'],
      [1, '{"a":1}'],
      [2, '{"b":2}'],
      [3, '{}'],
    ]);
    expect(written.map(({ type }) => type).slice(-2)).toEqual(['message_delta', 'message_stop']);
  });

  it('estimates the usage that nobody reported', () => {
    const [first, , , , last] = frames(write([start, textDelta(0, 'words '.repeat(40)), finish, END]));
    const { usage } = (first as { message: { usage: { input_tokens: number } } }).message;
    expect(usage.input_tokens).toBeGreaterThan(0);
    expect(last).toMatchObject({
      delta: { stop_reason: 'tool_use' },
      usage: { output_tokens: 60, input_tokens: usage.input_tokens },
    });
  });

  it('is whole even when the events are not', () => {
    const types = (events: CanonicalEvent[]) => frames(write(events)).map(({ type }) => type);
    expect(types([END])).toEqual(['message_start', 'message_delta', 'message_stop']);
    expect(
      types([start, start, toolDelta(4, '{}'), textDelta(0, ''), finish, finish, textDelta(0, 'late'), END, END]),
    ).toEqual(['message_start', 'message_delta', 'message_stop']);
    expect(frames(write([textDelta(0, 'a')]))[0]).toMatchObject({
      message: { id: 'msg_heimdall', model: 'heimdall/auto' },
    });
  });

  it('ends with an error and nothing after it', () => {
    const written = frames(
      write([start, { type: 'error', code: 'provider_rate_limited', message: 'Slow down.' }, finish, END]),
    );
    expect(written.slice(1)).toEqual([{ type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } }]);
  });

  it('writes refusals and the proofs of other providers', () => {
    const written = frames(
      write([
        start,
        { type: 'thinking-delta', index: 0, text: 'hm' },
        { type: 'thinking-signature', index: 0, signature: { dialect: 'gemini', value: 's' }, redacted: false },
        { type: 'thinking-signature', index: 1, signature: { dialect: 'gemini', value: 'r' }, redacted: true },
        { type: 'refusal-delta', index: 2, text: 'No.' },
        { type: 'finish', reason: 'stop', stopSequence: null, usage: null },
      ]),
    );
    const deltas = written.filter(({ type }) => type === 'content_block_delta').map(({ delta }) => delta);
    expect(deltas).toEqual([
      { type: 'thinking_delta', thinking: 'hm' },
      { type: 'signature_delta', signature: 'heimdall:gemini:s' },
      { type: 'text_delta', text: 'No.' },
    ]);
    expect(written.find(({ index }) => index === 1)).toMatchObject({
      content_block: { type: 'redacted_thinking', data: 'heimdall:gemini:r' },
    });
    expect(written.at(-1)).toMatchObject({ delta: { stop_reason: 'refusal' } });
  });
});
