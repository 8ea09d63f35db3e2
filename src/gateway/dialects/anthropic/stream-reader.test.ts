import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseEvents } from '../sse-events.ts';
import { fixture, parseWith } from './__fixtures__/requests.ts';
import { END, frames, read, textDelta, toolDelta } from './__fixtures__/streams.ts';
import { AnthropicStreamReader } from './stream-reader.ts';
import { AnthropicStreamWriter } from './stream-writer.ts';

const STREAMS = ['text-stream.sse', 'tools-stream.sse', 'broken-stream.sse'];

describe('AnthropicStreamReader', () => {
  it('reads text, and usage from both ends of the stream', () => {
    expect(read(fixture('text-stream.sse'))).toEqual([
      {
        type: 'start',
        id: 'msg_01Text',
        model: 'claude-haiku-4-5-20251001',
        usage: { input: 125, output: 1, cachedInput: 100, cacheWrite: 0, reasoning: null },
      },
      textDelta(0, 'Grüße '),
      textDelta(0, 'aus 東京 🗼'),
      { type: 'part-end', index: 0 },
      {
        type: 'finish',
        reason: 'stop',
        stopSequence: '###',
        usage: { input: 125, output: 15, cachedInput: 100, cacheWrite: 0, reasoning: null },
      },
      END,
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
      END,
    ]);
  });

  it('passes an error on, and has no finish then', () => {
    expect(read(fixture('broken-stream.sse')).slice(1)).toEqual([
      textDelta(0, 'Half'),
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
      END,
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
      textDelta(0, 'a'),
      { type: 'thinking-delta', index: 1, text: 'b' },
      END,
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
    const decoder = new SseEvents(16 * 1024 * 1024);
    const half = 'x'.repeat(9 * 1024 * 1024);
    expect(decoder.push(`data: ${half}`)).toEqual([]);
    expect(decoder.push(half)).toEqual([]);
    expect(decoder.push('\n\ndata: a\n\n')).toEqual([{ name: null, data: 'a' }]);
  });
});
