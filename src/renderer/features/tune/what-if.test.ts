import { describe, expect, it } from 'vitest';
import { bestCandidate } from '../../../shared/alpha-score.ts';
import { bucketByThresholds } from '../../../shared/bucket-rule.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { generateRecord, generateRecords } from '../../dev/generate-records.ts';
import { rangeRows } from '../../store/filtered-view.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { flowOf, listFlips, type WhatIfResult } from './flips.ts';
import { comparableRows, flipJumps, flipsOverAlpha, probabilityHistogram, sweepTradeoff } from './sweeps.ts';
import { type Alternatives, alternativeKey, previewWhatIf, type TuningValues, weigh } from './what-if.ts';
import { collectWhatIf } from './what-if-set.ts';

const IN_FORCE: TuningValues = {
  alpha: 0.8,
  thresholds: { cheap: 0.62, hard: 0.58 },
  penalties: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
};

function ringOf(records: readonly DecisionRecord[]): RecordRing {
  const ring = new RecordRing();
  for (const record of records) ring.append(record);
  return ring;
}

function whatIf(
  ring: RecordRing,
  change: Partial<TuningValues> = {},
  alternatives: Alternatives = new Map(),
): WhatIfResult {
  const values = { ...IN_FORCE, ...change };
  const set = collectWhatIf(ring, rangeRows(ring.start, ring.end), 1_000);
  const weighed = weigh(set, values.penalties, change.penalties !== undefined);
  return { set, weighed, values, alternatives, preview: previewWhatIf(set, weighed, values, alternatives) };
}

const records = generateRecords(1_400);
const ring = ringOf(records);
const last = records.slice(-1_000);
const rescorable = last.filter(({ decision }) => decision.mode !== 'explicit' && decision.candidates.length > 1);

describe('a preview', () => {
  it('reproduces every recorded choice with the recorded values', () => {
    const { set, preview } = whatIf(ring);
    expect(set.considered).toBe(1_000);
    expect(set.replayed).toBe(set.checked);
    expect(preview.rescored).toBe(rescorable.length);
    expect(preview.flips).toBe(0);
    expect(preview.costAfter).toBe(preview.costBefore);
    expect(preview.qualityAfter).toBe(preview.qualityBefore);
  });

  it.each([0, 0.3, 0.85, 1])('agrees with a straight recomputation at alpha %d', (alpha) => {
    const { set, preview } = whatIf(ring, { alpha });
    const flipped = rescorable.filter(({ decision }) => bestCandidate(alpha, decision.candidates) !== 0);
    expect(preview.flips).toBe(flipped.length);
    const cost = rescorable.reduce((sum, { decision }) => {
      const before = decision.candidates[0]?.cost_usd ?? null;
      const after = decision.candidates[bestCandidate(alpha, decision.candidates)]?.cost_usd ?? null;
      return before === null || after === null ? sum : sum + after;
    }, 0);
    expect(preview.costAfter).toBeCloseTo(cost, 12);
    const { explicit, held, profiled, answerCached, notReplayed } = set.excluded;
    expect(explicit + held + profiled + answerCached + notReplayed + preview.single + preview.rescored).toBe(1_000);
  });

  it('scales each penalty with its weight', () => {
    const penalties = { latency_sd: 2, ctx_over_80pct: 0.15, cold_cache: 1 };
    const expected = rescorable.filter(({ decision }) => {
      const candidates = decision.candidates.map((candidate) => ({
        ...candidate,
        penalty: (candidate.penalties.latency_sd / 0.05) * 2,
      }));
      return bestCandidate(decision.alpha, candidates) !== 0;
    });
    expect(expected.length).toBeGreaterThan(10);
    expect(whatIf(ring, { penalties }).preview.flips).toBe(expected.length);
  });

  it('does not guess where the weights were zero or are not recorded', () => {
    const changed = records.slice(0, 90).map((record, index) => {
      const weights = [null, { latency_sd: 0, ctx_over_80pct: 0.15, cold_cache: 1 }, record.decision.penalty_weights];
      return { ...record, decision: { ...record.decision, penalty_weights: weights[index % 3] ?? null } };
    });
    const some = ringOf(changed);
    const count = changed.filter(({ decision }) => decision.mode !== 'explicit').length;
    const known = changed.filter(({ decision }, index) => decision.mode !== 'explicit' && index % 3 === 2).length;
    const moved = whatIf(some, { penalties: { ...IN_FORCE.penalties, latency_sd: 0.5 } }).preview;
    expect(moved.rescored).toBe(known);
    expect(moved.weightsUnknown).toBe(count - known);
    // Not under preview: what was recorded without weights stays as it is.
    expect(whatIf(some).preview.weightsUnknown).toBe(
      changed.filter(({ decision }, index) => decision.mode !== 'explicit' && index % 3 === 1).length,
    );
  });

  it('counts what changes its bucket apart, and scores it only with the candidates that the host has', () => {
    const thresholds = { cheap: 0.62, hard: 0.75 };
    const moved = rescorable.filter(
      ({ decision: { bucket, bucket_probabilities: p } }) => bucketByThresholds(p.cheap, p.hard, thresholds) !== bucket,
    );
    expect(moved.length).toBeGreaterThan(20);
    const { preview, set } = whatIf(ring, { thresholds });
    expect([preview.moved, preview.movedKnown, preview.flips]).toEqual([moved.length, 0, 0]);
    expect(preview.rescored).toBe(rescorable.length - moved.length);

    const first = moved[0] as DecisionRecord;
    const position = ring.positionOf(first.decision.id) as number;
    const target = ring.texts.idOf('new/model');
    const found = { bucket: 1, quality: [0.9], cost: [0.1], penalty: [0], usd: [0.5], target: [target] };
    const told = whatIf(ring, { thresholds }, new Map([[alternativeKey(position, 1), found]]));
    expect([told.preview.moved, told.preview.movedKnown, told.preview.flips]).toEqual([moved.length, 1, 1]);
    expect(told.preview.costAfter - preview.costAfter).toBeCloseTo(0.5, 9);
    const { rows, total } = listFlips(told, 2_000, null);
    expect(total).toBe(moved.length);
    expect(rows.find(({ id }) => id === first.decision.id)).toMatchObject({ to: 'new/model', toBucket: 'mid' });
    expect(rows.filter(({ to }) => to === null)).toHaveLength(moved.length - 1);
    const bands = flowOf(told, 'bucket');
    expect(bands.find(({ from }) => from === 'hard')?.to).toEqual([{ name: 'mid', count: moved.length }]);
    expect(set.rows).toBe(rescorable.length);
  });

  it('leaves out held turns, what was tried to learn, profiles, cached answers and what does not replay, by name', () => {
    const some = records.filter(({ decision }) => decision.mode !== 'explicit').slice(0, 50);
    const odd = some.map((record, index) => {
      const { decision, outcome } = record;
      if (index === 0)
        return { ...record, decision: { ...decision, session: { ...decision.session, state: 'locked' as const } } };
      if (index < 3) return { ...record, decision: { ...decision, profile: 'Economy' } };
      if (index < 6) return { ...record, outcome: { ...outcome, response_cache: 'hit' as const } };
      if (index < 10) return { ...record, decision: { ...decision, candidates: [...decision.candidates].reverse() } };
      if (index < 12) return generateRecord({ seq: record.seq, explored: true });
      return record;
    });
    const { set, preview } = whatIf(ringOf(odd));
    expect(set.excluded).toMatchObject({ held: 1, explored: 2, profiled: 2, answerCached: 3, notReplayed: 4 });
    expect([set.checked, set.replayed, preview.rescored]).toEqual([42, 38, 38]);
  });

  it('lists flipped decisions newest first, of one band if asked', () => {
    const result = whatIf(ring, { alpha: 0.95 });
    const { rows, total } = listFlips(result, 50, null);
    expect([rows.length, total]).toEqual([50, result.preview.flips]);
    for (const [index, row] of rows.entries()) {
      const { decision } = records.find((record) => record.decision.id === row.id) as DecisionRecord;
      expect(row.from).toContain(decision.model);
      expect(row.to).toContain(decision.candidates[bestCandidate(0.95, decision.candidates)]?.model);
      expect(row.margin).toBeGreaterThan(0);
      if (index > 0) expect(row.position).toBeLessThan(rows[index - 1]?.position ?? 0);
    }
    for (const by of ['model', 'author'] as const) {
      const bands = flowOf(result, by);
      expect(bands.reduce((sum, band) => sum + band.total, 0)).toBe(result.preview.rescored);
      const [band] = bands.filter(({ to }) => to.length > 0);
      const part = band?.to[0];
      const pick = { by, from: band?.from ?? '', to: part?.name ?? '' };
      expect(listFlips(result, 5, pick).total).toBe(part?.count);
    }
  });

  it('re-scores ten thousand decisions within a frame, twice over', () => {
    const many = ringOf(generateRecords(10_000));
    const set = collectWhatIf(many, rangeRows(many.start, many.end), 10_000);
    const weighed = weigh(set, IN_FORCE.penalties, false);
    const times = Array.from({ length: 20 }, (_, round) => {
      const started = performance.now();
      previewWhatIf(set, weighed, { ...IN_FORCE, alpha: round / 20 });
      return performance.now() - started;
    }).sort((one, other) => one - other);
    expect(times[10]).toBeLessThan(33);
  });
});

describe('a sweep', () => {
  it('has the cost and the quality of the same decisions at every alpha', () => {
    const { set, weighed, values } = whatIf(ring);
    const rows = comparableRows(set, weighed, values.thresholds);
    const points = sweepTradeoff(set, weighed, rows, 40);
    expect(points).toHaveLength(41);
    const priced = rescorable.filter(({ decision }) => decision.candidates.every(({ cost_usd }) => cost_usd !== null));
    expect(rows).toHaveLength(priced.length);
    for (const point of points) {
      const chosen = priced.map(({ decision }) => decision.candidates[bestCandidate(point.alpha, decision.candidates)]);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(point.quality).toBeCloseTo(mean(chosen.map((candidate) => candidate?.quality ?? 0)), 9);
      expect(point.costPer1k / 1_000).toBeCloseTo(mean(chosen.map((candidate) => candidate?.cost_usd ?? 0)), 9);
    }
    expect(points[40]?.quality).toBeGreaterThan(points[0]?.quality ?? 1);
  });

  it('counts flips at every hundredth as the preview does, and marks the jumps', () => {
    const { set, weighed } = whatIf(ring);
    const strip = flipsOverAlpha(set, weighed);
    expect(strip.n).toBe(rescorable.length);
    for (const step of [0, 17, 33, 59, 60, 61, 80, 100]) {
      expect(strip.flips[step]).toBe(whatIf(ring, { alpha: step / 100 }).preview.flips);
    }
    for (const alpha of flipJumps(strip)) {
      const step = Math.round(alpha * 100);
      const size = Math.abs((strip.flips[step] as number) - (strip.flips[step - 1] as number));
      expect(size / strip.n).toBeGreaterThanOrEqual(0.03);
    }
  });

  it('puts every movable decision in one bin', () => {
    const { set } = whatIf(ring);
    const counts = probabilityHistogram(set, 'hard', 50);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(set.rows);
  });

  it('has nothing to say about an empty ring', () => {
    const empty = whatIf(new RecordRing(), { alpha: 0.5 });
    expect(empty.preview).toMatchObject({ rescored: 0, qualityAfter: null });
    expect(comparableRows(empty.set, empty.weighed, IN_FORCE.thresholds)).toHaveLength(0);
    expect(flipJumps(flipsOverAlpha(empty.set, empty.weighed))).toEqual([]);
  });
});
