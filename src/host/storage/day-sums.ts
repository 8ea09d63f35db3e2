/**
 * What queries gave for whole days, kept beside the log: a day that is over hardly changes, and is not to be looked through
 * again for every chart. Whatever changes in such a day (a late outcome, a deletion) drops what was kept of it.
 */
import { DAY_MS } from '../../shared/durations.ts';
import type { FactRows, Value } from './fact-table.ts';

/** Queries whose days are kept: those that were last asked anew. */
const QUERIES = 32;
/** Characters of the rows of one day, at most. */
const MOST_CHARACTERS = 4_000_000;
/** A number of changes that there never is. */
const NEVER = -1;

const dropDayOf = (event: 'INSERT' | 'UPDATE' | 'DELETE', row: 'NEW' | 'OLD'): string => `
  CREATE TRIGGER day_sums_after_${event.toLowerCase()} AFTER ${event} ON facts
    WHEN ${row}.created_ms < (SELECT until_ms FROM summed)
  BEGIN
    UPDATE summed SET changes = changes + 1;
    DELETE FROM day_sums WHERE day = ${row}.created_ms / ${DAY_MS};
  END;`;

/** `summed` is one row: changes to decisions before `until_ms` are counted. Part of a released migration. */
export const CREATE_DAY_SUMS = `
  CREATE TABLE day_sums (query TEXT NOT NULL, day INTEGER NOT NULL, rows TEXT NOT NULL, UNIQUE (query, day));
  CREATE INDEX day_sums_by_day ON day_sums (day);
  CREATE TABLE summed (until_ms INTEGER NOT NULL, changes INTEGER NOT NULL);
  INSERT INTO summed VALUES (0, 0);
  ${dropDayOf('INSERT', 'NEW')} ${dropDayOf('UPDATE', 'OLD')} ${dropDayOf('DELETE', 'OLD')}`;

export const COUNT_CHANGES = 'UPDATE summed SET until_ms = max(until_ms, ?)';
/** Only when nothing has changed since the rows were read. */
export const KEEP_DAY = 'INSERT OR REPLACE INTO day_sums SELECT ?, ?, ? FROM summed WHERE changes = ?';
export const DROP_OLD_QUERIES = `DELETE FROM day_sums WHERE query NOT IN
  (SELECT query FROM day_sums GROUP BY query ORDER BY max(rowid) DESC LIMIT ${QUERIES})`;

export interface KeptDays {
  /** Rows by day (days since 1970, UTC), as JSON: parsing many of them takes its time. */
  readonly rows: ReadonlyMap<number, string>;
  /** What `keep` must be given for days that are read after this. */
  readonly changes: number;
}

type Step = readonly [statement: string, values: readonly Value[]];

/** Never throws: what cannot be kept is looked through again. */
export class DaySums {
  readonly #read: (sql: string, values: readonly Value[]) => Promise<FactRows>;
  readonly #write: (steps: readonly Step[]) => void;
  #countedUntil = 0;

  /** Reads see what was written before. */
  constructor(
    read: (sql: string, values: readonly Value[]) => Promise<FactRows>,
    write: (steps: readonly Step[]) => void,
  ) {
    this.#read = read;
    this.#write = write;
  }

  /**
   * What is kept of a query for the days from `first` up to `end`.
   *
   * @param query Names the query with all its values.
   */
  async read(query: string, first: number, end: number): Promise<KeptDays> {
    try {
      return await this.#find(query, first, end);
    } catch {
      return { rows: new Map(), changes: NEVER };
    }
  }

  /** Keeps the rows of a day that were read after `changes`. */
  keep(query: string, day: number, rows: readonly Value[][], changes: number): void {
    const text = JSON.stringify(rows);
    if (text.length > MOST_CHARACTERS) return;
    try {
      this.#write([[KEEP_DAY, [query, day, text, changes]]]);
    } catch {
      // The log says by itself that it cannot be written.
    }
  }

  async #find(query: string, first: number, end: number): Promise<KeptDays> {
    if (end > this.#countedUntil) {
      this.#write([
        [COUNT_CHANGES, [end * DAY_MS]],
        [DROP_OLD_QUERIES, []],
      ]);
      this.#countedUntil = end;
    }
    const { rows } = await this.#read(
      'SELECT changes, day, rows FROM summed LEFT JOIN day_sums ON query = ? AND day >= ? AND day < ?',
      [query, first, end],
    );
    const kept = rows.flatMap(([, day, text]) => (text === null ? [] : [[day, text] as [number, string]]));
    return { rows: new Map(kept), changes: rows[0]?.[0] as number };
  }
}
