import { describe, expect, it } from 'vitest';
import { alphaScore, bestCandidate } from '../../../shared/alpha-score.ts';
import { generateRecord } from '../../dev/generate-records.ts';
import { scoreLines, spreadLabels } from './score-lines.ts';
import { nearestFlip, whySentence } from './why-sentence.ts';

const candidates = [
  { quality: 0.82, cost: 0.15, penalty: 0.01 },
  { quality: 0.74, cost: 0.05, penalty: 0 },
  { quality: 0.91, cost: 0.8, penalty: 0 },
];

describe('score lines', () => {
  it('draws the envelope through the exact flip points', () => {
    const { envelope, flips, segments } = scoreLines(candidates);
    expect(envelope[0]?.alpha).toBe(0);
    expect(envelope.at(-1)?.alpha).toBe(1);
    expect(flips).toHaveLength(segments.length - 1);
    for (const flip of flips) {
      const [from, to] = [candidates[flip.from], candidates[flip.to]];
      if (!from || !to) throw new Error('flip without candidates');
      expect(alphaScore(flip.alpha, from)).toBeCloseTo(alphaScore(flip.alpha, to), 12);
    }
  });

  it('never lies below any line', () => {
    const { envelope } = scoreLines(candidates);
    for (const { alpha, score } of envelope) {
      expect(score).toBeCloseTo(Math.max(...candidates.map((candidate) => alphaScore(alpha, candidate))), 12);
    }
  });

  it('holds nothing for no candidates', () => {
    expect(scoreLines([])).toMatchObject({ lines: [], envelope: [], flips: [] });
  });
});

describe('labels', () => {
  it('are pushed apart in order and stay inside', () => {
    const placed = spreadLabels([10, 12, 11, 90], 12, 0, 100);
    const sorted = [...placed].sort((one, other) => one - other);
    for (let index = 1; index < sorted.length; index++) {
      expect((sorted[index] as number) - (sorted[index - 1] as number)).toBeGreaterThanOrEqual(12);
    }
    expect(Math.max(...placed)).toBeLessThanOrEqual(100);
    expect((placed[0] as number) < (placed[2] as number) && (placed[2] as number) < (placed[1] as number)).toBe(true);
  });
});

describe('why', () => {
  it('names an alpha at which the choice really changes', () => {
    let found = 0;
    for (let seq = 1; seq < 300; seq++) {
      const { decision } = generateRecord({ seq });
      const flip = nearestFlip(decision);
      if (!flip) continue;
      found++;
      const beyond = flip.alpha + (flip.side === 'at or below' ? -1e-9 : 1e-9);
      expect(decision.candidates[bestCandidate(beyond, decision.candidates)]).toBe(flip.to);
    }
    expect(found).toBeGreaterThan(100);
  });

  it('is one line of real numbers', () => {
    const { decision } = generateRecord({ seq: 12 });
    const sentence = whySentence({ ...decision, mode: 'auto' });
    expect(sentence).toContain(`Bucket ${decision.bucket}`);
    expect(sentence).toMatch(/scores −?\d*\.\d{3}/);
    expect(whySentence({ ...decision, candidates: [] })).toBe('No candidate could take this request.');
    expect(whySentence({ ...decision, mode: 'explicit' })).toContain('asked for');
  });
});
