import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/index.ts';
import { emptyTally, observe, type Tally, worseThan } from './canary-guard.ts';

const LIMITS = { max_error_increase: 0.02, max_latency_increase: 0.25, max_cost_increase: 0.25 };

interface Nature {
  readonly error: number;
  /** Of both time and cost: the geometric mean. */
  readonly ms: number;
  readonly usd: number;
}
const asEver: Nature = { error: 0.01, ms: 900, usd: 0.002 };

/** One more request; times and costs spread log-normally, as those of real answers do. */
function next(tally: Tally, { error, ms, usd }: Nature, uniform: () => number): Tally {
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const spread = (mean: number) => mean * Math.exp(0.8 * normal());
  return observe(tally, { failed: uniform() < error, ms: spread(ms), usd: spread(usd) });
}

/** @returns at which look it was rolled back, and why; null when it never was. */
function canaryOf(nature: Nature, uniform: () => number, looks: number) {
  let [canary, control] = [emptyTally(), emptyTally()];
  for (let look = 0; look < looks; look++) {
    while (canary.requests < 50 * 2 ** look) {
      canary = next(canary, nature, uniform);
      control = next(control, asEver, uniform);
    }
    const worse = worseThan(canary, control, LIMITS, look);
    if (worse !== null) return { look, worse };
  }
  return null;
}

describe('worseThan', () => {
  it('seldom takes one back that is as good, over many looks, and one at the very edge of what is borne', () => {
    const uniform = seededRandom(1);
    const edge = { error: 0.03, ms: 900 * 1.25, usd: 0.002 * 1.25 };
    for (const nature of [asEver, edge]) {
      let alarms = 0;
      for (let run = 0; run < 150; run++) alarms += Number(canaryOf(nature, uniform, 6) !== null);
      // At most 5 % by construction; four standard errors above that.
      expect(alarms / 150).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 150));
    }
  });

  it.each([
    ['fails too often', { ...asEver, error: 0.2 }, /of \d+ requests failed/],
    ['is too slow', { ...asEver, ms: 1_800 }, /answers take \d\.\d+ times as long/],
    ['is too dear', { ...asEver, usd: 0.004 }, /requests cost \d\.\d+ times as much/],
  ])('takes one back that %s', (_what, nature, words) => {
    const uniform = seededRandom(2);
    for (let run = 0; run < 30; run++) {
      const found = canaryOf(nature, uniform, 4);
      expect(found?.worse).toMatch(words);
    }
  });

  it('takes one back that fails always, at the first look', () => {
    expect(canaryOf({ ...asEver, error: 1 }, seededRandom(3), 1)?.look).toBe(0);
  });

  it('says nothing of what was never measured', () => {
    const blank = { failed: false, ms: null, usd: null };
    let [canary, control] = [emptyTally(), emptyTally()];
    for (let request = 0; request < 100; request++)
      [canary, control] = [observe(canary, blank), observe(control, blank)];
    expect(worseThan(canary, control, LIMITS, 0)).toBeNull();
  });
});
