import type { StructuredFilter } from '../../shared/console/filter-contract.ts';
import { Pace } from '../log/pace.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import type { Value } from '../storage/fact-table.ts';
import { filterSql } from '../storage/filter-sql.ts';

const HOUR_MS = 3_600_000;
/** Steps of a series. */
const STEPS = 120;
/** Rows that are taken over in one go, where each is: they hold up requests for some milliseconds. */
const MOST_HANDED_ON = 5_000;

/** What a query of the contract says about the decisions to look at. */
export interface TrafficInput {
  readonly from_ms?: number | undefined;
  readonly to_ms?: number | undefined;
  readonly filter: StructuredFilter;
  readonly sample: boolean;
}

/** A query that is put together from portions of the window. */
interface Portions {
  readonly select: string;
  readonly rest: string;
  readonly values?: readonly Value[];
  readonly order: 'newest first' | 'oldest first';
  /** Rows to look at in one portion, at most. */
  readonly most?: number;
}

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
    await this.#portions({ ...query, order: 'newest first' }, (rows) => {
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
    const rest = `AND ${where} ORDER BY created_ms, seq`;
    await this.#portions({ select, rest, order: 'oldest first', most: MOST_HANDED_ON }, (rows) => {
      for (const row of rows) onRow(row);
      return true;
    });
  }

  /** The newest `limit` rows. */
  async newest(select: string, limit: number): Promise<Value[][]> {
    const found: Value[][] = [];
    const rest = `ORDER BY created_ms DESC LIMIT ${limit}`;
    await this.#portions({ select, rest, order: 'newest first' }, (rows) => {
      for (const row of rows.slice(0, limit - found.length)) found.push(row);
      return found.length < limit;
    });
    return found;
  }

  /**
   * Looks through the window in portions of a bounded number of rows, so that other questions get in between. Rows of one
   * millisecond stay together.
   *
   * @param onRows Takes what a portion gave; false ends it.
   */
  async #portions(query: Portions, onRows: (rows: Value[][]) => boolean): Promise<void> {
    const { sql, values } = this.#condition;
    const text = `SELECT ${query.select} FROM facts WHERE created_ms >= ? AND created_ms < ? AND ${sql} ${query.rest}`;
    const newestFirst = query.order === 'newest first';
    const pace = new Pace(query.most);
    let { from, to } = await this.#covered();
    while (from < to) {
      const start = newestFirst ? await this.#back(from, to, pace.rows) : from;
      const end = newestFirst ? to : await this.#on(from, to, pace.rows);
      const { rows, ms } = await this.#log.readFacts(text, [...(query.values ?? []), start, end, ...values]);
      pace.took(ms);
      if (!onRows(rows)) return;
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
  async #covered(): Promise<{ from: number; to: number }> {
    // Each by itself, SQLite finds them in the index; together it would read all of it.
    const row = await this.#row('SELECT (SELECT min(created_ms) FROM facts), (SELECT max(created_ms) FROM facts)', []);
    const oldest = (row?.[0] as number | null) ?? this.toMs;
    const newest = (row?.[1] as number | null) ?? this.fromMs;
    return { from: Math.max(this.fromMs, oldest), to: Math.min(this.toMs, newest + 1) };
  }
}
