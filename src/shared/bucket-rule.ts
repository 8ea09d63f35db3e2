/** The thresholds of the triage. The router and the what-if preview both import them from here. */
import type { Bucket } from './decision.ts';

export interface Thresholds {
  readonly cheap: number;
  readonly hard: number;
}

/** p(hard) over its threshold → hard; else p(cheap) over its own → cheap; else mid. */
export function bucketByThresholds(pCheap: number, pHard: number, { cheap, hard }: Thresholds): Bucket {
  if (pHard > hard) return 'hard';
  return pCheap > cheap ? 'cheap' : 'mid';
}
