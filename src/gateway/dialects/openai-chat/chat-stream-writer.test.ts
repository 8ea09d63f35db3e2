import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical.ts';
import { loadFixture, readPieces } from './__fixtures__/load-fixture.ts';
import { createOpenAiChatClient, openaiChatProvider } from './index.ts';

const fixture = (name: string) => loadFixture(import.meta.url, name);
const reader = () => openaiChatProvider.createStreamReader();
const usage = { input: 82, output: 151, cachedInput: 64, cacheWrite: null, reasoning: 128 };

function writerFor(body: object) {
  const client = createOpenAiChatClient(() => 1_757_000_000_000);
  const parsed = client.parse(
    Buffer.from(JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'x' }], stream: true, ...body })),
  );
  return client.createStreamWriter(parsed);
}

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
  const write = (body: object, events: readonly CanonicalEvent[]): Record<string, unknown>[] => {
    const writer = writerFor(body);
    const text = events.map((event) => writer.write(event)).join('');
    return text
      .split('\n\n')
      .filter((frame) => frame !== '' && frame !== 'data: [DONE]')
      .map((frame) => JSON.parse(frame.slice('data: '.length)));
  };
  const deltas = (chunks: Record<string, unknown>[]) =>
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
