import type { Database, Statement } from 'libsql';
import type { DecisionRecord, Outcome } from '../../shared/decision.ts';
import type { DecisionStore, LogEntry } from './decision-store.ts';
import { ORIGIN_IMPORTED, ORIGIN_SAMPLE, originOf } from './fact-columns.ts';
import { FactTable } from './fact-table.ts';
import { SqliteBodies } from './sqlite-bodies.ts';

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

/** The log in SQLite. The database is its own, and so is the lock on its folder: `close` ends both. */
export class SqliteStore implements DecisionStore {
  readonly bodies: SqliteBodies;
  readonly facts: FactTable;
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #updateOutcome: Statement;
  #count: number;
  #highestSeq: number;

  readonly #unlock: () => void;

  constructor(database: Database, unlock: () => void) {
    this.#database = database;
    this.#unlock = unlock;
    this.bodies = new SqliteBodies(database);
    this.facts = new FactTable(database);
    // Replace: a batch that failed half-way on a full disk is written again later.
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO decisions
         (seq, id, created_ms, sample, app, dialect, prompt_preview, prompt_text, prompt_sha256, decision, outcome, replay_of)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#updateOutcome = database.prepare('UPDATE decisions SET outcome = ? WHERE id = ?');
    this.#endInterrupted();
    this.#count = this.#number('SELECT count(*) AS value FROM decisions');
    this.#highestSeq = this.#number("SELECT seq AS value FROM sqlite_sequence WHERE name = 'decisions'");
  }

  insert(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    this.#database.transaction(() => {
      for (const entry of entries) {
        this.#insert.run(toRow(entry));
        this.facts.insert(entry.record);
      }
    })();
    this.#count += entries.length;
    this.#highestSeq = Math.max(this.#highestSeq, entries.at(-1)?.record.seq ?? 0);
  }

  updateOutcomes(updates: ReadonlyMap<string, Outcome>): void {
    if (updates.size === 0) return;
    this.#database.transaction(() => {
      for (const [id, outcome] of updates) {
        this.#updateOutcome.run([JSON.stringify(outcome), id]);
        this.facts.update(id, outcome);
      }
    })();
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

  has(id: string): boolean {
    return this.#database.prepare('SELECT 1 FROM decisions WHERE id = ?').get([id]) !== undefined;
  }

  records(seqs: readonly number[]): DecisionRecord[] {
    if (seqs.length === 0) return [];
    const list = seqs.map(() => '?').join(', ');
    return this.#all(`SELECT ${COLUMNS} FROM decisions WHERE seq IN (${list}) ORDER BY seq`, seqs).map(toRecord);
  }

  /** Facts are made newest first, so what has none is older than what has. */
  backfillFacts(limit: number): number {
    const oldest = this.facts.lowestSeq();
    const rows = this.#all(`SELECT ${COLUMNS} FROM decisions WHERE seq < ? ORDER BY seq DESC LIMIT ?`, [
      oldest === 0 ? Number.MAX_SAFE_INTEGER : oldest,
      limit,
    ]);
    this.#database.transaction(() => {
      for (const row of rows) this.facts.insert(toRecord(row));
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
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#database.close();
      this.#unlock();
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

function toRow({ record, promptText, promptSha256 }: LogEntry): (string | number | null)[] {
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
    JSON.stringify(decision),
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
