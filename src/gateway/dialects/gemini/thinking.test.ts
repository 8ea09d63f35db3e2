import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical.ts';
import type { RenderTarget } from '../dialect.ts';
import { canonicalOf, targetOf } from './__fixtures__/load-fixture.ts';
import { geminiProvider } from './index.ts';

const render = (over: Partial<CanonicalRequest>, id: string, target: Partial<RenderTarget> = {}) =>
  geminiProvider.renderRequest(canonicalOf(over), targetOf(id, target));
const config = (over: Partial<CanonicalRequest>, id: string, target?: Partial<RenderTarget>) =>
  (render(over, id, target).body.generationConfig ?? {}) as Record<string, unknown>;

describe('thinking in a rendered request', () => {
  it('asks for thinking by budget up to 2.5', () => {
    const pro = { thinkingBudget: { min: 128, max: 32_768 }, efforts: ['low', 'medium', 'high'] } as const;
    const think = (reasoning: CanonicalRequest['reasoning'], target: Partial<RenderTarget> = pro, cap?: number) =>
      config({ reasoning, maxOutputTokens: cap ?? null }, 'gemini-2.5-pro', target).thinkingConfig;
    const asked = (effort: 'none' | 'low' | 'medium' | 'high' | 'max') => ({ effort, budgetTokens: null, show: false });
    expect(think(asked('low'))).toEqual({ thinkingBudget: 1_024 });
    expect(think(asked('medium'))).toEqual({ thinkingBudget: 8_192 });
    expect(think({ ...asked('high'), show: true })).toEqual({ thinkingBudget: 24_576, includeThoughts: true });
    expect(think(asked('max'))).toEqual({ thinkingBudget: 32_768 });
    expect(think(asked('none'))).toEqual({ thinkingBudget: 128 });
    expect(think(asked('none'), { thinkingBudget: { min: 512, max: 24_576 }, efforts: ['none'] })).toEqual({
      thinkingBudget: 0,
    });
    expect(think(asked('high'), pro, 1_000)).toEqual({ thinkingBudget: 500 });
    expect(think({ effort: null, budgetTokens: 99_999, show: false })).toEqual({ thinkingBudget: 32_768 });
    expect(think({ effort: null, budgetTokens: 5, show: false })).toEqual({ thinkingBudget: 128 });
    expect(think({ effort: null, budgetTokens: null, show: true })).toEqual({ includeThoughts: true });
    expect(think({ effort: null, budgetTokens: null, show: false })).toBeUndefined();
    expect(think(null, { ...pro, effort: 'medium' })).toEqual({ thinkingBudget: 8_192 });
    expect(think(null, { ...pro, effort: 'medium', chosenByUs: false })).toBeUndefined();
    expect(think(asked('low'), { ...pro, effort: 'high' })).toEqual({ thinkingBudget: 1_024 });
  });

  it('asks for thinking by level from 3 on, and not at all before 2.5', () => {
    const think = (
      effort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh',
      target: Partial<RenderTarget> = {},
    ) =>
      config({ reasoning: { effort, budgetTokens: null, show: false } }, 'gemini-3.1-pro-preview', target)
        .thinkingConfig;
    const efforts = (...names: ('minimal' | 'low' | 'medium' | 'high')[]) => ({ efforts: names });
    expect(think('none')).toEqual({ thinkingLevel: 'low' });
    expect(think('minimal', efforts('minimal', 'low'))).toEqual({ thinkingLevel: 'minimal' });
    expect(think('medium')).toEqual({ thinkingLevel: 'medium' });
    expect(think('medium', efforts('low', 'high'))).toEqual({ thinkingLevel: 'high' });
    expect(think('xhigh')).toEqual({ thinkingLevel: 'high' });
    const budget = (budgetTokens: number, id = 'gemini-3-pro') =>
      config({ reasoning: { effort: null, budgetTokens, show: false } }, id).thinkingConfig;
    expect([1_024, 8_000, 20_000].map((tokens) => budget(tokens))).toEqual([
      { thinkingLevel: 'low' },
      { thinkingLevel: 'medium' },
      { thinkingLevel: 'high' },
    ]);
    expect(budget(8_000, 'gemini-flash-latest')).toEqual({ thinkingLevel: 'medium' });
    const old = render({ reasoning: { effort: 'high', budgetTokens: null, show: true } }, 'gemini-2.0-flash');
    expect(old.body.generationConfig).toBeUndefined();
    expect(old.dropped).toEqual(['reasoning']);
    expect(render({}, 'gemma-3-27b', { effort: 'high' }).body.generationConfig).toBeUndefined();
  });
});
