import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical.ts';
import { fixture, parseWith } from './__fixtures__/requests.ts';
import { SseDecoder } from './sse-decoder.ts';
import { AnthropicStreamReader } from './stream-reader.ts';
import { AnthropicStreamWriter } from './stream-writer.ts';

const STREAMS = ['text-stream.sse', 'tools-stream.sse', 'broken-stream.sse'];

function read(text: string): CanonicalEvent[] {
  const reader = new AnthropicStreamReader();
  return [...reader.read(text), ...reader.end()];
}

function write(events: readonly CanonicalEvent[], body: Record<string, unknown> = {}): string {
  const writer = new AnthropicStreamWriter(parseWith(body));
  return events.map((event) => writer.write(event)).join('');
}

function frames(text: string): Record<string, unknown>[] {
  return new SseDecoder().push(text).map(({ event, data }) => {
    const frame = JSON.parse(data);
    expect(frame.type).toBe(event);
    return frame;
  });
}

const start: CanonicalEvent = { type: 'start', id: 'x', model: 'm', usage: null };
const finish: CanonicalEvent = { type: 'finish', reason: 'tool-calls', stopSequence: null, usage: null };
const end: CanonicalEvent = { type: 'end' };
const toolStart = (index: number): CanonicalEvent => ({ type: 'tool-call-start', index, id: `t${index}`, name: 'f' });
const toolDelta = (index: number, text: string): CanonicalEvent => ({
  type: 'tool-call-delta',
  index,
  arguments: text,
});
const text = (index: number, words: string): CanonicalEvent => ({ type: 'text-delta', index, text: words });

describe('AnthropicStreamReader', () => {
  it('reads text, and usage from both ends of the stream', () => {
    expect(read(fixture('text-stream.sse'))).toEqual([
      {
        type: 'start',
        id: 'msg_01Text',
        model: 'claude-haiku-4-5-20251001',
        usage: { input: 125, output: 1, cachedInput: 100, cacheWrite: 0, reasoning: null },
      },
      text(0, 'Grüße '),
      text(0, 'aus 東京 🗼'),
      { type: 'part-end', index: 0 },
      {
        type: 'finish',
        reason: 'stop',
        stopSequence: '###',
        usage: { input: 125, output: 15, cachedInput: 100, cacheWrite: 0, reasoning: null },
      },
      end,
    ]);
  });

  it('reads thinking and tool calls, and leaves server tools out of the count', () => {
    const secret = (value: string) => ({ dialect: 'anthropic', value });
    expect(read(fixture('tools-stream.sse')).slice(1)).toEqual([
      { type: 'thinking-delta', index: 0, text: 'Two calls ' },
      { type: 'thinking-delta', index: 0, text: 'are needed.' },
      {
        type: 'thinking-signature',
        index: 0,
        signature: secret('EqQBCgIYAhIM1gbcDa9GJwZA2b3h'),
        redacted: false,
      },
      { type: 'part-end', index: 0 },
      { type: 'thinking-signature', index: 1, signature: secret('EmwKAhgB'), redacted: true },
      { type: 'part-end', index: 1 },
      { type: 'tool-call-start', index: 2, id: 'toolu_01', name: 'get_weather' },
      toolDelta(2, '{"city": "Zür'),
      toolDelta(2, 'ich"}'),
      { type: 'part-end', index: 2 },
      { type: 'tool-call-start', index: 3, id: 'toolu_02', name: 'get_time' },
      toolDelta(3, '{}'),
      { type: 'part-end', index: 3 },
      {
        type: 'finish',
        reason: 'tool-calls',
        stopSequence: null,
        usage: { input: 500, output: 89, cachedInput: 20, cacheWrite: null, reasoning: 12 },
      },
      end,
    ]);
  });

  it('passes an error on, and has no finish then', () => {
    expect(read(fixture('broken-stream.sse')).slice(1)).toEqual([
      text(0, 'Half'),
      { type: 'error', code: 'overloaded_error', message: 'Overloaded' },
    ]);
    expect(read('event: error\ndata: {}\n\n')).toMatchObject([{ type: 'error', code: 'api_error' }]);
  });

  it.each(STREAMS)('reads %s cut at every byte, with every kind of line end', (name) => {
    const whole = fixture(name);
    const expected = read(whole);
    for (const eol of ['\n', '\r\n', '\r']) {
      const bytes = new TextEncoder().encode(`\ufeff${whole.replaceAll('\n', eol)}`);
      for (let cut = 0; cut <= bytes.length; cut++) {
        const reader = new AnthropicStreamReader();
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        const events = [
          ...reader.read(decoder.decode(bytes.subarray(0, cut), { stream: true })),
          ...reader.read(decoder.decode(bytes.subarray(cut))),
          ...reader.end(),
        ];
        if (JSON.stringify(events) !== JSON.stringify(expected))
          expect({ cut, events }).toEqual({ cut, events: expected });
      }
      const reader = new AnthropicStreamReader();
      const single = [...`\ufeff${whole.replaceAll('\n', eol)}`].flatMap((char) => reader.read(char));
      expect([...single, ...reader.end()]).toEqual(expected);
    }
  });

  it('takes frames without names or a last blank line, comments, and arguments that come whole', () => {
    const events = read(
      [
        ': keep-alive',
        'data: {"type":"message_start","message":{"id":"a"}}\n',
        'data: {"type":"message_start"}\n',
        'data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}\n',
        'data: {"type":"content_block_stop","index":0}\n',
        'event: message_delta\ndata: {"delta":{"stop_reason":"end_turn"}}\n',
        'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n',
        'retry\ndata: {"type":',
        'data: "message_stop"}',
      ].join('\n'),
    );
    expect(events).toEqual([
      { type: 'start', id: 'a', model: '', usage: null },
      { type: 'tool-call-start', index: 0, id: 't', name: 'f' },
      toolDelta(0, '{"a":1}'),
      { type: 'part-end', index: 0 },
      { type: 'finish', reason: 'stop', stopSequence: null, usage: null },
      end,
    ]);
  });

  it('skips deltas that do not fit their block, and all that comes after the end', () => {
    const delta = (fields: object) => ({ type: 'content_block_delta', index: 0, delta: fields });
    const lines = [
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'a' } },
      delta({ type: 'thinking_delta', thinking: 'x' }),
      delta({ type: 'signature_delta', signature: 'x' }),
      delta({ type: 'input_json_delta', partial_json: 'x' }),
      delta({ type: 'citations_delta', citation: {} }),
      delta({ type: 'text_delta', text: 4 }),
      { ...delta({ type: 'text_delta', text: 'x' }), index: 7 },
      { type: 'content_block_start', index: 1, content_block: { type: 'thinking', thinking: 'b' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'x' } },
      { type: 'content_block_start', index: 2, content_block: { type: 'redacted_thinking' } },
      { type: 'content_block_stop', index: 9 },
      { type: 'message_stop' },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'late' } },
    ];
    expect(read(lines.map((line) => `data: ${JSON.stringify(line)}\n\n`).join(''))).toEqual([
      text(0, 'a'),
      { type: 'thinking-delta', index: 1, text: 'b' },
      end,
    ]);
  });

  it('never throws on garbage', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', '\r', '\n\n', 'event: ', 'data: ', 'data: {"type":"', '"}', ...STREAMS.map(fixture)),
      fc.json().map((json) => `data: ${json}\n\n`),
      fc
        .record({
          type: fc.constantFrom(
            'message_start',
            'content_block_start',
            'content_block_delta',
            'message_delta',
            'error',
          ),
          index: fc.oneof(fc.nat(3), fc.jsonValue()),
          message: fc.jsonValue(),
          content_block: fc.oneof(
            fc.record({ type: fc.constantFrom('text', 'tool_use'), id: fc.jsonValue() }),
            fc.jsonValue(),
          ),
          delta: fc.jsonValue(),
          usage: fc.jsonValue(),
          error: fc.jsonValue(),
        })
        .map((frame) => `data: ${JSON.stringify(frame)}\n\n`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const reader = new AnthropicStreamReader();
        const writer = new AnthropicStreamWriter(parseWith({}));
        const events = [...pieces.flatMap((chunk) => reader.read(chunk)), ...reader.end()];
        frames(events.map((event) => writer.write(event)).join(''));
      }),
      { numRuns: 300 },
    );
  });

  it('gives a line up that never ends', () => {
    const decoder = new SseDecoder();
    const half = 'x'.repeat(9 * 1024 * 1024);
    expect(decoder.push(`data: ${half}`)).toEqual([]);
    expect(decoder.push(half)).toEqual([]);
    expect(decoder.push('\n\ndata: a\n\n')).toEqual([{ event: null, data: 'a' }]);
  });
});

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
        text(0, 'a'),
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
        end,
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
    const [first, , , , last] = frames(write([start, text(0, 'words '.repeat(40)), finish, end]));
    const { usage } = (first as { message: { usage: { input_tokens: number } } }).message;
    expect(usage.input_tokens).toBeGreaterThan(0);
    expect(last).toMatchObject({
      delta: { stop_reason: 'tool_use' },
      usage: { output_tokens: 60, input_tokens: usage.input_tokens },
    });
  });

  it('is whole even when the events are not', () => {
    const types = (events: CanonicalEvent[]) => frames(write(events)).map(({ type }) => type);
    expect(types([end])).toEqual(['message_start', 'message_delta', 'message_stop']);
    expect(types([start, start, toolDelta(4, '{}'), text(0, ''), finish, finish, text(0, 'late'), end, end])).toEqual([
      'message_start',
      'message_delta',
      'message_stop',
    ]);
    expect(frames(write([text(0, 'a')]))[0]).toMatchObject({ message: { id: 'msg_heimdall', model: 'heimdall/auto' } });
  });

  it('ends with an error and nothing after it', () => {
    const written = frames(
      write([start, { type: 'error', code: 'provider_rate_limited', message: 'Slow down.' }, finish, end]),
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
