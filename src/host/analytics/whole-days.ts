import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DAY_MS, HOUR_MS } from '../../shared/durations.ts';
import type { DaySums } from '../storage/day-sums.ts';
import type { Value } from '../storage/fact-table.ts';

/** A day that takes less to look through is not kept. Milliseconds. */
const WORTH_KEEPING_MS = 2;
/** Answers come in for so long after midnight. Milliseconds. */
const SETTLING_MS = HOUR_MS;
/** Days that are asked for in one go, and rows that are taken over in one go: more would hold up requests for long. */
const DAYS_AT_A_TIME = 8;
const ROWS_AT_A_TIME = 2_000;

/** From `from` up to `to`; Unix time in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A window as whole days (UTC) that are over, counted from 1970, and what is left of it before and after them. */
export interface WholeDays {
  readonly first: number;
  readonly end: number;
  readonly rest: readonly Span[];
}

/** @param covered The part of the window in which there are decisions. */
export function wholeDays(window: Span, covered: Span, nowMs: number): WholeDays {
  const first = Math.max(Math.ceil(window.from / DAY_MS), Math.floor(covered.from / DAY_MS));
  const end = Math.min(
    Math.floor(window.to / DAY_MS),
    Math.floor((nowMs - SETTLING_MS) / DAY_MS),
    Math.ceil(covered.to / DAY_MS),
  );
  const isEmpty = ({ from, to }: Span) => from >= to;
  if (first >= end) return { first, end: first, rest: isEmpty(covered) ? [] : [covered] };
  const rest = [
    { from: covered.from, to: Math.min(covered.to, first * DAY_MS) },
    { from: Math.max(covered.from, end * DAY_MS), to: covered.to },
  ];
  return { first, end, rest: rest.filter((span) => !isEmpty(span)) };
}

/** Rows of a span, and the milliseconds that they took. */
export type ReadSpan = (span: Span) => Promise<{ readonly rows: Value[][]; readonly ms: number }>;

/**
 * Hands on the rows of whole days: those that are kept, and else those that `readSpan` gives, which are kept then.
 *
 * @param query Text and values of the query.
 */
export async function readDays(
  sums: DaySums,
  query: readonly unknown[],
  { first, end }: WholeDays,
  readSpan: ReadSpan,
  onRows: (rows: Value[][]) => void,
): Promise<void> {
  // Hashed: a filter may hold words of prompts.
  const name = createHash('sha256').update(JSON.stringify(query)).digest('base64');
  let taken = 0;
  for (let to = end; to > first; to -= DAYS_AT_A_TIME) {
    const from = Math.max(first, to - DAYS_AT_A_TIME);
    const kept = await sums.read(name, from, to);
    for (let day = to - 1; day >= from; day--) {
      const known = kept.rows.get(day);
      if (known !== undefined) {
        const rows = JSON.parse(known) as Value[][];
        onRows(rows);
        taken += rows.length;
        if (taken > ROWS_AT_A_TIME) {
          await nextTurn();
          taken = 0;
        }
        continue;
      }
      const { rows, ms } = await readSpan({ from: day * DAY_MS, to: (day + 1) * DAY_MS });
      if (ms >= WORTH_KEEPING_MS) sums.keep(name, day, rows, kept.changes);
      onRows(rows);
    }
  }
}
