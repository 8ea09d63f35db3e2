import { describe, expect, it } from 'vitest';
import { emptyOutcome, type Outcome } from '../../shared/decision.ts';
import { warmCache } from './prompt-cache.ts';

const used = (change: Partial<Outcome>): Outcome => ({ ...emptyOutcome('ok', false), usage_reported: true, ...change });
const MINUTE = 60_000;

describe('warmCache', () => {
  it.each<[string, string, Partial<Outcome>, boolean, { warmTokens: number; minutes: number }]>([
    [
      'the whole prompt of a model that caches by itself',
      'openai/gpt-5',
      { input_tokens: 5_000 },
      false,
      { warmTokens: 5_000, minutes: 60 },
    ],
    [
      'nothing of a prompt that is too short',
      'openai/gpt-5',
      { input_tokens: 1_000 },
      false,
      { warmTokens: 0, minutes: 60 },
    ],
    [
      'nothing that was only estimated',
      'openai/gpt-5',
      { input_tokens: 5_000, usage_reported: false },
      false,
      { warmTokens: 0, minutes: 60 },
    ],
    [
      'nothing at Anthropic without marks',
      'anthropic/claude',
      { input_tokens: 5_000 },
      false,
      { warmTokens: 0, minutes: 5 },
    ],
    [
      'what Anthropic read and wrote',
      'anthropic/claude',
      { input_tokens: 5_000, cached_input_tokens: 3_000, cache_write_tokens: 500 },
      false,
      { warmTokens: 3_500, minutes: 5 },
    ],
    [
      'what Anthropic wrote for an hour',
      'anthropic/claude',
      { input_tokens: 900, cache_write_tokens: 800, cache_write_1h_tokens: 800 },
      false,
      { warmTokens: 800, minutes: 60 },
    ],
    [
      'an hour again, when it was read again',
      'anthropic/claude',
      { input_tokens: 900, cached_input_tokens: 800 },
      true,
      { warmTokens: 800, minutes: 60 },
    ],
    ['DeepSeek for hours', 'deepseek/v4', { input_tokens: 2_000 }, false, { warmTokens: 2_000, minutes: 120 }],
    ['anything else for minutes', 'llama-local', { input_tokens: 2_000 }, false, { warmTokens: 2_000, minutes: 5 }],
  ])('takes for warm %s', (_what, model, outcome, keptHour, { warmTokens, minutes }) => {
    expect(warmCache(model, used(outcome), keptHour)).toMatchObject({ warmTokens, lifetimeMs: minutes * MINUTE });
  });
});
