/** The thresholds of the triage. The router and the what-if preview both import them from here. */
import type { Bucket } from './decision.ts';

/** Probabilities, 0..1, over which a bucket is taken. */
export interface Thresholds {
  /** p(cheap) above this goes to cheap. */
  readonly cheap: number;
  /** p(hard) above this goes to hard; asked first. */
  readonly hard: number;
}

/** p(hard) over its threshold → hard; else p(cheap) over its own → cheap; else mid. */
export function bucketByThresholds(pCheap: number, pHard: number, { cheap, hard }: Thresholds): Bucket {
  if (pHard > hard) return 'hard';
  return pCheap > cheap ? 'cheap' : 'mid';
}
