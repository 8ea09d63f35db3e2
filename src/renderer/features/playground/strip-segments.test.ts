import { describe, expect, it } from 'vitest';
import { alphaScore, bestCandidate } from '../../../shared/alpha-score.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { stripSegments } from './strip-segments.ts';

describe('the alpha strip', () => {
  it('covers 0 to 1 without gaps, and names the winner of each part', () => {
    for (const { decision } of generateRecords(60)) {
      const { candidates, alpha } = decision;
      const segments = stripSegments(candidates, alpha);
      expect(segments[0]?.from).toBe(0);
      expect(segments.at(-1)?.to).toBe(1);
      for (const [index, { from, to, winner }] of segments.entries()) {
        if (index > 0) expect(from).toBe(segments[index - 1]?.to);
        const middle = (from + to) / 2;
        const scores = candidates.map((candidate) => alphaScore(middle, candidate));
        expect(scores[winner]).toBe(Math.max(...scores));
      }
      const current = segments.filter((segment) => segment.current);
      expect(current).toHaveLength(1);
      expect(current[0]?.winner).toBe(bestCandidate(alpha, candidates));
    }
  });

  it('is empty without candidates', () => {
    expect(stripSegments([], 0.5)).toEqual([]);
  });
});
