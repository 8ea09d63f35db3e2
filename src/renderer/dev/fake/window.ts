import type { DecisionRecord } from '../../../shared/decision.ts';

/** What is looked at, and in which steps. Unix times and milliseconds. */
export interface Window {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly bin_ms: number;
}

/** The records by step of the window, oldest first; steps without one are left out. */
export function steps(
  records: readonly DecisionRecord[],
  { from_ms, bin_ms }: Window,
): (readonly [at: number, records: readonly DecisionRecord[]])[] {
  const bins = new Map<number, DecisionRecord[]>();
  for (const record of records) {
    const at = from_ms + Math.floor((record.decision.created_ms - from_ms) / bin_ms) * bin_ms;
    bins.set(at, [...(bins.get(at) ?? []), record]);
  }
  return [...bins].sort(([one], [other]) => one - other);
}
