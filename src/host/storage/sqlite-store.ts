import type { Database } from 'libsql';
import type { DecisionRecord } from '../../shared/decision.ts';
import { COUNT_CHANGES, DaySums, DROP_OLD_QUERIES, KEEP_DAY } from './day-sums.ts';
import type { DecisionStore, LogBatch, LogEntry } from './decision-store.ts';
import {
  factValues,
  INSERT_FACTS,
  ORIGIN_IMPORTED,
  ORIGIN_SAMPLE,
  originOf,
  outcomeValues,
  UPDATE_FACTS,
} from './fact-columns.ts';
import { type FactRows, FactTable, type Value } from './fact-table.ts';
import { LogReader } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import type { OpenedDatabase } from './open-database.ts';
import { bodyValues, INSERT_BODY, SqliteBodies } from './sqlite-bodies.ts';
import type { SqlValue, WriteStep } from './writer-thread.ts';

interface Row {
  readonly seq: number;
  readonly sample: number;
  readonly app: string | null;
  readonly dialect: string;
  readonly prompt_preview: string | null;
  readonly decision: string;
  readonly outcome: string;
  readonly replay_of: string | null;
}

/** Records that are looked at for answers cut off by the last end: more than ever run at once. */
const INTERRUPTED_LOOKBACK = 1_000;

const COLUMNS = 'seq, sample, app, dialect, prompt_preview, decision, outcome, replay_of';

// Replace: a batch that failed half-way on a full disk is written again later.
const INSERT = `INSERT OR REPLACE INTO decisions
  (seq, id, created_ms, sample, app, dialect, prompt_preview, prompt_text, prompt_sha256, decision, outcome, replay_of)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE_OUTCOME = 'UPDATE decisions SET outcome = ? WHERE id = ?';

/** What the writing thread can run, by place. */
const STATEMENTS = [
  INSERT,
  INSERT_FACTS,
  UPDATE_OUTCOME,
  UPDATE_FACTS,
  INSERT_BODY,
  COUNT_CHANGES,
  KEEP_DAY,
  DROP_OLD_QUERIES,
];
const RECORD = STATEMENTS.indexOf(INSERT);
const FACTS = STATEMENTS.indexOf(INSERT_FACTS);
const OUTCOME = STATEMENTS.indexOf(UPDATE_OUTCOME);
const OUTCOME_FACTS = STATEMENTS.indexOf(UPDATE_FACTS);
const BODY = STATEMENTS.indexOf(INSERT_BODY);

/**
 * The log in SQLite: written by a thread of its own, searched by another, and else read here. Everything that changes the
 * file from here waits for the writing thread first. The database is the store's own, and so is the lock on its folder: `close` ends both.
 */
export class SqliteStore implements DecisionStore {
  readonly bodies: SqliteBodies;
  readonly daySums: DaySums;
  readonly #facts: FactTable;
  readonly #database: Database;
  readonly #writer: LogWriter;
  readonly #reader: LogReader;
  readonly #unlock: () => void;
  /** Handed to the thread, oldest first. */
  readonly #inFlight: { readonly number: number; readonly batch: LogBatch }[] = [];
  #unwritten = 0;
  #count: number;
  #highestSeq: number;

  /** @param onFailure Called when a batch could not be written: `settle` then says why. */
  constructor({ database, writing }: OpenedDatabase, unlock: () => void, onFailure: () => void) {
    this.#database = database;
    this.#unlock = unlock;
    this.#writer = new LogWriter({ ...writing, statements: STATEMENTS, onFailure });
    this.#reader = new LogReader({ path: writing.path, timeoutMs: writing.timeoutMs, writing: this.#writer.state });
    this.bodies = new SqliteBodies(database);
    this.daySums = new DaySums(
      (sql, values) => this.readFacts(sql, values),
      (steps) => this.#writer.post(steps.map(([sql, values]) => [STATEMENTS.indexOf(sql), values])),
    );
    this.#facts = new FactTable(database);
    this.#endInterrupted();
    this.#count = this.#number('SELECT count(*) AS value FROM decisions');
    this.#highestSeq = this.#number("SELECT seq AS value FROM sqlite_sequence WHERE name = 'decisions'");
  }

  write(batch: LogBatch): void {
    const { entries, outcomes, bodies } = batch;
    const steps: WriteStep[] = [];
    for (const entry of entries) steps.push([RECORD, toRow(entry)], [FACTS, factValues(entry.record)]);
    for (const [id, outcome] of outcomes) {
      steps.push([OUTCOME, [JSON.stringify(outcome), id]], [OUTCOME_FACTS, [...outcomeValues(outcome), id]]);
    }
    for (const body of bodies) steps.push([BODY, bodyValues(body)]);
    if (steps.length === 0) return;
    this.#inFlight.push({ number: this.#writer.post(steps), batch });
    this.#unwritten += sizeOf(batch);
    this.#count += entries.length;
    this.#highestSeq = Math.max(this.#highestSeq, entries.at(-1)?.record.seq ?? 0);
  }

  get unwritten(): number {
    this.#release();
    return this.#unwritten;
  }

  settle(left = 0): void {
    this.#release();
    let behind = this.#unwritten;
    if (left > 0 && behind <= left) return;
    const last = this.#inFlight.find(({ batch }) => {
      if (left === 0) return false;
      behind -= sizeOf(batch);
      return behind <= left;
    });
    this.#writer.wait(last?.number ?? this.#inFlight.at(-1)?.number ?? 0);
    this.#release();
  }

  unwrittenBatches(): LogBatch[] {
    this.#release();
    return this.#inFlight.map(({ batch }) => batch);
  }

  page(beforeSeq: number | null, limit: number): DecisionRecord[] {
    const before = beforeSeq ?? Number.MAX_SAFE_INTEGER;
    const rows = this.#all(`SELECT ${COLUMNS} FROM decisions WHERE seq < ? ORDER BY seq DESC LIMIT ?`, [before, limit]);
    return rows.map(toRecord).reverse();
  }

  get(id: string): DecisionRecord | null {
    const [row] = this.#all(`SELECT ${COLUMNS} FROM decisions WHERE id = ?`, [id]);
    return row === undefined ? null : toRecord(row);
  }

  records(seqs: readonly number[]): DecisionRecord[] {
    if (seqs.length === 0) return [];
    const list = seqs.map(() => '?').join(', ');
    return this.#all(`SELECT ${COLUMNS} FROM decisions WHERE seq IN (${list}) ORDER BY seq`, seqs).map(toRecord);
  }

  readFacts(sql: string, values: readonly Value[]): Promise<FactRows> {
    return this.#reader.ask(sql, values, this.#writer.posted);
  }

  /** Facts are made newest first, so what has none is older than what has. */
  backfillFacts(limit: number): number {
    const oldest = this.#facts.lowestSeq();
    const rows = this.#all(`SELECT ${COLUMNS} FROM decisions WHERE seq < ? ORDER BY seq DESC LIMIT ?`, [
      oldest === 0 ? Number.MAX_SAFE_INTEGER : oldest,
      limit,
    ]);
    this.#database.transaction(() => {
      for (const row of rows) this.#facts.insert(toRecord(row));
    })();
    return rows.length;
  }

  promptText(id: string): string | null {
    const row = this.#database.prepare('SELECT prompt_text AS text FROM decisions WHERE id = ?').get([id]);
    return (row as { text: string | null } | undefined)?.text ?? null;
  }

  since(sinceMs: number, beforeSeq: number, limit: number): DecisionRecord[] {
    return this.#all(`SELECT ${COLUMNS} FROM decisions WHERE created_ms >= ? AND seq < ? ORDER BY seq DESC LIMIT ?`, [
      sinceMs,
      beforeSeq,
      limit,
    ]).map(toRecord);
  }

  count(): number {
    return this.#count;
  }

  highestSeq(): number {
    return this.#highestSeq;
  }

  prune(olderThanMs: number, keep: number, limit: number): number {
    const excess = Math.max(0, Math.min(limit, this.#count - keep));
    const oldest = this.#delete('seq IN (SELECT seq FROM decisions ORDER BY seq LIMIT ?)', [excess]);
    const expired = this.#delete('seq IN (SELECT seq FROM decisions WHERE created_ms < ? AND sample <> ? LIMIT ?)', [
      olderThanMs,
      ORIGIN_IMPORTED,
      limit - oldest,
    ]);
    return oldest + expired;
  }

  clear(only: 'all' | 'sample'): number {
    const removed = only === 'all' ? this.#delete('1 = 1', []) : this.#delete('sample = 1', []);
    if (only === 'all') this.bodies.clear();
    // Deleted prompts must not live on in the write-ahead log or in free pages.
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
    this.#database.exec('PRAGMA incremental_vacuum');
    return removed;
  }

  /** The file is whole afterwards; the handle may live on until its statements are collected. */
  close(): void {
    try {
      this.#reader.close();
      this.#writer.close();
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#database.close();
      this.#unlock();
    }
  }

  #release(): void {
    const { written } = this.#writer;
    while ((this.#inFlight[0]?.number ?? Number.POSITIVE_INFINITY) <= written) {
      this.#unwritten -= sizeOf((this.#inFlight.shift() as { batch: LogBatch }).batch);
    }
  }

  /** What was running when the process ended has no end of its own: it was aborted. */
  #endInterrupted(): void {
    this.#database
      .prepare(
        `UPDATE decisions SET outcome = json_set(outcome, '$.status', 'aborted')
         WHERE seq IN (SELECT seq FROM decisions ORDER BY seq DESC LIMIT ?)
           AND json_extract(outcome, '$.status') = 'pending'`,
      )
      .run([INTERRUPTED_LOOKBACK]);
    this.#database
      .prepare(
        `UPDATE facts SET status = 'aborted'
         WHERE seq IN (SELECT seq FROM facts ORDER BY seq DESC LIMIT ?) AND status = 'pending'`,
      )
      .run([INTERRUPTED_LOOKBACK]);
  }

  #delete(condition: string, values: readonly number[]): number {
    const { changes } = this.#database.prepare(`DELETE FROM decisions WHERE ${condition}`).run([...values]);
    this.#count -= changes;
    return changes;
  }

  #all(sql: string, values: readonly (string | number)[]): Row[] {
    return this.#database.prepare(sql).all([...values]) as Row[];
  }

  #number(sql: string): number {
    const row = this.#database.prepare(sql).get() as { value: number } | undefined;
    return row?.value ?? 0;
  }
}

function sizeOf({ entries, outcomes }: LogBatch): number {
  return entries.length + outcomes.size;
}

function toRow({ record, promptText, promptSha256, decisionJson }: LogEntry): SqlValue[] {
  const { decision } = record;
  return [
    record.seq,
    decision.id,
    Math.floor(decision.created_ms),
    originOf(record),
    record.app,
    record.dialect,
    record.prompt_preview,
    promptText,
    promptSha256,
    decisionJson ?? JSON.stringify(decision),
    JSON.stringify(record.outcome),
    record.replay_of,
  ];
}

function toRecord(row: Row): DecisionRecord {
  return {
    seq: row.seq,
    decision: JSON.parse(row.decision),
    outcome: JSON.parse(row.outcome),
    app: row.app,
    dialect: row.dialect,
    prompt_preview: row.prompt_preview,
    sample: row.sample === ORIGIN_SAMPLE,
    ...(row.sample === ORIGIN_IMPORTED ? { imported: true } : {}),
    replay_of: row.replay_of ?? null,
  };
}
