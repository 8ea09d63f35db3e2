import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFixture, readEveryCut, readPieces } from '../openai-chat/__fixtures__/load-fixture.ts';
import { openaiResponsesProvider } from './index.ts';

const fixture = (name: string) => loadFixture(import.meta.url, name);
const reader = () => openaiResponsesProvider.createStreamReader();
const usage = { input: 82, output: 151, cachedInput: 64, cacheWrite: null, reasoning: 128 };
const event = (type: string, fields: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const created = event('response.created', { response: { id: 'resp_1', model: 'm' } });
const read = (...frames: string[]) => readPieces(reader(), [Buffer.from(created + frames.join(''))]).slice(1);
const completed = event('response.completed', { response: { id: 'resp_1' } });

const types = (events: readonly { type: string }[]) => events.map(({ type }) => type.replace('response.', ''));

describe('the reader of streamed responses', () => {
  it('reads reasoning, text, calls and custom calls, whatever the pieces', () => {
    expect(readEveryCut(reader, fixture('reasoning-and-tools.chunks.txt'))).toEqual([
      { type: 'start', id: 'resp_0a1b', model: 'gpt-5-2025-08-07', usage: null },
      { type: 'thinking-delta', index: 0, text: '**Plan' },
      { type: 'thinking-delta', index: 0, text: 'ning**' },
      { type: 'thinking-delta', index: 0, text: '\n\n' },
      { type: 'thinking-delta', index: 0, text: 'Then é👋' },
      {
        type: 'thinking-signature',
        index: 0,
        signature: { dialect: 'openai-responses', value: 'gAAAAB==' },
        redacted: false,
      },
      { type: 'part-end', index: 0 },
      { type: 'text-delta', index: 1, text: 'I will ' },
      { type: 'text-delta', index: 1, text: 'patch ü.' },
      { type: 'part-end', index: 1 },
      { type: 'tool-call-start', index: 2, id: 'call_1', name: 'shell' },
      { type: 'tool-call-delta', index: 2, arguments: '{"cmd":' },
      { type: 'tool-call-delta', index: 2, arguments: '["ls"]}' },
      { type: 'part-end', index: 2 },
      { type: 'tool-call-start', index: 3, id: 'call_2', name: 'apply_patch' },
      { type: 'tool-call-delta', index: 3, arguments: '{"input":"*** Begin Patch\\n' },
      { type: 'tool-call-delta', index: 3, arguments: '+\\"é\\"\\n' },
      { type: 'tool-call-delta', index: 3, arguments: '"}' },
      { type: 'part-end', index: 3 },
      { type: 'finish', reason: 'tool-calls', stopSequence: null, usage },
      { type: 'end' },
    ]);
  });

  it('reads an incomplete response, and tells one that was cut', () => {
    const whole = fixture('incomplete.chunks.txt');
    expect(readEveryCut(reader, whole).slice(1)).toEqual([
      { type: 'text-delta', index: 0, text: 'Once up' },
      { type: 'part-end', index: 0 },
      { type: 'finish', reason: 'length', stopSequence: null, usage },
      { type: 'end' },
    ]);
    const cut = whole.subarray(0, whole.indexOf('event: response.incomplete'));
    expect(types(readPieces(reader(), [cut]))).toEqual(['start', 'text-delta']);
  });

  it('reads items that come without deltas, and each of them once', () => {
    const message = {
      type: 'message',
      content: [
        { type: 'output_text', text: 'a' },
        { type: 'refusal', refusal: 'No.' },
      ],
    };
    const done = (item: object, at: number) => event('response.output_item.done', { output_index: at, item });
    const part = event('response.content_part.done', { output_index: 0, content_index: 0, part: message.content[0] });
    const reasoning = { type: 'reasoning', summary: [{ text: 'hm' }] };
    const secret = { type: 'reasoning', summary: [], encrypted_content: 'e' };
    const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
    const items = [
      part,
      part,
      done(message, 0),
      done(reasoning, 1),
      done(secret, 2),
      done(call, 3),
      done(call, 3),
      done(message, 0),
    ];
    expect(read(...items, completed).slice(0, -1)).toEqual([
      { type: 'text-delta', index: 0, text: 'a' },
      { type: 'part-end', index: 0 },
      { type: 'refusal-delta', index: 1, text: 'No.' },
      { type: 'part-end', index: 1 },
      { type: 'thinking-delta', index: 2, text: 'hm' },
      { type: 'part-end', index: 2 },
      { type: 'thinking-signature', index: 3, signature: { dialect: 'openai-responses', value: 'e' }, redacted: false },
      { type: 'part-end', index: 3 },
      { type: 'tool-call-start', index: 4, id: 'c', name: 'f' },
      { type: 'tool-call-delta', index: 4, arguments: '{}' },
      { type: 'part-end', index: 4 },
      { type: 'finish', reason: 'tool-calls', stopSequence: null, usage: null },
    ]);
  });

  it('reads refusals, reasoning that is shown whole, and servers that leave the index out', () => {
    expect(
      types(
        read(
          event('response.refusal.delta', { delta: 'No.' }),
          event('response.reasoning_text.delta', { output_index: 1, delta: 'r' }),
          completed,
        ),
      ),
    ).toEqual(['refusal-delta', 'thinking-delta', 'part-end', 'part-end', 'finish', 'end']);
    const call = (id: string) =>
      event('response.output_item.added', { item: { type: 'function_call', call_id: id, name: 'f' } });
    const args = event('response.function_call_arguments.delta', { delta: '{}' });
    expect(read(call('a'), args, call('b'), args, completed)).toMatchObject([
      { type: 'tool-call-start', index: 0 },
      { type: 'tool-call-delta', index: 0 },
      { type: 'part-end', index: 0 },
      { type: 'tool-call-start', index: 1 },
      { type: 'tool-call-delta', index: 1 },
      { type: 'part-end', index: 1 },
      { reason: 'tool-calls' },
      { type: 'end' },
    ]);
  });

  it.each([
    [event('error', { code: 'rate_limit_exceeded', message: 'slow' }), 'provider_rate_limited', 'slow'],
    [event('error', { error: { code: 'server_error', message: 'bad' } }), 'provider_error', 'bad'],
    [
      event('response.failed', { response: { error: { code: 'context_length_exceeded', message: 'long' } } }),
      'context_overflow',
      'long',
    ],
  ])('reads an error and nothing after it: %s', (frame, code, message) => {
    expect(read(frame, completed)).toEqual([{ type: 'error', code, message }]);
  });

  it('never throws', () => {
    const type = fc.constantFrom(
      'response.created',
      'response.output_item.added',
      'response.output_item.done',
      'response.content_part.done',
      'response.output_text.delta',
      'response.reasoning_summary_part.added',
      'response.function_call_arguments.delta',
      'response.completed',
      'response.failed',
      'x',
    );
    const fields = fc.dictionary(fc.constantFrom('response', 'item', 'part', 'delta', 'output_index'), fc.jsonValue());
    const frame = fc.tuple(type, fields).map(([name, rest]) => event(name, rest));
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, fc.string(), fc.constant(created)), { maxLength: 12 }), (frames) => {
        const one = reader();
        for (const text of frames) one.read(text);
        one.end();
      }),
    );
  });
});
