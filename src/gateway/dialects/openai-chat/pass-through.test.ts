import { describe, expect, it } from 'vitest';
import { targetOf } from './__fixtures__/load-fixture.ts';
import { createOpenAiChatProvider, openaiChatClient } from './index.ts';

const parse = (body: object) =>
  openaiChatClient.parse(
    Buffer.from(JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'hi' }], ...body })),
  );

describe('a chat completion passed through', () => {
  const pass = (body: object, provider: string | null, target = {}) =>
    createOpenAiChatProvider(provider).passThrough(parse(body), targetOf(target));
  const messages = [{ role: 'user', content: 'hi' }];

  it('changes the model only where nothing else is needed', () => {
    const body = { temperature: 0, seed: 1, unknown: { deep: [null] }, max_tokens: 5 };
    expect(pass(body, 'mine', { effort: 'high' })).toEqual({
      path: '/chat/completions',
      body: { model: 'up', messages, ...body },
      headers: {},
      dropped: [],
    });
  });

  it('adds the effort in the form of the provider, unless the caller set one', () => {
    expect(pass({}, 'openai', { effort: 'high' }).body).toMatchObject({ reasoning_effort: 'high' });
    expect(pass({}, 'google', { effort: 'low' }).body).toMatchObject({ reasoning_effort: 'low' });
    expect(pass({}, 'openrouter', { effort: 'medium' }).body).toMatchObject({ reasoning: { effort: 'medium' } });
    expect(pass({}, 'deepseek', { effort: 'high' }).body).toEqual({ model: 'up', messages });
    expect(pass({ reasoning_effort: 'low' }, 'openai', { effort: 'high' }).body.reasoning_effort).toBe('low');
    const own = { reasoning: { max_tokens: 100 } };
    expect(pass(own, 'openrouter', { effort: 'high' }).body).toMatchObject(own);
  });

  it('gives OpenRouter the preferences of the settings, unless the caller has some', () => {
    const preferences = { sort: 'price', max_price: { prompt: 1 } };
    expect(pass({}, 'openrouter', { preferences }).body.provider).toEqual(preferences);
    const own = { order: ['deepinfra'] };
    expect(pass({ provider: own }, 'openrouter', { preferences }).body.provider).toEqual(own);
    expect(pass({}, 'openrouter').body).not.toHaveProperty('provider');
  });

  it('asks a stream for its usage, and translates the token limit', () => {
    const options = { include_usage: false, include_obfuscation: false };
    expect(pass({ stream: true, stream_options: options }, null).body.stream_options).toEqual({
      include_usage: true,
      include_obfuscation: false,
    });
    expect(pass({ max_tokens: 5 }, 'openai').body).toEqual({ model: 'up', messages, max_completion_tokens: 5 });
    const both = { max_tokens: 5, max_completion_tokens: 9 };
    expect(pass(both, 'openai').body).toEqual({ model: 'up', messages, max_completion_tokens: 9 });
    expect(pass({ max_completion_tokens: 9 }, 'deepseek').body).toEqual({ model: 'up', messages, max_tokens: 9 });
  });

  it('reports the sampling that a reasoning model does not take', () => {
    const sampling = { temperature: 0.2, top_p: null, logprobs: true };
    expect(pass(sampling, 'openai', { effort: 'medium' })).toMatchObject({
      body: { model: 'up', messages, reasoning_effort: 'medium' },
      dropped: ['temperature', 'logprobs'],
    });
    expect(pass(sampling, 'openai', { effort: 'medium', chosenByUs: false })).toMatchObject({
      body: sampling,
      dropped: [],
    });
    expect(pass(sampling, 'openai', { effort: 'none' }).dropped).toEqual([]);
    expect(pass(sampling, 'google', { effort: 'medium' }).dropped).toEqual([]);
  });

  it('takes the nearest effort that the chosen model has', () => {
    const asked = { reasoning_effort: 'minimal' };
    expect(pass(asked, 'openai', { efforts: ['low', 'high'] }).body.reasoning_effort).toBe('low');
    expect(pass(asked, 'openai', { efforts: [] }).body).not.toHaveProperty('reasoning_effort');
    expect(pass(asked, 'openai', { efforts: ['low'], chosenByUs: false }).body).toMatchObject(asked);
  });

  it("keeps Google's proofs from others, without touching the caller's body", () => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
    const turn = { role: 'assistant', tool_calls: [{ ...call, extra_content: { google: {} } }, 'odd'] };
    const body = { messages: [...messages, turn, { role: 'tool', tool_call_id: 'c', content: '' }] };
    const parsed = parse(body);
    const rendered = createOpenAiChatProvider('openai').passThrough(parsed, targetOf());
    expect(rendered).toMatchObject({ dropped: ['signature of a tool call'] });
    expect(rendered.body.messages).toEqual([messages[0], { ...turn, tool_calls: [call, 'odd'] }, body.messages[2]]);
    expect(parsed.body.messages).toEqual(body.messages);
    expect(pass(body, 'google').body.messages).toEqual(body.messages);
  });
});
