import Libsql, { type Database, type Statement } from 'libsql';
import type { DecisionRecord } from '../../shared/decision.ts';
import { CREATE_WHOLE_FACTS, factValues, INSERT_FACTS } from './fact-columns.ts';
import type { SqlCondition } from './filter-sql.ts';

type Value = string | number | null;

/** Facts of records in SQLite, for filters and charts. Calls are synchronous: look at a bounded range at a time. */
export class FactTable {
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare(INSERT_FACTS);
  }

  insert(record: DecisionRecord): void {
    this.#insert.run(factValues(record));
  }

  /** Sequence numbers that fit, from `before` down to `from` (included), newest first. */
  find({ sql, values }: SqlCondition, before: number, from: number, limit: number): number[] {
    const query = `SELECT seq FROM facts WHERE seq < ? AND seq >= ? AND ${sql} ORDER BY seq DESC LIMIT ?`;
    return this.rows(query, [before, from, ...values, limit]).map(([seq]) => seq as number);
  }

  /** How many there are, and how many fit, in the same range. */
  count({ sql, values }: SqlCondition, before: number, from: number): { seen: number; matched: number } {
    const query = `SELECT count(*), count(CASE WHEN ${sql} THEN 1 END) FROM facts WHERE seq < ? AND seq >= ?`;
    const [row] = this.rows(query, [...values, before, from]);
    return { seen: (row?.[0] as number) ?? 0, matched: (row?.[1] as number) ?? 0 };
  }

  /** Smallest sequence number; 0 when there is none. */
  lowestSeq(): number {
    return (this.rows('SELECT min(seq) FROM facts', [])[0]?.[0] as number | null) ?? 0;
  }

  /** Rows of any query over `facts`, as arrays in the order of its columns. */
  rows(sql: string, values: readonly Value[]): Value[][] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql).raw();
      // Filters make ever new texts.
      if (this.#statements.size > 100) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement.all([...values]) as unknown as Value[][];
  }
}

/** A table of its own in memory, for when there is no disk; with the texts of prompts beside it, to be searched. */
export function openMemoryFacts(): {
  facts: FactTable;
  keepText(seq: number, text: string): void;
  remove(seq: number): void;
} {
  const database = new Libsql(':memory:');
  database.exec(
    `${CREATE_WHOLE_FACTS}
     CREATE TABLE decisions (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, prompt_text TEXT)`,
  );
  const facts = new FactTable(database);
  const keep = database.prepare('INSERT OR REPLACE INTO decisions (seq, prompt_text) VALUES (?, ?)');
  const removals = ['facts', 'decisions'].map((table) => database.prepare(`DELETE FROM ${table} WHERE seq = ?`));
  return {
    facts,
    keepText: (seq, text) => void keep.run([seq, text]),
    remove: (seq) => {
      for (const removal of removals) removal.run([seq]);
    },
  };
}
