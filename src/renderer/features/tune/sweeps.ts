/** What the charts of Tune draw: quantities over the whole range of a value. */
import { bestOfColumns } from '../../../shared/alpha-score.ts';
import type { Thresholds } from '../../../shared/bucket-rule.ts';
import { bucketUnder, type Weighed } from './what-if.ts';
import type { WhatIfSet } from './what-if-set.ts';

/** Rows that a sweep looks at, the newest: more would hold up a frame. */
const SWEEP_ROWS = 20_000;

export interface TradeoffPoint {
  readonly alpha: number;
  /** Estimated dollars per thousand decisions. */
  readonly costPer1k: number;
  /** Mean predicted quality. */
  readonly quality: number;
}

/**
 * The rows that can be compared at every alpha: all candidates priced, and in the bucket that they were recorded in.
 */
export function comparableRows(set: WhatIfSet, weighed: Weighed, thresholds: Thresholds): Int32Array {
  const rows: number[] = [];
  for (let row = Math.max(0, set.rows - SWEEP_ROWS); row < set.rows; row++) {
    const several = (set.start[row + 1] as number) - (set.start[row] as number) > 1;
    const known = weighed.unknown?.[row] !== 1;
    if (several && known && set.priced[row] === 1 && bucketUnder(set, row, thresholds) === set.ruleBucket[row]) {
      rows.push(row);
    }
  }
  return Int32Array.from(rows);
}

/** Cost and quality of some rows at one alpha; null without rows. */
export function tradeoffAt(set: WhatIfSet, weighed: Weighed, rows: Int32Array, alpha: number): TradeoffPoint | null {
  if (rows.length === 0) return null;
  let cost = 0;
  let quality = 0;
  for (const row of rows) {
    const best = bestOfColumns(alpha, weighed, set.start[row] as number, set.start[row + 1] as number);
    cost += set.usd[best] as number;
    quality += set.quality[best] as number;
  }
  return { alpha, costPer1k: (cost / rows.length) * 1_000, quality: quality / rows.length };
}

/** What alpha can buy, from 0 to 1. */
export function sweepTradeoff(
  set: WhatIfSet,
  weighed: Weighed,
  rows: Int32Array,
  steps: number,
): readonly TradeoffPoint[] {
  return Array.from({ length: steps + 1 }, (_, step) => tradeoffAt(set, weighed, rows, step / steps) ?? []).flat();
}

/**
 * How many decisions flip at each hundredth of alpha. A choice holds between two alphas that solve exactly, because
 * scores are lines; so this is one pass.
 */
export function flipsOverAlpha(set: WhatIfSet, weighed: Weighed): { readonly flips: Int32Array; readonly n: number } {
  const starts = new Int32Array(102);
  const { quality, penalty, cost } = weighed;
  let n = 0;
  for (let row = 0; row < set.rows; row++) {
    const start = set.start[row] as number;
    const end = set.start[row + 1] as number;
    if (end - start < 2 || weighed.unknown?.[row] === 1) continue;
    n++;
    let [low, high] = [0, 1];
    for (let at = start + 1; at < end; at++) {
      const costs = (cost[start] as number) - (cost[at] as number);
      const slope = (quality[start] as number) - (quality[at] as number) + costs;
      const lead = -costs - ((penalty[start] as number) - (penalty[at] as number));
      if (slope > 0) low = Math.max(low, -lead / slope);
      else if (slope < 0) high = Math.min(high, -lead / slope);
      else if (lead < 0) low = 2;
    }
    // It holds at the hundredths in [low, high]; a difference array makes the sums.
    const from = Math.ceil(low * 100 - 1e-9);
    const to = Math.floor(high * 100 + 1e-9);
    if (from > to || from > 100 || to < 0) continue;
    starts[Math.max(0, from)] = (starts[Math.max(0, from)] as number) + 1;
    starts[Math.min(100, to) + 1] = (starts[Math.min(100, to) + 1] as number) - 1;
  }
  const flips = new Int32Array(101);
  let held = 0;
  for (let step = 0; step <= 100; step++) {
    held += starts[step] as number;
    flips[step] = n - held;
  }
  return { flips, n };
}

/** A jump is at least this share of all. */
const JUMP_SHARE = 0.03;
const MAX_JUMPS = 6;

/** The alphas at which most decisions change sides, for marks on the track. */
export function flipJumps({ flips, n }: { readonly flips: Int32Array; readonly n: number }): readonly number[] {
  const jumps: { alpha: number; size: number }[] = [];
  for (let step = 1; step <= 100; step++) {
    const size = Math.abs((flips[step] as number) - (flips[step - 1] as number));
    if (n > 0 && size / n >= JUMP_SHARE) jumps.push({ alpha: step / 100, size });
  }
  return jumps
    .sort((one, other) => other.size - one.size)
    .slice(0, MAX_JUMPS)
    .map(({ alpha }) => alpha);
}

/** Decisions by probability, in bins of equal width. Those that no threshold moves are not in it. */
export function probabilityHistogram(set: WhatIfSet, of: 'cheap' | 'hard', bins: number): Int32Array {
  const values = of === 'cheap' ? set.pCheap : set.pHard;
  const counts = new Int32Array(bins);
  for (let row = 0; row < set.rows; row++) {
    if (set.fixed[row] === 1) continue;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((values[row] as number) * bins)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
