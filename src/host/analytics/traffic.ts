import type { StructuredFilter } from '../../shared/console/filter-contract.ts';
import { HOUR_MS } from '../../shared/durations.ts';
import { Pace } from '../log/pace.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import type { Value } from '../storage/fact-table.ts';
import { filterSql } from '../storage/filter-sql.ts';
import { readDays, type Span, wholeDays } from './whole-days.ts';

/** Rows that are taken over in one go, where each is: they hold up requests for some milliseconds. */
const MOST_HANDED_ON = 5_000;

/** What a query of the contract says about the decisions to look at. */
export interface TrafficInput {
  readonly from_ms?: number | undefined;
  readonly to_ms?: number | undefined;
  readonly filter: StructuredFilter;
  readonly sample: boolean;
}

/** The window that is asked for; by default the last hour. */
export function windowOf(input: Pick<TrafficInput, 'from_ms' | 'to_ms'>, nowMs: number): Span {
  const to = input.to_ms ?? nowMs + 1;
  return { from: Math.min(input.from_ms ?? to - HOUR_MS, to), to };
}

/** Over `facts`, as SQL. */
interface Query {
  /** Columns; may hold the placeholders of `values`. */
  readonly select: string;
  /** What follows the condition: `GROUP BY`, `ORDER BY`, `LIMIT`. */
  readonly rest: string;
  readonly values?: readonly Value[];
}

/** Decisions of a window that fit a filter. */
export class Traffic {
  readonly fromMs: number;
  readonly toMs: number;
  readonly #log: DecisionLog;
  readonly #nowMs: number;
  readonly #condition: ReturnType<typeof filterSql>;

  constructor(log: DecisionLog, input: TrafficInput, nowMs: number) {
    this.#log = log;
    this.#nowMs = nowMs;
    const { from, to } = windowOf(input, nowMs);
    this.fromMs = from;
    this.toMs = to;
    const { sql, values } = filterSql(input.filter);
    this.#condition = { sql: `sample = ${input.sample ? 1 : 0} AND (${sql})`, values };
  }

  /**
   * Runs a query portion by portion over the window and hands on its rows. Portions are cut anywhere: what is grouped comes
   * in several parts, to be added up. What whole days gave is kept for the next time, so nothing in a query should change
   * from one time to the next.
   */
  async read(query: Query, onRow: (row: Value[]) => void): Promise<void> {
    const take = (rows: readonly Value[][]): void => {
      for (const row of rows) onRow(row);
    };
    const pace = new Pace();
    const readSpan = async (span: Span) => {
      const found = { rows: [] as Value[][], ms: 0 };
      for await (const { rows, ms } of this.#portions(query, 'newest first', span, pace)) {
        for (const row of rows) found.rows.push(row);
        found.ms += ms;
      }
      return found;
    };
    const covered = await this.#covered();
    const sums = this.#log.daySums;
    if (sums === null) return take((await readSpan(covered)).rows);
    const days = wholeDays({ from: this.fromMs, to: this.toMs }, covered, this.#nowMs);
    for (const span of days.rest) take((await readSpan(span)).rows);
    await readDays(sums, [query, this.#condition], days, readSpan, take);
  }

  /**
   * All rows that fit, oldest first.
   *
   * @param where A further condition.
   */
  async inOrder(select: string, where: string, onRow: (row: Value[]) => void): Promise<void> {
    const query = { select, rest: `AND ${where} ORDER BY created_ms, seq` };
    const pace = new Pace(MOST_HANDED_ON);
    for await (const { rows } of this.#portions(query, 'oldest first', await this.#covered(), pace)) {
      for (const row of rows) onRow(row);
    }
  }

  /** The newest `limit` rows. */
  async newest(select: string, limit: number): Promise<Value[][]> {
    const found: Value[][] = [];
    const query = { select, rest: `ORDER BY created_ms DESC LIMIT ${limit}` };
    for await (const { rows } of this.#portions(query, 'newest first', await this.#covered(), new Pace())) {
      for (const row of rows.slice(0, limit - found.length)) found.push(row);
      if (found.length === limit) break;
    }
    return found;
  }

  /**
   * Looks through a part of the window in portions of a bounded number of rows, so that other questions get in between.
   * Rows of one millisecond stay together.
   */
  async *#portions(query: Query, order: 'newest first' | 'oldest first', span: Span, pace: Pace) {
    const { sql, values } = this.#condition;
    const text = `SELECT ${query.select} FROM facts WHERE created_ms >= ? AND created_ms < ? AND ${sql} ${query.rest}`;
    const newestFirst = order === 'newest first';
    let { from, to } = span;
    while (from < to) {
      const start = newestFirst ? await this.#back(from, to, pace.rows) : from;
      const end = newestFirst ? to : await this.#on(from, to, pace.rows);
      const found = await this.#log.readFacts(text, [...(query.values ?? []), start, end, ...values]);
      pace.took(found.ms);
      yield found;
      if (newestFirst) to = start;
      else from = end;
    }
  }

  /** Where a portion begins that has so many rows before `to`. Unix time in milliseconds. */
  async #back(from: number, to: number, rows: number): Promise<number> {
    const text =
      'SELECT created_ms FROM facts WHERE created_ms >= ? AND created_ms < ? ORDER BY created_ms DESC LIMIT 1 OFFSET ?';
    return ((await this.#row(text, [from, to, rows]))?.[0] as number | undefined) ?? from;
  }

  /** Where a portion ends that has so many rows from `from` on. */
  async #on(from: number, to: number, rows: number): Promise<number> {
    const text =
      'SELECT created_ms FROM facts WHERE created_ms > ? AND created_ms < ? ORDER BY created_ms LIMIT 1 OFFSET ?';
    return ((await this.#row(text, [from, to, rows]))?.[0] as number | undefined) ?? to;
  }

  async #row(sql: string, values: readonly Value[]): Promise<Value[] | undefined> {
    const { rows } = await this.#log.readFacts(sql, values);
    return rows[0];
  }

  /** The part of the window in which there are decisions at all. */
  async #covered(): Promise<Span> {
    // Each by itself, SQLite finds them in the index; together it would read all of it.
    const row = await this.#row('SELECT (SELECT min(created_ms) FROM facts), (SELECT max(created_ms) FROM facts)', []);
    const oldest = (row?.[0] as number | null) ?? this.toMs;
    const newest = (row?.[1] as number | null) ?? this.fromMs;
    return { from: Math.max(this.fromMs, oldest), to: Math.min(this.toMs, newest + 1) };
  }
}
