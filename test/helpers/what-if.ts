import { previewWhatIf, type TuningValues, weigh } from '../../src/renderer/features/tune/what-if.ts';
import { collectWhatIf } from '../../src/renderer/features/tune/what-if-set.ts';
import { rangeRows } from '../../src/renderer/store/filtered-view.ts';
import { RecordRing } from '../../src/renderer/store/record-ring.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';

/** What Tune says of recorded decisions under other values, and how many of them its replay check tried and gave. */
export function whatIf(records: readonly DecisionRecord[], values: TuningValues) {
  const ring = new RecordRing();
  for (const record of records) ring.append(record);
  const set = collectWhatIf(ring, rangeRows(ring.start, ring.end), records.length);
  const { checked, replayed } = set;
  return { checked, replayed, ...previewWhatIf(set, weigh(set, values.penalties, false), values) };
}
