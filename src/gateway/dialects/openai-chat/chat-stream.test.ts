import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical.ts';
import { loadFixture, readEveryCut, readPieces } from './__fixtures__/load-fixture.ts';
import { createOpenAiChatClient, openaiChatProvider } from './index.ts';

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

function writerFor(body: object) {
  const client = createOpenAiChatClient(() => 1_757_000_000_000);
  const parsed = client.parse(
    Buffer.from(JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'x' }], stream: true, ...body })),
  );
  return client.createStreamWriter(parsed);
}

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

describe('the writer of streamed chat completions', () => {
  const all: CanonicalEvent[] = [
    { type: 'start', id: 'msg_1', model: 'claude', usage: null },
    { type: 'thinking-delta', index: 0, text: 'Hm' },
    { type: 'thinking-signature', index: 0, signature: { dialect: 'anthropic', value: 's' }, redacted: false },
    { type: 'part-end', index: 0 },
    { type: 'text-delta', index: 1, text: 'Hi' },
    { type: 'part-end', index: 1 },
    { type: 'tool-call-start', index: 2, id: 't1', name: 'f', signature: { dialect: 'gemini', value: 'g' } },
    { type: 'tool-call-delta', index: 2, arguments: '{}' },
    { type: 'tool-call-start', index: 3, id: 't2', name: 'p' },
    { type: 'tool-call-delta', index: 3, arguments: '{"inp' },
    { type: 'tool-call-delta', index: 3, arguments: 'ut":"a\\' },
    { type: 'tool-call-delta', index: 3, arguments: 'nb"}' },
    { type: 'part-end', index: 2 },
    { type: 'part-end', index: 3 },
    { type: 'finish', reason: 'tool-calls', stopSequence: null, usage: { ...usage, cacheWrite: null } },
    { type: 'end' },
  ];
  const write = (body: object, events: readonly CanonicalEvent[]): Record<string, never>[] => {
    const writer = writerFor(body);
    const text = events.map((event) => writer.write(event)).join('');
    return text
      .split('\n\n')
      .filter((frame) => frame !== '' && frame !== 'data: [DONE]')
      .map((frame) => JSON.parse(frame.slice('data: '.length)));
  };
  const deltas = (chunks: Record<string, never>[]) =>
    chunks.flatMap(({ choices }) => (choices as { delta: unknown }[]).map(({ delta }) => delta));

  it('writes the role first, calls by their position, and custom tools as text', () => {
    const chunks = write({ tools: [{ type: 'custom', custom: { name: 'p' } }] }, all);
    expect(deltas(chunks)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { reasoning_content: 'Hm' },
      { content: 'Hi' },
      {
        tool_calls: [
          {
            index: 0,
            id: 't1',
            type: 'function',
            function: { name: 'f', arguments: '' },
            extra_content: { google: { thought_signature: 'g' } },
          },
        ],
      },
      { tool_calls: [{ index: 0, function: { arguments: '{}' } }] },
      { tool_calls: [{ index: 1, id: 't2', type: 'custom', custom: { name: 'p', input: '' } }] },
      { tool_calls: [{ index: 1, custom: { input: 'a' } }] },
      { tool_calls: [{ index: 1, custom: { input: '\nb' } }] },
      {},
    ]);
    expect(chunks[0]).toMatchObject({ id: 'chatcmpl-msg_1', created: 1_757_000_000, model: 'claude' });
    expect(chunks[0]).not.toHaveProperty('usage');
  });

  it('writes the usage when it was asked for', () => {
    const chunks = write({ stream_options: { include_usage: true } }, all);
    expect(chunks[0]).toMatchObject({ usage: null });
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 82, completion_tokens: 151, total_tokens: 233 },
    });
    const unknown = write({ stream_options: { include_usage: true } }, [
      { type: 'finish', reason: 'stop', stopSequence: null, usage: null },
      { type: 'end' },
    ]);
    expect(unknown).toHaveLength(1);
  });

  it('writes the older function call to those who offered functions', () => {
    expect(deltas(write({ functions: [{ name: 'f' }] }, all)).slice(3)).toEqual([
      { function_call: { name: 'f', arguments: '' } },
      { function_call: { arguments: '{}' } },
      {},
    ]);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
    ['refusal', 'content_filter'],
    ['pause', 'stop'],
  ] as const)('says %s as %s', (reason, said) => {
    const [written] = write({}, [{ type: 'finish', reason, stopSequence: null, usage: null }]);
    expect(written).toMatchObject({ choices: [{ finish_reason: said }] });
  });

  it('writes refusals, errors, and nothing for calls that it does not know', () => {
    const refused = write({}, [
      { type: 'refusal-delta', index: 0, text: 'No.' },
      { type: 'finish', reason: 'refusal', stopSequence: null, usage: null },
    ]);
    expect(refused.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(write({}, [{ type: 'tool-call-delta', index: 9, arguments: 'x' }])).toEqual([]);
    expect(write({}, [{ type: 'error', code: 'provider_error', message: 'm' }])).toEqual([
      { error: { message: 'm', type: 'api_error', param: null, code: 'provider_error' } },
    ]);
  });

  it.each(['openai-text', 'openai-parallel-tools', 'deepseek-thinking', 'google-tools'])(
    'writes %s as it was read',
    (name) => {
      const events = readPieces(reader(), [fixture(`${name}.chunks.txt`)]);
      const writer = writerFor({ stream_options: { include_usage: true } });
      const written = events.map((event) => writer.write(event)).join('');
      const again = readPieces(reader(), [Buffer.from(written)]);
      const strip = (list: CanonicalEvent[]) => JSON.stringify(list.slice(1)).replaceAll('null', '0');
      expect(strip(again)).toBe(strip(events));
    },
  );
});
