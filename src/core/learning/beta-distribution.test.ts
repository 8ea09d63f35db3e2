import { describe, expect, it } from 'vitest';
import { type Beta, betaCdf, betaMean, betaQuantile, betaVariance, drawBeta } from './beta-distribution.ts';
import { seededRandom } from './seeded-random.ts';

const SHAPES: readonly Beta[] = [
  { a: 1, b: 1 },
  { a: 0.3, b: 0.7 },
  { a: 14.2, b: 5.8 },
  { a: 2, b: 30 },
  { a: 400, b: 120 },
];
const DRAWS = 20_000;

describe('drawBeta', () => {
  it.each(SHAPES)('has the moments of Beta($a, $b)', (beta) => {
    const uniform = seededRandom(7);
    const draws = Array.from({ length: DRAWS }, () => drawBeta(beta, uniform));
    const mean = draws.reduce((sum, value) => sum + value, 0) / DRAWS;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1);
    // Five standard errors; that of the variance is at most that of a variable on [0, 1] with these moments.
    expect(Math.abs(mean - betaMean(beta))).toBeLessThan(5 * Math.sqrt(betaVariance(beta) / DRAWS));
    expect(variance / betaVariance(beta)).toBeGreaterThan(0.93);
    expect(variance / betaVariance(beta)).toBeLessThan(1.07);
  });

  it.each(SHAPES)('is Beta($a, $b) by the test of Kolmogorov and Smirnov', (beta) => {
    const uniform = seededRandom(11);
    const draws = Array.from({ length: DRAWS }, () => drawBeta(beta, uniform)).sort((one, other) => one - other);
    const gaps = draws.map((value, index) => Math.abs(betaCdf(beta, value) - (index + 0.5) / DRAWS));
    // The quantile of the distribution of Kolmogorov at 0.1 %.
    expect(Math.max(...gaps) * Math.sqrt(DRAWS)).toBeLessThan(1.95);
  });

  it('has nothing to draw where nothing speaks for it, or against it', () => {
    expect(drawBeta({ a: 0, b: 3 }, seededRandom(1))).toBe(0);
    expect(drawBeta({ a: 3, b: 0 }, seededRandom(1))).toBe(1);
  });
});

describe('betaCdf and betaQuantile', () => {
  it('are those of the closed forms', () => {
    for (const x of [0.01, 0.2, 0.5, 0.77, 0.999]) {
      expect(betaCdf({ a: 1, b: 1 }, x)).toBeCloseTo(x, 12);
      expect(betaCdf({ a: 3, b: 1 }, x)).toBeCloseTo(x ** 3, 12);
      expect(betaCdf({ a: 1, b: 4 }, x)).toBeCloseTo(1 - (1 - x) ** 4, 12);
      expect(betaCdf({ a: 0.5, b: 0.5 }, x)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
    }
  });

  it.each(SHAPES)('undo each other for Beta($a, $b)', (beta) => {
    for (const p of [0.025, 0.5, 0.975]) expect(betaCdf(beta, betaQuantile(beta, p))).toBeCloseTo(p, 10);
  });
});
