import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaScore, bestCandidate, crossingAlpha, type Scorable, winnerSegments } from './alpha-score.ts';

const scorable = fc.record({
  quality: fc.double({ min: 0, max: 1, noNaN: true }),
  cost: fc.double({ min: 0, max: 1, noNaN: true }),
  penalty: fc.double({ min: 0, max: 0.5, noNaN: true }),
});

describe('alphaScore', () => {
  it('is quality alone at 1 and cost alone at 0, less the penalty', () => {
    const candidate = { quality: 0.8, cost: 0.3, penalty: 0.05 };
    expect(alphaScore(1, candidate)).toBeCloseTo(0.75, 12);
    expect(alphaScore(0, candidate)).toBeCloseTo(-0.35, 12);
  });
});

describe('bestCandidate', () => {
  it('is -1 for nobody', () => {
    expect(bestCandidate(0.5, [])).toBe(-1);
  });

  it('breaks ties by quality, then by order', () => {
    const tie: Scorable[] = [
      { quality: 0.5, cost: 0.5, penalty: 0 },
      { quality: 0.6, cost: 0.6, penalty: 0 },
      { quality: 0.6, cost: 0.6, penalty: 0 },
    ];
    expect(bestCandidate(0.5, tie)).toBe(1);
  });
});

describe('crossingAlpha', () => {
  it('is where two lines meet', () => {
    const one = { quality: 0.9, cost: 0.8, penalty: 0 };
    const other = { quality: 0.7, cost: 0.1, penalty: 0.02 };
    const alpha = crossingAlpha(one, other) as number;
    expect(alphaScore(alpha, one)).toBeCloseTo(alphaScore(alpha, other), 12);
    expect(alpha).toBeCloseTo((0.7 - 0.02) / 0.9, 12);
  });

  it('is null for parallel lines', () => {
    expect(crossingAlpha({ quality: 0.5, cost: 0.5, penalty: 0 }, { quality: 0.6, cost: 0.4, penalty: 0 })).toBeNull();
  });
});

describe('winnerSegments', () => {
  it('is empty for nobody and whole for one', () => {
    expect(winnerSegments([])).toEqual([]);
    expect(winnerSegments([{ quality: 0, cost: 1, penalty: 0 }])).toEqual([{ from: 0, to: 1, winner: 0 }]);
  });

  it('covers 0 to 1 without gaps, and its winner is the best candidate inside every segment', () => {
    fc.assert(
      fc.property(fc.array(scorable, { minLength: 1, maxLength: 8 }), (candidates) => {
        const segments = winnerSegments(candidates);
        expect(segments[0]?.from).toBe(0);
        expect(segments.at(-1)?.to).toBe(1);
        for (const [index, segment] of segments.entries()) {
          if (index > 0) expect(segment.from).toBe(segments[index - 1]?.to);
          const middle = (segment.from + segment.to) / 2;
          const best = candidates[bestCandidate(middle, candidates)] as Scorable;
          expect(alphaScore(middle, candidates[segment.winner] as Scorable)).toBeCloseTo(alphaScore(middle, best), 9);
        }
      }),
    );
  });
});
