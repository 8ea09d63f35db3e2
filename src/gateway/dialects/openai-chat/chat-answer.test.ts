import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from '../canonical.ts';
import { createOpenAiChatClient, openaiChatProvider } from './index.ts';

const client = createOpenAiChatClient(() => 1_757_000_000_000);
const parse = (body: object) =>
  client.parse(Buffer.from(JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'x' }], ...body })));
const answer = (message: object, finish = 'stop') => ({
  id: 'chatcmpl-1',
  model: 'gpt',
  choices: [{ index: 0, message, finish_reason: finish }],
});
const usage = { input: 9, output: 3, cachedInput: 4, cacheWrite: null, reasoning: 2 };
const full: CanonicalAnswer = {
  id: 'chatcmpl-1',
  model: 'gpt',
  parts: [
    { type: 'thinking', text: 'hm' },
    { type: 'text', text: 'Hi' },
    { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}', signature: { dialect: 'gemini', value: 'g' } },
    { type: 'tool-call', id: 'b', name: 'p', arguments: '{"input":"+x"}' },
  ],
  finish: 'tool-calls',
  stopSequence: null,
  usage,
};

describe('a complete chat completion', () => {
  it('is read as it was written', () => {
    const written = client.renderAnswer(full, parse({ tools: [{ type: 'custom', custom: { name: 'p' } }] }));
    expect(written).toMatchObject({
      object: 'chat.completion',
      created: 1_757_000_000,
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: 'Hi',
            reasoning_content: 'hm',
            tool_calls: [{ type: 'function' }, { type: 'custom', custom: { name: 'p', input: '+x' } }],
          },
        },
      ],
      usage: { total_tokens: 12 },
    });
    expect(openaiChatProvider.parseAnswer(written)).toEqual(full);
    expect(openaiChatProvider.readUsage(written)).toEqual(usage);
  });

  it('is written for those who offered functions, and with a refusal', () => {
    expect(client.renderAnswer(full, parse({ functions: [{ name: 'f' }] }))).toMatchObject({
      choices: [{ finish_reason: 'function_call', message: { function_call: { name: 'f', arguments: '{"x":1}' } } }],
    });
    const refused = { ...full, id: '', parts: [{ type: 'refusal', text: 'No.' } as const], finish: 'refusal' as const };
    const written = client.renderAnswer({ ...refused, usage: null }, parse({}));
    expect(written).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{32}$/),
      choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'No.' } }],
    });
    expect(written).not.toHaveProperty('usage');
    expect(client.renderAnswer({ ...refused, parts: [] }, parse({}))).toMatchObject({
      choices: [{ finish_reason: 'content_filter', message: { content: '' } }],
    });
  });

  it('is read in the words of other servers', () => {
    const read = (message: object, finish?: string) => openaiChatProvider.parseAnswer(answer(message, finish));
    expect(read({ content: [{ type: 'text', text: 'a' }, { text: 'b' }], reasoning: 'r' })).toMatchObject({
      parts: [
        { type: 'thinking', text: 'r' },
        { type: 'text', text: 'ab' },
      ],
      finish: 'stop',
      usage: null,
    });
    expect(read({ content: '', tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }] })).toMatchObject({
      parts: [{ id: 'call_0', arguments: '{"a":1}' }],
      finish: 'tool-calls',
    });
    expect(read({ function_call: { name: 'f' } }, 'function_call')).toMatchObject({
      parts: [{ id: 'call_0', name: 'f', arguments: '{}' }],
      finish: 'tool-calls',
    });
    expect(read({ content: null, refusal: 'No.' }).finish).toBe('refusal');
    expect(read({ content: 'a' }, 'content_filter').finish).toBe('content-filter');
    expect(read({ content: 'a' }, 'length').finish).toBe('length');
  });

  it('is refused when it is none', () => {
    const refused = expect.objectContaining({ code: 'provider_bad_response' });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => openaiChatProvider.parseAnswer(value)).toThrow(refused);
        expect(openaiChatProvider.readUsage(value)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('content', 'tool_calls', 'refusal'), fc.jsonValue()), (message) => {
        openaiChatProvider.parseAnswer(answer(message));
      }),
    );
  });
});
