import { describe, expect, it } from 'vitest';
import { targetOf } from './__fixtures__/load-fixture.ts';
import { effortFor, effortOfBudget, nearestEffort, willReason } from './reasoning.ts';

describe('efforts', () => {
  it('are found for budgets', () => {
    expect([0, 1_000, 4_000, 16_000, 32_000].map(effortOfBudget)).toEqual(['none', 'minimal', 'low', 'medium', 'high']);
  });

  it('become the nearest that a model has, the lower of two', () => {
    expect(nearestEffort('minimal', ['low', 'high'])).toBe('low');
    expect(nearestEffort('medium', ['low', 'high'])).toBe('low');
    expect(nearestEffort('max', ['low', 'high'])).toBe('high');
    expect(nearestEffort('max', null)).toBe('max');
    expect(nearestEffort('low', [])).toBeNull();
  });

  it("are the caller's before they are the decision's", () => {
    const target = targetOf({ effort: 'high' });
    expect(effortFor({ effort: 'low', budgetTokens: 1, show: false }, target)).toBe('low');
    expect(effortFor({ effort: null, budgetTokens: 0, show: false }, target)).toBe('none');
    expect(effortFor({ effort: null, budgetTokens: null, show: true }, target)).toBe('high');
    expect(effortFor(null, target)).toBe('high');
    expect(effortFor(null, targetOf())).toBeNull();
  });

  it('tell whether a model will think', () => {
    expect(willReason('none', targetOf())).toBe(false);
    expect(willReason('low', targetOf())).toBe(true);
    expect(willReason(null, targetOf())).toBe(false);
    expect(willReason(null, targetOf({ efforts: ['low', 'high'] }))).toBe(true);
    expect(willReason(null, targetOf({ efforts: ['none', 'high'] }))).toBe(false);
    expect(willReason(null, targetOf({ efforts: [] }))).toBe(false);
  });
});
