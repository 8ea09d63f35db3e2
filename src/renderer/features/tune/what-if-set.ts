/**
 * The recorded decisions that a what-if looks at, copied out of the ring once as plain columns, so that every frame of
 * a drag is one pass over numbers. What cannot be re-scored is left out here, by reason.
 */
import { bestOfColumns } from '../../../shared/alpha-score.ts';
import { bucketByThresholds } from '../../../shared/bucket-rule.ts';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';
import { createCandidateCell } from '../../store/candidate-pool.ts';
import type { RowSet } from '../../store/filtered-view.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import { createWhatIfCell } from '../../store/what-if-columns.ts';

/** Why a decision could not have gone elsewhere, or why nobody can say. */
export interface Excluded {
  /** The request named its model. */
  readonly explicit: number;
  /** The turn under way held it to its model. */
  readonly held: number;
  /** Another model than the best by the score was tried, to learn what it is worth. */
  readonly explored: number;
  /** The profile of its app was in force, not the common tuning. */
  readonly profiled: number;
  /** Answered from the response cache. */
  readonly answerCached: number;
  /** What was recorded does not give the choice that was recorded. */
  readonly notReplayed: number;
}

/** Rows newest last; candidates of row r are at [start[r], start[r + 1]), the recorded choice first. */
export interface WhatIfSet {
  readonly ring: RecordRing;
  /** Decisions looked at, those left out included. */
  readonly considered: number;
  readonly excluded: Excluded;
  /** Decisions of which the replay was tried, and those whose recorded choice it gave. */
  readonly checked: number;
  readonly replayed: number;
  readonly rows: number;
  readonly position: Int32Array;
  readonly sample: Uint8Array;
  readonly pCheap: Float64Array;
  readonly pHard: Float64Array;
  /** Index of the bucket that the triage chose, and of the one that it came from in the end. */
  readonly ruleBucket: Uint8Array;
  readonly bucket: Uint8Array;
  /** No threshold moves it. */
  readonly fixed: Uint8Array;
  readonly weightLatency: Float64Array;
  readonly weightContext: Float64Array;
  readonly weightCold: Float64Array;
  /** Every candidate has a price. */
  readonly priced: Uint8Array;
  readonly start: Int32Array;
  readonly quality: Float64Array;
  readonly cost: Float64Array;
  readonly penalty: Float64Array;
  readonly usd: Float64Array;
  readonly target: Uint32Array;
  readonly latency: Float32Array;
  readonly context: Float32Array;
  readonly leaving: Float32Array;
}

/** Copies rows of the ring, the last `limit` of them. */
export function collectWhatIf(ring: RecordRing, rows: RowSet, limit: number): WhatIfSet {
  const first = Math.max(0, rows.length - limit);
  const size = rows.length - first;
  let candidates = 0;
  for (let index = first; index < rows.length; index++) candidates += ring.candidateCount(rows.positionAt(index));
  const set = allocate(size, candidates);
  const excluded = { explicit: 0, held: 0, explored: 0, profiled: 0, answerCached: 0, notReplayed: 0 };
  const cell = createCandidateCell();
  const facts = createWhatIfCell();
  let row = 0;
  let at = 0;
  let checked = 0;
  for (let index = first; index < rows.length; index++) {
    const position = rows.positionAt(index);
    const reason = whyExcluded(ring, position);
    if (reason !== null) {
      excluded[reason]++;
      continue;
    }
    checked++;
    const count = ring.candidateCount(position);
    set.start[row] = at;
    let priced = 1;
    for (let place = 0; place < count; place++) {
      ring.readCandidate(position, place, cell);
      set.quality[at + place] = cell.quality;
      set.cost[at + place] = cell.cost;
      set.penalty[at + place] = cell.penalty;
      set.usd[at + place] = cell.costUsd;
      set.target[at + place] = cell.target;
      set.latency[at + place] = cell.latency;
      set.context[at + place] = cell.context;
      set.leaving[at + place] = cell.leaving;
      if (Number.isNaN(cell.costUsd)) priced = 0;
    }
    ring.readWhatIf(position, facts);
    const bestThen = bestOfColumns(ring.recordedAlpha(position), set, at, at + count);
    const thresholds = { cheap: facts.thresholdCheap, hard: facts.thresholdHard };
    const ruleHolds =
      facts.fixed || BUCKETS[facts.ruleBucket] === bucketByThresholds(facts.pCheap, facts.pHard, thresholds);
    if (count === 0 || bestThen !== at || !ruleHolds) {
      excluded.notReplayed++;
      continue;
    }
    set.position[row] = position;
    set.sample[row] = ring.isSample(position) ? 1 : 0;
    set.pCheap[row] = facts.pCheap;
    set.pHard[row] = facts.pHard;
    set.ruleBucket[row] = facts.ruleBucket;
    set.bucket[row] = BUCKETS.indexOf(ring.bucketAt(position));
    set.fixed[row] = facts.fixed ? 1 : 0;
    set.weightLatency[row] = facts.weightLatency;
    set.weightContext[row] = facts.weightContext;
    set.weightCold[row] = facts.weightCold;
    set.priced[row] = priced;
    row++;
    at += count;
  }
  set.start[row] = at;
  return { ...set, ring, considered: size, excluded, checked, replayed: checked - excluded.notReplayed, rows: row };
}

function whyExcluded(ring: RecordRing, position: number): keyof Excluded | null {
  if (ring.isExplicit(position)) return 'explicit';
  if (ring.isLocked(position)) return 'held';
  if (ring.isExplored(position)) return 'explored';
  if (ring.isProfiled(position)) return 'profiled';
  return ring.isAnswerCached(position) ? 'answerCached' : null;
}

function allocate(rows: number, candidates: number) {
  return {
    position: new Int32Array(rows),
    sample: new Uint8Array(rows),
    pCheap: new Float64Array(rows),
    pHard: new Float64Array(rows),
    ruleBucket: new Uint8Array(rows),
    bucket: new Uint8Array(rows),
    fixed: new Uint8Array(rows),
    weightLatency: new Float64Array(rows),
    weightContext: new Float64Array(rows),
    weightCold: new Float64Array(rows),
    priced: new Uint8Array(rows),
    start: new Int32Array(rows + 1),
    quality: new Float64Array(candidates),
    cost: new Float64Array(candidates),
    penalty: new Float64Array(candidates),
    usd: new Float64Array(candidates),
    target: new Uint32Array(candidates),
    latency: new Float32Array(candidates),
    context: new Float32Array(candidates),
    leaving: new Float32Array(candidates),
  };
}

export function bucketOfIndex(index: number): Bucket {
  return BUCKETS[index] as Bucket;
}
