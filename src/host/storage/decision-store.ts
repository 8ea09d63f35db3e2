import type { DecisionRecord, Outcome } from '../../shared/decision.ts';
import type { BodyRow, BodyStore } from './body-store.ts';
import type { DaySums } from './day-sums.ts';
import type { FactRows, Value } from './fact-table.ts';

/** A record with what the log keeps of the prompt beside the preview. */
export interface LogEntry {
  readonly record: DecisionRecord;
  readonly promptText: string | null;
  readonly promptSha256: string | null;
  /** The decision as JSON, where somebody has made that already. */
  readonly decisionJson?: string | undefined;
}

/** What is written together, or not at all. */
export interface LogBatch {
  readonly entries: readonly LogEntry[];
  /** By id, of records that were written before; unknown ids are ignored. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Those whose record is not there are left out. */
  readonly bodies: readonly BodyRow[];
}

/**
 * Where records rest: SQLite, or memory when SQLite cannot. What was handed over to be written is sure to be seen by
 * the other calls after `settle` alone.
 */
export interface DecisionStore {
  /** What requests and answers said. Goes with its records. */
  readonly bodies: BodyStore;
  /**
   * Takes a batch; it is on the disk a little later.
   *
   * @throws What the disk said of an earlier batch; this one is not taken then.
   */
  write(batch: LogBatch): void;
  /** Records and outcomes that were taken and are not on the disk. */
  readonly unwritten: number;
  /** Waits until at most `left` records and outcomes are unwritten. @throws What the disk said. */
  settle(left?: number): void;
  /** Batches that are not on the disk, oldest first: what is to be saved after a failure. */
  unwrittenBatches(): LogBatch[];
  /** Up to `limit` records before `beforeSeq` (or the newest), oldest first. */
  page(beforeSeq: number | null, limit: number): DecisionRecord[];
  get(id: string): DecisionRecord | null;
  /** The records of these sequence numbers that are there, oldest first. */
  records(seqs: readonly number[]): DecisionRecord[];
  /**
   * Rows of any query over `facts` (fact-columns.ts) as they are after everything that was taken, without waiting here
   * for the disk.
   *
   * @throws What the disk said.
   */
  readFacts(sql: string, values: readonly Value[]): Promise<FactRows>;
  /** What queries over whole days gave; null where it is not kept. */
  readonly daySums: DaySums | null;
  /** Makes the facts of at most `limit` records that have none; returns how many. */
  backfillFacts(limit: number): number;
  /** The stored text of a prompt; null when it is not kept. */
  promptText(id: string): string | null;
  /** Up to `limit` records made at or after `sinceMs` and before `beforeSeq`, newest first. */
  since(sinceMs: number, beforeSeq: number, limit: number): DecisionRecord[];
  count(): number;
  /** Largest sequence number ever given out; 0 before the first. */
  highestSeq(): number;
  /** Deletes at most `limit` records, oldest first, that are too old or too many; returns how many. */
  prune(olderThanMs: number, keep: number, limit: number): number;
  /** Deletes all records, or the sample ones; returns how many. */
  clear(only: 'all' | 'sample'): number;
  close(): void;
}
