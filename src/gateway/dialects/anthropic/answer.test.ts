import { describe, expect, it } from 'vitest';
import type { CanonicalAnswer, FinishReason } from '../canonical.ts';
import { fixture, parseWith } from './__fixtures__/requests.ts';
import { messageId, parseAnswer, renderAnswer } from './answer.ts';
import { anthropicProvider } from './index.ts';
import { mergeUsage, readUsageObject, writeUsage } from './usage.ts';

const request = parseWith({});
const answer = (fields: Partial<CanonicalAnswer> = {}): CanonicalAnswer => ({
  id: 'chatcmpl-1',
  model: 'gpt',
  parts: [{ type: 'text', text: 'Hello' }],
  finish: 'stop',
  stopSequence: null,
  usage: null,
  ...fields,
});

describe('answers', () => {
  it('come back as they were', () => {
    const body = JSON.parse(fixture('tool-answer.json'));
    const parsed = parseAnswer(body);
    expect(parsed).toMatchObject({
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      finish: 'tool-calls',
      usage: { input: 2312, output: 89, cachedInput: 2000, cacheWrite: 300, reasoning: 40 },
    });
    expect(parsed.parts.map(({ type }) => type)).toEqual(['thinking', 'thinking', 'text', 'tool-call']);
    expect(renderAnswer(parsed, request)).toEqual(body);
    expect(anthropicProvider.readUsage(body)).toEqual(parsed.usage);
    expect(anthropicProvider.readUsage('x')).toBeNull();
  });

  it('of other providers get ids, objects and usage that clients can take', () => {
    const rendered = renderAnswer(
      answer({
        parts: [
          { type: 'thinking', text: 'hm', signature: { dialect: 'gemini', value: 'abc' } },
          { type: 'thinking', text: 'hm' },
          { type: 'thinking', text: '', signature: { dialect: 'openai-responses', value: 'enc' }, redacted: true },
          { type: 'text', text: '' },
          { type: 'tool-call', id: 'call:1', name: 'f', arguments: '{"cut' },
          { type: 'tool-call', id: 'c', name: 'f', arguments: '[1]' },
        ],
      }),
      request,
    );
    expect(rendered).toMatchObject({
      id: 'msg_chatcmpl-1',
      type: 'message',
      role: 'assistant',
      model: 'gpt',
      stop_reason: 'end_turn',
      stop_sequence: null,
    });
    expect(rendered.content).toEqual([
      { type: 'thinking', thinking: 'hm', signature: 'heimdall:gemini:abc' },
      { type: 'thinking', thinking: 'hm', signature: '' },
      { type: 'redacted_thinking', data: 'heimdall:openai-responses:enc' },
      { type: 'tool_use', id: 'call_1', name: 'f', input: {} },
      { type: 'tool_use', id: 'c', name: 'f', input: {} },
    ]);
    expect(rendered.usage.input_tokens).toBeGreaterThan(0);
    expect(rendered.usage.output_tokens).toBeGreaterThan(0);
    expect(messageId('')).toBe('msg_heimdall');
  });

  it.each<[FinishReason, string]>([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool-calls', 'tool_use'],
    ['content-filter', 'refusal'],
    ['refusal', 'refusal'],
    ['pause', 'pause_turn'],
  ])('that end with %s say %s', (finish, reason) => {
    expect(renderAnswer(answer({ finish }), request).stop_reason).toBe(reason);
    if (finish !== 'content-filter') {
      expect(parseAnswer({ content: [], stop_reason: reason }).finish).toBe(finish);
    }
  });

  it('say which stop sequence was met, and that the model refused', () => {
    const stopped = renderAnswer(answer({ stopSequence: '###' }), request);
    expect(stopped).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: '###' });
    expect(renderAnswer(answer({ parts: [{ type: 'refusal', text: 'No.' }] }), request)).toMatchObject({
      content: [{ type: 'text', text: 'No.' }],
      stop_reason: 'refusal',
    });
  });

  it('are read for what they have', () => {
    const content = [
      null,
      { type: 'text' },
      { type: 'thinking' },
      { type: 'redacted_thinking' },
      { type: 'tool_use' },
      { type: 'web_search_tool_result', content: [] },
    ];
    expect(parseAnswer({ content, stop_reason: 'new_reason' })).toEqual({
      id: '',
      model: '',
      parts: [
        { type: 'thinking', text: '' },
        { type: 'tool-call', id: '', name: '', arguments: '{}' },
      ],
      finish: 'stop',
      stopSequence: null,
      usage: null,
    });
  });

  it.each([null, 'x', [], {}, { type: 'error', error: {} }])('are refused when they are %j', (body) => {
    expect(() => parseAnswer(body)).toThrowError(expect.objectContaining({ code: 'provider_bad_response' }));
  });
});

describe('usage', () => {
  it('is read only where there is any', () => {
    for (const value of [null, 'x', {}, { input_tokens: -1, output_tokens: '2' }]) {
      expect(readUsageObject(value)).toBeNull();
    }
    expect(readUsageObject({ output_tokens: 2 })).toMatchObject({ input: 0, output: 2, cachedInput: null });
  });

  it('never goes below zero, and merges by what is there', () => {
    const usage = { input: 5, output: 1, cachedInput: 9, cacheWrite: null, reasoning: null };
    expect(writeUsage(usage).input_tokens).toBe(0);
    expect(mergeUsage({ input_tokens: 4, output_tokens: 1 }, { input_tokens: null, output_tokens: 7 })).toEqual({
      input_tokens: 4,
      output_tokens: 7,
    });
    expect(mergeUsage({ input_tokens: 4 }, null)).toEqual({ input_tokens: 4 });
  });
});
