import type { DecisionRecord } from '../../../shared/decision.ts';

/** Records as the log holds them: one as an object, several as an array. */
export function copyAsJson(records: readonly DecisionRecord[]): string {
  return JSON.stringify(records.length === 1 ? records[0] : records, null, 2);
}
