import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

function budgetOf(ratio: number, free: number) {
  const time = { now: 1_000_000 };
  const budget = new RetryBudget(
    () => time.now,
    () => ({ ratio, min_retries: free }),
  );
  const taken = (times: number) => Array.from({ length: times }, () => budget.take()).filter(Boolean).length;
  return { budget, time, taken };
}

describe('RetryBudget', () => {
  it('allows a few, and a share of the requests', () => {
    const { budget, taken } = budgetOf(0.2, 3);
    expect(taken(10)).toBe(3);
    for (let index = 0; index < 50; index++) budget.request();
    expect(taken(100)).toBe(10);
  });

  it('forgets after ten seconds', () => {
    const { budget, time, taken } = budgetOf(0.5, 1);
    for (let index = 0; index < 10; index++) budget.request();
    expect(taken(10)).toBe(6);
    time.now += 5_000;
    expect(taken(10)).toBe(0);
    time.now += 5_000;
    // The attempts of then are forgotten, and so are the requests.
    expect(taken(10)).toBe(1);
    time.now += 3_600_000;
    expect(taken(10)).toBe(1);
  });

  it('may be none at all', () => {
    const { budget, taken } = budgetOf(0, 0);
    budget.request();
    expect(taken(1)).toBe(0);
  });
});
