import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFixture, readEveryCut, readPieces } from './__fixtures__/load-fixture.ts';
import { openaiChatProvider } from './index.ts';

const fixture = (name: string) => loadFixture(import.meta.url, name);
const reader = () => openaiChatProvider.createStreamReader();
const read = (text: string) => readPieces(reader(), [Buffer.from(text)]);
const frames = (...chunks: unknown[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const chunk = (delta: object, finish: string | null = null) => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const usage = { input: 82, output: 151, cachedInput: 64, cacheWrite: null, reasoning: 128 };
const finish = (reason: string, counted: unknown = null) => ({
  type: 'finish',
  reason,
  stopSequence: null,
  usage: counted,
});

describe('the reader of streamed chat completions', () => {
  it('reads text, whatever the pieces', () => {
    expect(readEveryCut(reader, fixture('openai-text.chunks.txt'))).toEqual([
      { type: 'start', id: 'chatcmpl-C9Zx1', model: 'gpt-5-mini-2025-08-07', usage: null },
      { type: 'text-delta', index: 0, text: 'Grüße, ' },
      { type: 'text-delta', index: 0, text: 'Wörld 👋\n' },
      { type: 'text-delta', index: 0, text: '"data: x\\n"' },
      { type: 'part-end', index: 0 },
      finish('stop', usage),
      { type: 'end' },
    ]);
  });

  it('reads parallel tool calls', () => {
    expect(readEveryCut(reader, fixture('openai-parallel-tools.chunks.txt')).slice(1)).toEqual([
      { type: 'tool-call-start', index: 0, id: 'call_A1', name: 'weather' },
      { type: 'tool-call-delta', index: 0, arguments: '{"city":' },
      { type: 'tool-call-delta', index: 0, arguments: '"Paris"}' },
      { type: 'tool-call-start', index: 1, id: 'call_B2', name: 'weather' },
      { type: 'tool-call-delta', index: 1, arguments: '{"city":"Rome"}' },
      { type: 'part-end', index: 0 },
      { type: 'part-end', index: 1 },
      finish('tool-calls', usage),
      { type: 'end' },
    ]);
  });

  it("reads DeepSeek's and OpenRouter's thinking", () => {
    expect(readEveryCut(reader, fixture('deepseek-thinking.chunks.txt')).slice(1)).toEqual([
      { type: 'thinking-delta', index: 0, text: 'Let me ' },
      { type: 'thinking-delta', index: 0, text: 'think.' },
      { type: 'part-end', index: 0 },
      { type: 'text-delta', index: 1, text: '42' },
      { type: 'part-end', index: 1 },
      finish('stop', { input: 10, output: 7, cachedInput: 0, cacheWrite: null, reasoning: 5 }),
      { type: 'end' },
    ]);
    const crlf = Buffer.from(fixture('openrouter.chunks.txt').toString().replaceAll('\n', '\r\n'));
    expect(readEveryCut(reader, crlf)).toEqual([
      { type: 'start', id: 'gen-1', model: 'vendor/m', usage: null },
      { type: 'thinking-delta', index: 0, text: 'Hm.' },
      { type: 'part-end', index: 0 },
      { type: 'text-delta', index: 1, text: 'Yes' },
      { type: 'part-end', index: 1 },
      finish('length', { input: 5, output: 2, cachedInput: 0, cacheWrite: 3, reasoning: null }),
      { type: 'end' },
    ]);
  });

  it("reads Google's calls, which all have index 0, and its tokens that are in the total alone", () => {
    expect(readEveryCut(reader, fixture('google-tools.chunks.txt')).slice(1)).toEqual([
      {
        type: 'tool-call-start',
        index: 0,
        id: 'function-call-1',
        name: 'weather',
        signature: { dialect: 'gemini', value: 'Eo8BCow=' },
      },
      { type: 'tool-call-delta', index: 0, arguments: '{"city":"Paris"}' },
      { type: 'tool-call-start', index: 1, id: 'function-call-2', name: 'weather' },
      { type: 'tool-call-delta', index: 1, arguments: '{"city":"Rome"}' },
      { type: 'part-end', index: 0 },
      { type: 'part-end', index: 1 },
      finish('tool-calls', { input: 20, output: 70, cachedInput: null, cacheWrite: null, reasoning: null }),
      { type: 'end' },
    ]);
  });

  it('reads refusals, the older function call, custom tools, and arguments that are objects', () => {
    expect(read(frames(chunk({ refusal: 'No.' }), chunk({}, 'stop'))).slice(1, -1)).toEqual([
      { type: 'refusal-delta', index: 0, text: 'No.' },
      { type: 'part-end', index: 0 },
      finish('refusal'),
    ]);
    const old = frames(
      chunk({ function_call: { name: 'f', arguments: '{' } }),
      chunk({ function_call: { arguments: '}' } }),
      chunk({}, 'function_call'),
    );
    expect(read(old).slice(1, 4)).toEqual([
      { type: 'tool-call-start', index: 0, id: 'call_0', name: 'f' },
      { type: 'tool-call-delta', index: 0, arguments: '{' },
      { type: 'tool-call-delta', index: 0, arguments: '}' },
    ]);
    const custom = frames(
      chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'custom', custom: { name: 'p', input: 'a"' } }] }),
      chunk({ tool_calls: [{ index: 0, custom: { input: '\n' } }] }),
      chunk({ content: 'then' }, 'tool_calls'),
    );
    const args = read(custom).flatMap((event) => (event.type === 'tool-call-delta' ? [event.arguments] : []));
    expect(JSON.parse(args.join(''))).toEqual({ input: 'a"\n' });
    const object = frames(chunk({ tool_calls: [{ id: 'c1', function: { name: 'f', arguments: { a: 1 } } }] }));
    expect(read(object)[2]).toEqual({ type: 'tool-call-delta', index: 0, arguments: '{"a":1}' });
  });

  it('tells a stream that was cut from one that only lacks its end', () => {
    expect(read(frames(chunk({ content: 'a' }))).map(({ type }) => type)).toEqual(['start', 'text-delta']);
    expect(read(frames(chunk({ content: 'a' }, 'stop'))).at(-1)).toEqual({ type: 'end' });
    expect(read(`${frames(chunk({ content: 'a' }))}data: [DONE]`).at(-1)).toEqual({ type: 'end' });
    expect(read('data: [DONE]\n\n')).toEqual([]);
  });

  it.each([
    [
      { message: 'slow down', code: 429 },
      { code: 'provider_rate_limited', message: 'slow down' },
    ],
    [
      { message: 'too long', code: 'context_length_exceeded' },
      { code: 'context_overflow', message: 'too long' },
    ],
    ['broken', { code: 'provider_error', message: 'broken' }],
    [{}, { code: 'provider_error', message: 'The provider failed in the middle of its answer.' }],
  ])('reads the error %j and nothing after it', (error, expected) => {
    expect(read(frames({ error }, chunk({ content: 'a' }, 'stop')))).toEqual([{ type: 'error', ...expected }]);
  });

  it('reads the first of several choices, and usage where Groq has it', () => {
    const second = { id: 'c', model: 'm', choices: [{ index: 1, delta: { content: 'b' } }] };
    const grok = { ...chunk({}, 'stop'), x_groq: { usage: { prompt_tokens: 1, completion_tokens: 2 } } };
    const events = read(frames(second, chunk({ content: 'a' }), grok));
    expect(events.map(({ type }) => type)).toEqual(['start', 'text-delta', 'part-end', 'finish', 'end']);
    expect(events[3]).toMatchObject({ usage: { input: 1, output: 2 } });
  });

  it('never throws', () => {
    const deep = fc.json({ maxDepth: 6 });
    const noise = fc.constantFrom('data: ', '\n\n', '[DONE]', ': c\n', 'event: x\n', '\r', '"', '{', '\ud83d');
    const delta = fc.dictionary(
      fc.constantFrom('content', 'tool_calls', 'reasoning', 'function_call', 'x'),
      fc.jsonValue(),
    );
    const shaped = delta.map((value) => frames({ choices: [{ index: 0, delta: value }] }));
    fc.assert(
      fc.property(fc.array(fc.oneof(deep, noise, fc.string(), shaped), { maxLength: 12 }), (pieces) => {
        const one = reader();
        for (const piece of pieces) one.read(piece);
        one.end();
        openaiChatProvider.readError(500, pieces.join(''));
      }),
    );
  });
});
