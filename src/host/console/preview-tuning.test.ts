import { describe, expect, test } from 'vitest';
import type { ScoringEntry } from '../storage/decision-store.ts';
import { TuningPreview } from './preview-tuning.ts';

type Scored = ScoringEntry['candidates'][number];
const scored = (model: string, quality: number, cost: number, costUsd: number | null, penalty = 0): Scored => ({
  model,
  effort: null,
  quality,
  cost,
  cost_usd: costUsd,
  penalty,
});
const entry = (id: string, candidates: Scored[], changes: Partial<ScoringEntry> = {}): ScoringEntry => ({
  seq: 1,
  id,
  mode: 'auto',
  alpha: 0.8,
  candidates,
  promptPreview: `prompt ${id}`,
  sample: false,
  ...changes,
});

function previewTuning(alpha: number, entries: readonly ScoringEntry[]) {
  const preview = new TuningPreview(alpha);
  preview.add(entries.slice(0, 2));
  preview.add(entries.slice(2));
  return preview.result();
}

describe('what-if preview', () => {
  test('agrees with a computation by hand', () => {
    // At alpha .8: big .8·.9 − .2·.8 = .56, small .8·.6 − .2·.1 = .46: big. At .4: .36 − .48 = −.12, .24 − .06 = .18: small.
    const flips = entry('flips', [scored('big', 0.9, 0.8, 0.02), scored('small', 0.6, 0.1, 0.001)]);
    // At .4: .4·.9 − .6·.2 = .24 against .4·.7 − .6·.1 = .22: stays.
    const stays = entry('stays', [scored('good', 0.9, 0.2, 0.004), scored('poor', 0.7, 0.1, 0.002)], { sample: true });
    // At .4: −.12 − 0 against .18 − .35 = −.17: the penalty keeps it.
    const penalised = entry('pen', [scored('big', 0.9, 0.8, 0.02), scored('small', 0.6, 0.1, 0.001, 0.35)]);
    const unpriced = entry('free', [scored('big', 0.9, 0.8, 0.02), scored('own', 0.6, 0.1, null)], { sample: true });
    const explicit = entry('exp', [scored('big', 0.9, 0.8, 0.02)], { mode: 'explicit' });
    const single = entry('one', [scored('big', 0.9, 0.8, 0.02)]);

    const result = previewTuning(0.4, [flips, stays, penalised, unpriced, explicit, single]);
    expect(result).toMatchObject({
      alpha: 0.4,
      rescored: 4,
      excluded: { explicit: 1, single_candidate: 1 },
      replayed: 4,
      flips: 2,
      sample: 2,
    });
    expect(result.cost_before_usd).toBeCloseTo(0.02 + 0.004 + 0.02, 12);
    expect(result.cost_after_usd).toBeCloseTo(0.001 + 0.004 + 0.02, 12);
    expect(result.quality_before).toBeCloseTo((0.9 + 0.9 + 0.9 + 0.9) / 4, 12);
    expect(result.quality_after).toBeCloseTo((0.6 + 0.9 + 0.9 + 0.6) / 4, 12);
    expect(result.flipped.map(({ id, from, to, sample }) => [id, from, to, sample])).toEqual([
      ['flips', 'big', 'small', false],
      ['free', 'big', 'own', true],
    ]);
    expect(result.flipped[0]?.cost_delta_usd).toBeCloseTo(-0.019, 12);
    expect(result.flipped[0]?.quality_delta).toBeCloseTo(-0.3, 12);
    expect(result.flipped[1]?.cost_delta_usd).toBeNull();
  });

  test('counts a recorded choice that its own alpha does not reproduce', () => {
    const wrong = entry('wrong', [scored('small', 0.6, 0.1, 0.001), scored('big', 0.9, 0.8, 0.02)]);
    expect(previewTuning(0.8, [wrong])).toMatchObject({ rescored: 1, replayed: 0 });
  });

  test('names the effort when only that changes', () => {
    const efforts = entry('e', [
      { ...scored('m', 0.9, 0.8, 0.02), effort: 'high' },
      { ...scored('m', 0.6, 0.1, 0.001), effort: null },
    ]);
    expect(previewTuning(0.4, [efforts]).flipped[0]).toMatchObject({ from: 'm (high)', to: 'm (default)' });
  });

  test('of nothing is nothing; many flips are all counted and 200 listed', () => {
    expect(previewTuning(0.5, [])).toMatchObject({ rescored: 0, quality_before: null, quality_after: null });
    const many = Array.from({ length: 500 }, (_, index) =>
      entry(`m${index}`, [scored('big', 0.9, 0.8, 0.02), scored('small', 0.6, 0.1, 0.001)]),
    );
    const result = previewTuning(0.4, many);
    expect(result.flips).toBe(500);
    expect(result.flipped).toHaveLength(200);
  });
});
