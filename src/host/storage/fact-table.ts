import Libsql, { type Database, type Statement } from 'libsql';
import type { DecisionRecord } from '../../shared/decision.ts';
import { CREATE_WHOLE_FACTS, factValues, INSERT_FACTS } from './fact-columns.ts';

/** What a column of `facts` can hold. */
export type Value = string | number | null;

/** Statements that are kept prepared. Filters make ever new texts. */
export const PREPARED = 100;

/** What a query gave, as arrays in the order of its columns, and the milliseconds that it took. */
export interface FactRows {
  readonly rows: Value[][];
  readonly ms: number;
}

/** Facts of records in SQLite, for filters and charts. */
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

  /** Smallest sequence number; 0 when there is none. */
  lowestSeq(): number {
    return (this.rows('SELECT min(seq) FROM facts', [])[0]?.[0] as number | null) ?? 0;
  }

  /** Rows of any query over `facts`, as arrays in the order of its columns. */
  rows(sql: string, values: readonly Value[]): Value[][] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql).raw();
      if (this.#statements.size >= PREPARED) this.#statements.clear();
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
