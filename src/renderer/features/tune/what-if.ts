/**
 * What other values would have chosen, recomputed for every frame of a drag with the router's own rules. Other
 * thresholds move requests to buckets whose candidates the record does not have: those are counted apart until the
 * host has scored them.
 */
import { bestOfColumns, type CandidateColumns } from '../../../shared/alpha-score.ts';
import { bucketByThresholds, type Thresholds } from '../../../shared/bucket-rule.ts';
import { BUCKETS } from '../../../shared/decision.ts';
import type { PenaltyWeights } from '../../../shared/profiles.ts';
import type { WhatIfSet } from './what-if-set.ts';

/** Values to try. */
export interface TuningValues {
  readonly alpha: number;
  readonly thresholds: Thresholds;
  readonly penalties: PenaltyWeights;
}

/** Candidates of a set under other weights. */
export interface Weighed extends CandidateColumns {
  readonly of: WhatIfSet;
  /** 1 for rows of which the record does not say what another weight would do; null when there is none. */
  readonly unknown: Uint8Array | null;
}

/** A bucket that a request did not go to, scored by the host with the weights under preview. */
export interface Alternative extends CandidateColumns {
  /** Index into BUCKETS: the one asked for, or the next when nothing in that fits. */
  readonly bucket: number;
  readonly usd: readonly number[];
  /** Numbers of the names in the ring's texts. */
  readonly target: readonly number[];
}

/** By `alternativeKey`; null where the host cannot say. */
export type Alternatives = ReadonlyMap<number, Alternative | null>;

export function alternativeKey(position: number, bucket: number): number {
  return position * BUCKETS.length + bucket;
}

/**
 * Costs and penalties of the candidates under other weights: each part scales with its weight. Where a part was counted
 * with no weight, or the weights were not recorded, it is not known.
 *
 * @param moved Whether the weights are under preview at all; if not, decisions without recorded weights stay as they are.
 */
export function weigh(set: WhatIfSet, weights: PenaltyWeights, moved: boolean): Weighed {
  let cost = set.cost;
  let penalty = set.penalty;
  let unknown: Uint8Array | null = null;
  for (let row = 0; row < set.rows; row++) {
    const latency = set.weightLatency[row] as number;
    const context = set.weightContext[row] as number;
    const cold = set.weightCold[row] as number;
    const same = latency === weights.latency_sd && context === weights.ctx_over_80pct && cold === weights.cold_cache;
    const recorded = !Number.isNaN(latency);
    if (same || (!recorded && !moved)) continue;
    if (cost === set.cost) {
      cost = Float64Array.from(set.cost);
      penalty = Float64Array.from(set.penalty);
    }
    const start = set.start[row] as number;
    const end = set.start[row + 1] as number;
    const known =
      recorded &&
      (latency > 0 || weights.latency_sd === 0) &&
      (context > 0 || weights.ctx_over_80pct === 0) &&
      (cold > 0 || !hasUnknownLeaving(set, start, end));
    if (!known) {
      unknown ??= new Uint8Array(set.rows);
      unknown[row] = 1;
      continue;
    }
    const byLatency = latency === 0 ? 0 : weights.latency_sd / latency - 1;
    const byContext = context === 0 ? 0 : weights.ctx_over_80pct / context - 1;
    const byCold = cold === 0 ? 0 : weights.cold_cache / cold - 1;
    for (let at = start; at < end; at++) {
      penalty[at] =
        (set.penalty[at] as number) + byLatency * (set.latency[at] as number) + byContext * (set.context[at] as number);
      if (byCold !== 0) cost[at] = (set.cost[at] as number) + byCold * (set.leaving[at] as number);
    }
  }
  return { of: set, quality: set.quality, cost, penalty, unknown };
}

function hasUnknownLeaving({ leaving }: WhatIfSet, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (Number.isNaN(leaving[at])) return true;
  return false;
}

/** What became of a row, where it is not the index of a candidate. */
export const NOT_RESCORED = -1;
export const MOVED_UNKNOWN = -2;
export const MOVED_KNOWN = -3;

export interface Preview {
  readonly rescored: number;
  /** Of the re-scored, those with another target. */
  readonly flips: number;
  /** Would go to another bucket; `movedKnown` of them were scored there by the host and are among the re-scored. */
  readonly moved: number;
  readonly movedKnown: number;
  /** One candidate and no other bucket: it cannot go elsewhere. */
  readonly single: number;
  /** The record does not say what these weights would do. */
  readonly weightsUnknown: number;
  /** Estimated dollars of the re-scored that are priced on both sides. */
  readonly costBefore: number;
  readonly costAfter: number;
  readonly unpriced: number;
  readonly qualityBefore: number | null;
  readonly qualityAfter: number | null;
  readonly sample: number;
  /** By row of the set: index of the candidate that would be chosen, or one of the values above. */
  readonly choice: Int32Array;
  /** By row of the set: index of the bucket that it would go to. */
  readonly bucket: Uint8Array;
}

/** Index of the bucket that the triage would choose for a row. */
export function bucketUnder(set: WhatIfSet, row: number, thresholds: Thresholds): number {
  if (set.fixed[row] === 1) return set.ruleBucket[row] as number;
  return BUCKETS.indexOf(bucketByThresholds(set.pCheap[row] as number, set.pHard[row] as number, thresholds));
}

export function previewWhatIf(
  set: WhatIfSet,
  weighed: Weighed,
  { alpha, thresholds }: TuningValues,
  alternatives?: Alternatives,
): Preview {
  const choice = new Int32Array(set.rows);
  const bucket = new Uint8Array(set.rows);
  let [rescored, flips, moved, movedKnown, single, weightsUnknown, unpriced, sample] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [costBefore, costAfter, qualityBefore, qualityAfter] = [0, 0, 0, 0];
  for (let row = 0; row < set.rows; row++) {
    const start = set.start[row] as number;
    const end = set.start[row + 1] as number;
    const wanted = bucketUnder(set, row, thresholds);
    let qualityThere: number;
    let usdThere: number;
    if (wanted !== set.ruleBucket[row]) {
      moved++;
      const other = alternatives?.get(alternativeKey(set.position[row] as number, wanted)) ?? null;
      bucket[row] = other?.bucket ?? wanted;
      const best = other === null ? -1 : bestOfColumns(alpha, other, 0, other.target.length);
      if (other === null || best < 0) {
        choice[row] = MOVED_UNKNOWN;
        continue;
      }
      movedKnown++;
      choice[row] = MOVED_KNOWN;
      qualityThere = other.quality[best] as number;
      usdThere = other.usd[best] as number;
      if (other.target[best] !== set.target[start]) flips++;
    } else {
      bucket[row] = set.bucket[row] as number;
      if (end - start < 2 || weighed.unknown?.[row] === 1) {
        choice[row] = NOT_RESCORED;
        if (end - start < 2) single++;
        else weightsUnknown++;
        continue;
      }
      const best = bestOfColumns(alpha, weighed, start, end);
      choice[row] = best;
      qualityThere = set.quality[best] as number;
      usdThere = set.usd[best] as number;
      if (best !== start) flips++;
    }
    rescored++;
    sample += set.sample[row] as number;
    qualityBefore += set.quality[start] as number;
    qualityAfter += qualityThere;
    const usdHere = set.usd[start] as number;
    if (Number.isNaN(usdHere) || Number.isNaN(usdThere)) unpriced++;
    else {
      costBefore += usdHere;
      costAfter += usdThere;
    }
  }
  const mean = (sum: number): number | null => (rescored === 0 ? null : sum / rescored);
  return {
    rescored,
    flips,
    moved,
    movedKnown,
    single,
    weightsUnknown,
    costBefore,
    costAfter,
    unpriced,
    qualityBefore: mean(qualityBefore),
    qualityAfter: mean(qualityAfter),
    sample,
    choice,
    bucket,
  };
}
