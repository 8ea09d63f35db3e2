import { describe, expect, it } from 'vitest';
import { alphaScore, bestCandidate } from '../../../shared/alpha-score.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { computePreview, listFlipped, sweepFlips, sweepTradeoff } from './preview.ts';

const records = generateRecords(1_400);
const ring = new RecordRing();
for (const record of records) ring.append(record);
const last = records.slice(-1_000);
const rescorable = last.filter(({ decision }) => decision.mode !== 'explicit' && decision.candidates.length > 1);

describe('preview', () => {
  it('reproduces every recorded choice at the recorded alpha', () => {
    const preview = computePreview(ring, 0.6);
    expect(preview.considered).toBe(1_000);
    expect(preview.rescored).toBe(rescorable.length);
    expect(preview.replayed).toBe(preview.rescored);
    expect(preview.flips).toBe(0);
    expect(preview.costAfter).toBe(preview.costBefore);
    expect(preview.qualityAfter).toBe(preview.qualityBefore);
  });

  it.each([0, 0.3, 0.85, 1])('agrees with a straight recomputation at alpha %d', (alpha) => {
    const preview = computePreview(ring, alpha);
    const flipped = rescorable.filter(({ decision }) => bestCandidate(alpha, decision.candidates) !== 0);
    expect(preview.flips).toBe(flipped.length);
    const cost = rescorable.reduce((sum, { decision }) => {
      const before = decision.candidates[0]?.cost_usd ?? null;
      const after = decision.candidates[bestCandidate(alpha, decision.candidates)]?.cost_usd ?? null;
      return before === null || after === null ? sum : sum + after;
    }, 0);
    expect(preview.costAfter).toBeCloseTo(cost, 12);
    expect(preview.excludedExplicit + preview.excludedLocked + preview.excludedSingle + preview.rescored).toBe(
      preview.considered,
    );
  });

  it('lists flipped decisions newest first with the models at both ends', () => {
    const rows = listFlipped(ring, 0.95, 50);
    expect(rows).toHaveLength(50);
    for (const [index, row] of rows.entries()) {
      const { decision } = records.find((record) => record.decision.id === row.id) as (typeof records)[number];
      const to = decision.candidates[bestCandidate(0.95, decision.candidates)];
      expect(row.from).toContain(decision.model);
      expect(row.to).toContain(to?.model);
      if (index > 0) expect(row.position).toBeLessThan(rows[index - 1]?.position ?? 0);
    }
  });

  it('buys no less quality with a higher alpha, on the same decisions at every alpha', () => {
    const points = sweepTradeoff(ring, 20);
    expect(points).toHaveLength(21);
    for (let index = 1; index < points.length; index++) {
      expect((points[index]?.quality ?? 0) + 1e-12).toBeGreaterThanOrEqual(points[index - 1]?.quality ?? 0);
      expect(points[index]?.count).toBe(points[0]?.count);
    }
  });

  it('flips nothing at the recorded alpha and more away from it', () => {
    const shares = sweepFlips(ring, 100);
    expect(shares[60]?.share).toBe(0);
    expect(shares[100]?.share).toBeGreaterThan(shares[65]?.share ?? 1);
  });

  it('has nothing to say about an empty ring', () => {
    const empty = new RecordRing();
    expect(computePreview(empty, 0.5)).toMatchObject({ rescored: 0, qualityAfter: null });
    expect(sweepTradeoff(empty, 20)).toEqual([]);
    expect(sweepFlips(empty, 20)).toEqual([]);
  });

  it('re-scores a thousand decisions well within a frame', () => {
    computePreview(ring, 0.4);
    const started = performance.now();
    for (let round = 0; round < 20; round++) computePreview(ring, round / 20);
    expect((performance.now() - started) / 20).toBeLessThan(16);
  });

  it('replays sessions that kept a warm model, and leaves out turns under way', () => {
    const sessions = generateRecords(200).map((record, index) => {
      const { decision } = record;
      if (decision.mode === 'explicit' || index % 2 === 0) return record;
      // The runner-up is warm: everyone else pays for leaving it, so that it was chosen.
      const candidates = decision.candidates.map((candidate, place) => {
        const leaving = place === 1 ? 0 : 1.5;
        const cold = (1 - decision.alpha) * leaving;
        const penalties = { ...candidate.penalties, cold_cache: cold };
        return { ...candidate, penalties, penalty: candidate.penalty + cold, switch_cost: leaving };
      });
      candidates.sort((one, other) => alphaScore(decision.alpha, other) - alphaScore(decision.alpha, one));
      return { ...record, decision: { ...decision, candidates } };
    });
    const kept = new RecordRing();
    for (const record of sessions) kept.append(record);
    const preview = computePreview(kept, 0.6);
    expect(preview.replayed).toBe(preview.rescored);
    const locked = sessions.map((record) => ({
      ...record,
      decision: { ...record.decision, session: { ...record.decision.session, state: 'locked' as const } },
    }));
    const held = new RecordRing();
    for (const record of locked) held.append(record);
    expect(computePreview(held, 0).rescored).toBe(0);
    expect(computePreview(held, 0).excludedLocked).toBe(sessions.length - computePreview(held, 0).excludedExplicit);
    expect(listFlipped(held, 0, 10)).toEqual([]);
  });
});
