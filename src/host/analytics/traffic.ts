import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StructuredFilter } from '../../shared/console/filter-contract.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { filterSql } from '../storage/filter-sql.ts';

const HOUR_MS = 3_600_000;
/** Steps of a series. */
const STEPS = 120;
/** Portions that a window is read in, so that a long one does not hold up routing. */
const PORTIONS = 12;
/** Rows read in one turn where each is looked at: some 10 ms. */
const IN_ORDER = 5_000;

/** What a query of the contract says about the decisions to look at. */
export interface TrafficInput {
  readonly from_ms?: number | undefined;
  readonly to_ms?: number | undefined;
  readonly filter: StructuredFilter;
  readonly sample: boolean;
}

type Value = string | number | null;

/** Decisions of a window that fit a filter. */
export class Traffic {
  readonly fromMs: number;
  readonly toMs: number;
  /** Length of a step of a series. */
  readonly binMs: number;
  readonly #log: DecisionLog;
  readonly #condition: ReturnType<typeof filterSql>;

  constructor(log: DecisionLog, input: TrafficInput, nowMs: number) {
    this.#log = log;
    this.toMs = input.to_ms ?? nowMs + 1;
    this.fromMs = Math.min(input.from_ms ?? this.toMs - HOUR_MS, this.toMs);
    this.binMs = Math.max(1_000, Math.ceil((this.toMs - this.fromMs) / STEPS));
    const { sql, values } = filterSql(input.filter);
    this.#condition = { sql: `sample = ${input.sample ? 1 : 0} AND (${sql})`, values };
  }

  /**
   * Runs a query portion by portion over the window and hands on its rows.
   *
   * @param select Columns, as SQL over `facts`; may hold the placeholders of `selectValues`.
   * @param rest What follows the condition: `GROUP BY`, `ORDER BY`, `LIMIT`.
   */
  async read(
    query: { readonly select: string; readonly rest: string; readonly values?: readonly Value[] },
    onRow: (row: Value[]) => void,
  ): Promise<void> {
    const { from, to } = this.#covered();
    const portion = Math.max(1, Math.ceil((to - from) / PORTIONS / this.binMs)) * this.binMs;
    const { sql, values } = this.#condition;
    // From the newest back, and on whole steps, so that no group is cut in two.
    for (
      let start = this.fromMs + Math.floor((to - this.fromMs) / portion) * portion;
      start > from - portion;
      start -= portion
    ) {
      const text = `SELECT ${query.select} FROM facts WHERE created_ms >= ? AND created_ms < ? AND ${sql} ${query.rest}`;
      const bounds = [Math.max(start, this.fromMs), Math.min(start + portion, this.toMs)];
      const rows = this.#log.readFacts((facts) => facts.rows(text, [...(query.values ?? []), ...bounds, ...values]));
      for (const row of rows) onRow(row);
      await nextTurn();
    }
  }

  /**
   * All rows that fit, oldest first, a bounded number a turn.
   *
   * @param where A further condition.
   */
  async inOrder(select: string, where: string, onRow: (row: Value[]) => void): Promise<void> {
    const { sql, values } = this.#condition;
    const text = `SELECT created_ms, seq, ${select} FROM facts
      WHERE (created_ms, seq) > (?, ?) AND created_ms < ? AND ${where} AND ${sql} ORDER BY created_ms, seq LIMIT ${IN_ORDER}`;
    let after: readonly [Value, Value] = [this.fromMs, -1];
    for (;;) {
      const rows = this.#log.readFacts((facts) => facts.rows(text, [...after, this.toMs, ...values]));
      for (const row of rows) onRow(row.slice(2));
      const last = rows.at(-1);
      if (last === undefined || rows.length < IN_ORDER) return;
      after = [last[0] as Value, last[1] as Value];
      await nextTurn();
    }
  }

  /** The newest `limit` rows. */
  newest(select: string, limit: number): Value[][] {
    const { sql, values } = this.#condition;
    const text = `SELECT ${select} FROM facts WHERE created_ms >= ? AND created_ms < ? AND ${sql} ORDER BY created_ms DESC LIMIT ?`;
    return this.#log.readFacts((facts) => facts.rows(text, [this.fromMs, this.toMs, ...values, limit]));
  }

  /** The part of the window in which there are decisions at all. */
  #covered(): { from: number; to: number } {
    const [row] = this.#log.readFacts((facts) => facts.rows('SELECT min(created_ms), max(created_ms) FROM facts', []));
    const oldest = (row?.[0] as number | null) ?? this.toMs;
    const newest = (row?.[1] as number | null) ?? this.fromMs;
    return { from: Math.max(this.fromMs, oldest), to: Math.min(this.toMs, newest + 1) };
  }
}
