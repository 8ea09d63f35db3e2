/** The columns of the ring that a what-if needs beside the candidates: what the bucket and the penalties came from. */
import { BUCKETS, type Decision } from '../../shared/decision.ts';
import type { ColumnsOf } from './typed-columns.ts';

export const WHAT_IF_KINDS = {
  pCheap: Float64Array,
  pHard: Float64Array,
  /** Thresholds in force then. */
  thresholdCheap: Float64Array,
  thresholdHard: Float64Array,
  /** Weights of the penalties in force then; NaN when they were not recorded. */
  weightLatency: Float64Array,
  weightContext: Float64Array,
  weightCold: Float64Array,
  /** Index of the bucket that the first rule chose, and FIXED_RULE when that was not for the thresholds. */
  rule: Uint8Array,
} as const;

type WhatIfColumns = ColumnsOf<typeof WHAT_IF_KINDS>;

/** The bucket was asked for, or the input fits nowhere else: no threshold moves it. */
const FIXED_RULE = 4;
const THRESHOLD_RULES = ['threshold_hard', 'threshold_cheap', 'default_mid'];

export function writeWhatIf(columns: WhatIfColumns, slot: number, decision: Decision): void {
  const { bucket_probabilities: probabilities, thresholds, guardrails, penalty_weights: weights } = decision;
  columns.pCheap[slot] = probabilities.cheap;
  columns.pHard[slot] = probabilities.hard;
  columns.thresholdCheap[slot] = thresholds.cheap;
  columns.thresholdHard[slot] = thresholds.hard;
  columns.weightLatency[slot] = weights?.latency_sd ?? Number.NaN;
  columns.weightContext[slot] = weights?.ctx_over_80pct ?? Number.NaN;
  columns.weightCold[slot] = weights?.cold_cache ?? Number.NaN;
  const rule = guardrails[0];
  const byThresholds = rule !== undefined && THRESHOLD_RULES.includes(rule.id);
  columns.rule[slot] = BUCKETS.indexOf(rule?.bucket ?? decision.bucket) | (byThresholds ? 0 : FIXED_RULE);
}

/** What of a row a what-if reads, reused while sweeping. */
export interface WhatIfCell {
  pCheap: number;
  pHard: number;
  thresholdCheap: number;
  thresholdHard: number;
  weightLatency: number;
  weightContext: number;
  weightCold: number;
  /** Index into BUCKETS. */
  ruleBucket: number;
  /** No threshold moves it. */
  fixed: boolean;
}

export function createWhatIfCell(): WhatIfCell {
  return {
    pCheap: 0,
    pHard: 0,
    thresholdCheap: 0,
    thresholdHard: 0,
    weightLatency: 0,
    weightContext: 0,
    weightCold: 0,
    ruleBucket: 0,
    fixed: false,
  };
}

export function readWhatIf(columns: WhatIfColumns, slot: number, cell: WhatIfCell): void {
  cell.pCheap = columns.pCheap[slot] as number;
  cell.pHard = columns.pHard[slot] as number;
  cell.thresholdCheap = columns.thresholdCheap[slot] as number;
  cell.thresholdHard = columns.thresholdHard[slot] as number;
  cell.weightLatency = columns.weightLatency[slot] as number;
  cell.weightContext = columns.weightContext[slot] as number;
  cell.weightCold = columns.weightCold[slot] as number;
  const rule = columns.rule[slot] as number;
  cell.ruleBucket = rule & ~FIXED_RULE;
  cell.fixed = (rule & FIXED_RULE) !== 0;
}
