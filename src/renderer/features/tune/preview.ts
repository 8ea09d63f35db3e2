/**
 * What another alpha would have chosen, recomputed from the ring for every frame of a drag with the router's own
 * formula. Counts the same way as the host's `tuning.preview`, which confirms the result on release.
 */
import { bestCandidate, type Scorable } from '../../../shared/alpha-score.ts';
import type { CandidateCell, RecordRing } from '../../store/record-ring.ts';

/** Decisions that a preview looks at. */
export const PREVIEW_LAST = 1_000;
/** Below this many a preview is an anecdote, and says so. */
export const PREVIEW_MIN = 30;

export interface Preview {
  readonly alpha: number;
  readonly considered: number;
  readonly rescored: number;
  readonly excludedExplicit: number;
  readonly excludedLocked: number;
  readonly excludedSingle: number;
  /** Of the re-scored, how many the recorded alpha reproduces. */
  readonly replayed: number;
  readonly flips: number;
  /** Estimated dollars of the re-scored that are priced on both sides. */
  readonly costBefore: number;
  readonly costAfter: number;
  readonly unpriced: number;
  readonly qualityBefore: number | null;
  readonly qualityAfter: number | null;
  readonly sample: number;
}

export interface FlippedRow {
  readonly position: number;
  readonly id: string;
  readonly preview: string | null;
  readonly from: string;
  readonly to: string;
  readonly costDelta: number | null;
  readonly qualityDelta: number;
  readonly sample: boolean;
}

interface Scratch {
  readonly all: CandidateCell[];
  /** One view of each length, so that `bestCandidate` gets a plain list without copies. */
  readonly views: (readonly Scorable[])[];
}

function createScratch(): Scratch {
  return { all: [], views: [] };
}

function readInto(scratch: Scratch, ring: RecordRing, position: number, count: number): readonly Scorable[] {
  while (scratch.all.length < count) scratch.all.push({ quality: 0, cost: 0, penalty: 0, costUsd: 0, target: 0 });
  for (let index = 0; index < count; index++) ring.readCandidate(position, index, scratch.all[index] as CandidateCell);
  let view = scratch.views[count];
  if (view === undefined) {
    view = scratch.all.slice(0, count);
    scratch.views[count] = view;
  }
  return view;
}

/** The last `last` positions of the ring. */
function firstOf(ring: RecordRing, last: number): number {
  return Math.max(ring.start, ring.end - last);
}

export function computePreview(ring: RecordRing, alpha: number, last = PREVIEW_LAST): Preview {
  const scratch = createScratch();
  let rescored = 0;
  let excludedExplicit = 0;
  let excludedLocked = 0;
  let excludedSingle = 0;
  let replayed = 0;
  let flips = 0;
  let costBefore = 0;
  let costAfter = 0;
  let unpriced = 0;
  let qualityBefore = 0;
  let qualityAfter = 0;
  let sample = 0;
  const first = firstOf(ring, last);
  for (let position = first; position < ring.end; position++) {
    if (ring.isExplicit(position)) {
      excludedExplicit++;
      continue;
    }
    if (ring.isLocked(position)) {
      excludedLocked++;
      continue;
    }
    const count = ring.candidateCount(position);
    if (count < 2) {
      excludedSingle++;
      continue;
    }
    const candidates = readInto(scratch, ring, position, count);
    const choice = bestCandidate(alpha, candidates);
    const before = scratch.all[0] as CandidateCell;
    const after = scratch.all[choice] as CandidateCell;
    rescored++;
    if (bestCandidate(ring.recordedAlpha(position), candidates) === 0) replayed++;
    if (choice !== 0) flips++;
    if (ring.isSample(position)) sample++;
    qualityBefore += before.quality;
    qualityAfter += after.quality;
    if (Number.isNaN(before.costUsd) || Number.isNaN(after.costUsd)) unpriced++;
    else {
      costBefore += before.costUsd;
      costAfter += after.costUsd;
    }
  }
  return {
    alpha,
    considered: ring.end - first,
    rescored,
    excludedExplicit,
    excludedLocked,
    excludedSingle,
    replayed,
    flips,
    costBefore,
    costAfter,
    unpriced,
    qualityBefore: rescored === 0 ? null : qualityBefore / rescored,
    qualityAfter: rescored === 0 ? null : qualityAfter / rescored,
    sample,
  };
}

/** The decisions that would have gone elsewhere, newest first. */
export function listFlipped(
  ring: RecordRing,
  alpha: number,
  limit: number,
  last = PREVIEW_LAST,
): readonly FlippedRow[] {
  const scratch = createScratch();
  const rows: FlippedRow[] = [];
  const first = firstOf(ring, last);
  for (let position = ring.end - 1; position >= first && rows.length < limit; position--) {
    const count = ring.candidateCount(position);
    if (ring.isExplicit(position) || ring.isLocked(position) || count < 2) continue;
    const choice = bestCandidate(alpha, readInto(scratch, ring, position, count));
    if (choice === 0) continue;
    const before = scratch.all[0] as CandidateCell;
    const after = scratch.all[choice] as CandidateCell;
    const delta = after.costUsd - before.costUsd;
    rows.push({
      position,
      id: ring.idAt(position),
      preview: ring.previewAt(position),
      from: ring.texts.textOf(before.target),
      to: ring.texts.textOf(after.target),
      costDelta: Number.isNaN(delta) ? null : delta,
      qualityDelta: after.quality - before.quality,
      sample: ring.isSample(position),
    });
  }
  return rows;
}

export interface TradeoffPoint {
  readonly alpha: number;
  /** Estimated dollars per thousand decisions. */
  readonly costPer1k: number;
  readonly quality: number;
  /** Decisions behind the point. */
  readonly count: number;
}

/**
 * Cost and quality at one alpha, over decisions whose candidates are all priced: the same decisions at every alpha,
 * or the points of a curve could not be compared.
 */
export function tradeoffAt(ring: RecordRing, alpha: number, last = PREVIEW_LAST): TradeoffPoint {
  const scratch = createScratch();
  let count = 0;
  let cost = 0;
  let quality = 0;
  for (let position = firstOf(ring, last); position < ring.end; position++) {
    const candidates = ring.candidateCount(position);
    if (ring.isExplicit(position) || ring.isLocked(position) || candidates < 2) continue;
    const view = readInto(scratch, ring, position, candidates);
    let priced = true;
    for (let index = 0; index < candidates; index++) {
      priced = priced && !Number.isNaN((scratch.all[index] as CandidateCell).costUsd);
    }
    if (!priced) continue;
    const choice = scratch.all[bestCandidate(alpha, view)] as CandidateCell;
    count++;
    cost += choice.costUsd;
    quality += choice.quality;
  }
  return {
    alpha,
    costPer1k: count === 0 ? 0 : (cost / count) * 1_000,
    quality: count === 0 ? 0 : quality / count,
    count,
  };
}

/** What the slider can buy, over the whole range of alpha. Empty when no decision is priced throughout. */
export function sweepTradeoff(ring: RecordRing, steps: number, last = PREVIEW_LAST): readonly TradeoffPoint[] {
  const points = Array.from({ length: steps + 1 }, (_, step) => tradeoffAt(ring, step / steps, last));
  return (points[0]?.count ?? 0) === 0 ? [] : points;
}

/** Share of re-scored decisions that flip, over the whole range of alpha. */
export function sweepFlips(
  ring: RecordRing,
  steps: number,
  last = PREVIEW_LAST,
): readonly { readonly alpha: number; readonly share: number }[] {
  if (ring.length === 0) return [];
  return Array.from({ length: steps + 1 }, (_, step) => {
    const { alpha, flips, rescored } = computePreview(ring, step / steps, last);
    return { alpha, share: rescored === 0 ? 0 : flips / rescored };
  });
}
