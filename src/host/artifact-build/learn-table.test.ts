import { describe, expect, it } from 'vitest';
import { posteriorQuality, seededRandom } from '../../core/index.ts';
import { learnTable, MIN_RATINGS, type RatingOfDecision } from './learn-table.ts';

const quality = {
  updated: '2026-01-01',
  unit: '',
  method: '',
  targets: [
    { model: 'a', effort: null, prior: 0.8, output_tokens: 10, q: [0.8, 0.8], n: [3, 3], sd: [0.1, 0.1], sources: [] },
    { model: 'b', effort: null, prior: 0.3, output_tokens: 10, q: [0.3, 0.3], n: [0, 0], sources: [] },
  ],
};

/** Ratings of a model that does `share` of the tasks of cluster 0. */
function ratings(count: number, share: number, model = 'a', seed = 1): RatingOfDecision[] {
  const uniform = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    decisionId: `dec_${model}_${index}`,
    model,
    effort: null,
    clusters: [{ id: 0, weight: 1 }],
    artifact: 't',
    score: Number(uniform() < share),
    at_ms: index,
    source: null,
    explored: false,
  }));
}

describe('learnTable', () => {
  it('moves rated cells to their posterior and says that it is better where the table was wrong', () => {
    const given = ratings(200, 0.2);
    const { quality: after, report } = learnTable(quality, given);
    const score = given.reduce((sum, one) => sum + one.score, 0);
    expect(after.targets[0]?.q).toEqual([posteriorQuality(0.8, { weight: 200, score, ratings: 200 }), 0.8]);
    expect(after.targets[0]?.n).toEqual([203, 3]);
    expect(after.targets[0]?.sd?.[0]).toBeCloseTo(0.1 * Math.sqrt(20 / 220), 12);
    expect(after.targets[1]).toEqual(quality.targets[1]);
    expect(report).toMatchObject({ ratings: 200, left_out: 0, cells: 1, verdict: 'better' });
    expect(report.after - report.before).toBeCloseTo(report.difference, 12);
    expect(report.interval[1]).toBeLessThan(0);
  });

  it('claims nothing where the table was right', () => {
    const verdicts = Array.from(
      { length: 40 },
      (_, seed) => learnTable(quality, ratings(100, 0.8, 'a', seed)).report.verdict,
    );
    expect(verdicts.filter((verdict) => verdict === 'better').length).toBeLessThan(6);
    expect(verdicts).toContain('no difference');
  });

  it('foretells each rating without having seen it: noise alone does not look like skill', () => {
    const uniform = seededRandom(9);
    const noise = ratings(300, 0.8).map((one) => ({
      ...one,
      clusters: [{ id: Math.floor(uniform() * 2), weight: 1 }],
    }));
    expect(learnTable(quality, noise).report.verdict).not.toBe('better');
  });

  it('gives an effort without a row of its own one, and says what it leaves out', () => {
    const high = ratings(MIN_RATINGS, 0.5).map((one) => ({ ...one, effort: 'high' as const }));
    const { quality: after, report } = learnTable(quality, [...high, ...ratings(7, 1, 'unknown')]);
    expect(after.targets.map(({ model, effort }) => `${model}@${effort}`)).toEqual(['a@null', 'b@null', 'a@high']);
    expect(after.targets[0]).toEqual(quality.targets[0]);
    expect(report).toMatchObject({ ratings: MIN_RATINGS, left_out: 7 });
  });

  it('says plainly that there is too little', () => {
    expect(() => learnTable(quality, ratings(MIN_RATINGS - 1, 0.5))).toThrow(
      /Too little data: 49 ratings .* takes 50\. Nothing was written/,
    );
  });
});
