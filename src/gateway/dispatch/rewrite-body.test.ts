import { describe, expect, it } from 'vitest';
import type { AttemptTarget } from './plan-attempts.ts';
import { rewriteBody } from './rewrite-body.ts';

const messages = [{ role: 'user', content: 'hi' }];
const on = (provider: string, effort: AttemptTarget['effort'] = null): AttemptTarget => ({
  model: 'm',
  effort,
  provider,
});

function rewrite(body: object, target: AttemptTarget, chosenByUs = true): Record<string, unknown> {
  return JSON.parse(rewriteBody({ model: 'auto', messages, ...body }, target, 'up', chosenByUs));
}

describe('rewriteBody', () => {
  it('changes the model only where nothing else is needed', () => {
    const body = { temperature: 0, seed: 1, unknown: { deep: [null] }, max_tokens: 5 };
    expect(rewrite(body, on('mine', 'high'))).toEqual({ model: 'up', messages, ...body });
  });

  it('adds the effort in the form of the provider', () => {
    expect(rewrite({}, on('openai', 'high'))).toMatchObject({ reasoning_effort: 'high' });
    expect(rewrite({}, on('google', 'low'))).toMatchObject({ reasoning_effort: 'low' });
    expect(rewrite({}, on('openrouter', 'medium'))).toMatchObject({ reasoning: { effort: 'medium' } });
    expect(rewrite({}, on('deepseek', 'high'))).toEqual({ model: 'up', messages });
    expect(rewrite({}, on('openai'))).toEqual({ model: 'up', messages });
  });

  it("keeps the caller's own effort", () => {
    expect(rewrite({ reasoning_effort: 'low' }, on('openai', 'high')).reasoning_effort).toBe('low');
    const own = { reasoning: { max_tokens: 100 } };
    expect(rewrite(own, on('openrouter', 'high'))).toMatchObject(own);
  });

  it('asks a stream for its usage and keeps the other options', () => {
    expect(rewrite({ stream: true }, on('mine')).stream_options).toEqual({ include_usage: true });
    const options = { include_usage: false, include_obfuscation: false };
    expect(rewrite({ stream: true, stream_options: options }, on('mine')).stream_options).toEqual({
      include_usage: true,
      include_obfuscation: false,
    });
    expect(rewrite({ stream: false }, on('mine')).stream_options).toBeUndefined();
  });

  it('translates the token limit', () => {
    expect(rewrite({ max_tokens: 5 }, on('openai'))).toEqual({ model: 'up', messages, max_completion_tokens: 5 });
    const both = { max_tokens: 5, max_completion_tokens: 9 };
    expect(rewrite(both, on('openai'))).toEqual({ model: 'up', messages, max_completion_tokens: 9 });
    expect(rewrite({ max_completion_tokens: 9 }, on('deepseek'))).toEqual({ model: 'up', messages, max_tokens: 9 });
  });

  it('leaves sampling out beside an effort that the caller did not choose', () => {
    const sampling = { temperature: 0.2, top_p: 0.9, logprobs: true };
    expect(rewrite(sampling, on('openai', 'medium'))).toEqual({ model: 'up', messages, reasoning_effort: 'medium' });
    expect(rewrite(sampling, on('openai', 'medium'), false)).toMatchObject(sampling);
    expect(rewrite(sampling, on('openai', 'none'))).toMatchObject(sampling);
    expect(rewrite(sampling, on('google', 'medium'))).toMatchObject(sampling);
  });
});
