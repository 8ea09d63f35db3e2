import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StructuredFilter } from '../../shared/console/filter-contract.ts';
import { Pace } from '../log/pace.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { filterSql } from '../storage/filter-sql.ts';

const HOUR_MS = 3_600_000;
/** Steps of a series. */
const STEPS = 120;

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
   * Runs a query portion by portion over the window, from the newest back, and hands on its rows. Portions are cut anywhere:
   * what is grouped comes in several parts, to be added up.
   *
   * @param select Columns, as SQL over `facts`; may hold the placeholders of `selectValues`.
   * @param rest What follows the condition: `GROUP BY`, `ORDER BY`, `LIMIT`.
   */
  async read(
    query: { readonly select: string; readonly rest: string; readonly values?: readonly Value[] },
    onRow: (row: Value[]) => void,
  ): Promise<void> {
    await this.#portions('newest first', `SELECT ${query.select}`, '', query.rest, query.values ?? [], (rows) => {
      for (const row of rows) onRow(row);
      return true;
    });
  }

  /**
   * All rows that fit, oldest first.
   *
   * @param where A further condition.
   */
  async inOrder(select: string, where: string, onRow: (row: Value[]) => void): Promise<void> {
    const rest = 'ORDER BY created_ms, seq';
    await this.#portions('oldest first', `SELECT ${select}`, `AND ${where}`, rest, [], (rows) => {
      for (const row of rows) onRow(row);
      return true;
    });
  }

  /** The newest `limit` rows. */
  async newest(select: string, limit: number): Promise<Value[][]> {
    const found: Value[][] = [];
    const rest = 'ORDER BY created_ms DESC';
    await this.#portions('newest first', `SELECT ${select}`, '', rest, [], (rows) => {
      for (const row of rows.slice(0, limit - found.length)) found.push(row);
      return found.length < limit;
    });
    return found;
  }

  /**
   * Looks through the window in portions of a bounded number of rows, so that a long one does not hold up requests. Rows
   * of one millisecond stay together.
   *
   * @param onRows Takes what a portion gave; false ends it.
   */
  async #portions(
    order: 'newest first' | 'oldest first',
    select: string,
    where: string,
    rest: string,
    selectValues: readonly Value[],
    onRows: (rows: Value[][]) => boolean,
  ): Promise<void> {
    const { sql, values } = this.#condition;
    const text = `${select} FROM facts WHERE created_ms >= ? AND created_ms < ? ${where} AND ${sql} ${rest}`;
    const pace = new Pace();
    let { from, to } = this.#covered();
    while (from < to) {
      const bounds =
        order === 'newest first' ? [this.#back(from, to, pace.rows), to] : [from, this.#on(from, to, pace.rows)];
      const rows = pace.look(() => this.#rows(text, [...selectValues, ...bounds, ...values]));
      if (!onRows(rows)) return;
      if (order === 'newest first') to = bounds[0] as number;
      else from = bounds[1] as number;
      if (from < to) await nextTurn();
    }
  }

  /** Where a portion begins that has so many rows before `to`. Unix time in milliseconds. */
  #back(from: number, to: number, rows: number): number {
    const text =
      'SELECT created_ms FROM facts WHERE created_ms >= ? AND created_ms < ? ORDER BY created_ms DESC LIMIT 1 OFFSET ?';
    return (this.#rows(text, [from, to, rows])[0]?.[0] as number | undefined) ?? from;
  }

  /** Where a portion ends that has so many rows from `from` on. */
  #on(from: number, to: number, rows: number): number {
    const text =
      'SELECT created_ms FROM facts WHERE created_ms > ? AND created_ms < ? ORDER BY created_ms LIMIT 1 OFFSET ?';
    return (this.#rows(text, [from, to, rows])[0]?.[0] as number | undefined) ?? to;
  }

  #rows(sql: string, values: readonly Value[]): Value[][] {
    return this.#log.readFacts((facts) => facts.rows(sql, values));
  }

  /** The part of the window in which there are decisions at all. */
  #covered(): { from: number; to: number } {
    // Each by itself, SQLite finds them in the index; together it would read all of it.
    const [row] = this.#rows('SELECT (SELECT min(created_ms) FROM facts), (SELECT max(created_ms) FROM facts)', []);
    const oldest = (row?.[0] as number | null) ?? this.toMs;
    const newest = (row?.[1] as number | null) ?? this.fromMs;
    return { from: Math.max(this.fromMs, oldest), to: Math.min(this.toMs, newest + 1) };
  }
}
