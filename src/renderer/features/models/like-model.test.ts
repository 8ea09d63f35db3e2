import { describe, expect, it } from 'vitest';
import { mostAlike } from './like-model.ts';
import { healthView } from './model-health.ts';
import { formatPause } from './pause-words.ts';

const known = ['meta/llama-3.3-70b-instruct', 'meta/llama-3.1-8b-instruct', 'openai/gpt-5-mini', 'qwen/qwen3-235b'];

describe('a model to liken another to', () => {
  it('shares the most words of the name', () => {
    expect(mostAlike('lab/llama-3.1-8b', known)).toBe('meta/llama-3.1-8b-instruct');
    expect(mostAlike('Llama 3.3 70B Instruct', known)).toBe('meta/llama-3.3-70b-instruct');
    expect(mostAlike('something-instruct', known)).toBeNull();
    expect(mostAlike('', known)).toBeNull();
  });
});

describe('pauses', () => {
  const pause = (provider: string, model: string | null, remaining_ms: number) => ({
    provider,
    model,
    remaining_ms,
    reason: `${provider} failed`,
  });
  const view = healthView(
    { looked_at: 1, models: [], pauses: [pause('a', 'm', 5_000), pause('a', null, 9_000), pause('b', null, 3_000)] },
    1_000,
  );

  it('hold a model up when every provider of it is left alone, until the first can be asked', () => {
    expect(view.pauseOf('m', ['a'])).toEqual(expect.objectContaining({ untilMs: 10_000 }));
    expect(view.pauseOf('m', ['a', 'b'])).toEqual(expect.objectContaining({ untilMs: 4_000 }));
    expect(view.pauseOf('m', ['a', 'c'])).toBeNull();
    expect(view.pauseOf('m', [])).toBeNull();
    expect(view.lastPauseMs).toBe(10_000);
  });

  it('are said in seconds, then in minutes', () => {
    expect([200, 42_000, 99_000, 120_000].map(formatPause)).toEqual([
      'paused 1 s',
      'paused 42 s',
      'paused 99 s',
      'paused 2 min',
    ]);
  });
});
