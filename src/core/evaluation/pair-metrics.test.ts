import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairMetrics, rankScore } from './pair-metrics.ts';

describe('pairMetrics', () => {
  it('is worked out by hand for four prompts', () => {
    // Gains in ranked order: 1, 0, 1, 0; the gap is 2. Recovered: 0, .5, .5, 1, 1.
    const metrics = pairMetrics([
      { score: 0.9, strong: 1, weak: 0 },
      { score: 0.7, strong: 1, weak: 1 },
      { score: 0.5, strong: 1, weak: 0 },
      { score: 0.1, strong: 0, weak: 0 },
    ]);
    expect(metrics).toEqual({
      n: 4,
      strong_acc: 75,
      weak_acc: 25,
      apgr: (0.25 + 0.5 + 0.75 + 1) / 4,
      // Accuracy: .25, .5, .5, .75, .75.
      auc: Math.round(((0.375 + 0.5 + 0.625 + 0.75) / 4) * 1e4) / 1e4,
      cpt50: 25,
      cpt80: 75,
    });
  });

  it('is a random order for a constant score', () => {
    const pairs = Array.from({ length: 100 }, (_, index) => ({ score: 1, strong: 1, weak: index % 2 }));
    expect(pairMetrics(pairs)).toMatchObject({ apgr: 0.5, cpt50: 50, cpt80: 80 });
  });

  it('does not depend on the order of the rows', () => {
    const pair = fc.record({
      score: fc.integer({ min: 0, max: 5 }),
      strong: fc.constantFrom(0, 1),
      weak: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 40 }), (pairs) => {
        expect(pairMetrics([...pairs].reverse())).toEqual(pairMetrics(pairs));
      }),
    );
  });

  it('says nothing where there is no gap', () => {
    expect(pairMetrics([])).toMatchObject({ n: 0, apgr: 0.5, cpt50: null });
    expect(pairMetrics([{ score: 1, strong: 0, weak: 1 }])).toMatchObject({ cpt50: null, cpt80: null });
  });
});

describe('rankScore', () => {
  const bucket_probabilities = { cheap: 0.2, mid: 0.5, hard: 0.3 };

  it('is the expected gain, also where the weak model is the better one', () => {
    expect(rankScore({ expected_gain: 0.12, bucket_probabilities })).toBe(0.12);
    expect(rankScore({ expected_gain: -0.05, bucket_probabilities })).toBe(-0.05);
  });

  it('is p(mid) of a decision without a gain', () => {
    expect(rankScore({ expected_gain: null, bucket_probabilities })).toBe(0.5);
  });
});
