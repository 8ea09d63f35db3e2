import type { DecisionRecord, Outcome } from '../../shared/decision.ts';
import type { BodyStore } from './body-store.ts';
import type { FactTable } from './fact-table.ts';

/** A record with what the log keeps of the prompt beside the preview. */
export interface LogEntry {
  readonly record: DecisionRecord;
  readonly promptText: string | null;
  readonly promptSha256: string | null;
}

/** Where records rest: SQLite, or memory when SQLite cannot. All calls are synchronous; writes may throw. */
export interface DecisionStore {
  /** What requests and answers said. Goes with its records. */
  readonly bodies: BodyStore;
  /** What filters and charts ask for. Goes with its records. */
  readonly facts: FactTable;
  insert(entries: readonly LogEntry[]): void;
  updateOutcomes(updates: ReadonlyMap<string, Outcome>): void;
  /** Up to `limit` records before `beforeSeq` (or the newest), oldest first. */
  page(beforeSeq: number | null, limit: number): DecisionRecord[];
  get(id: string): DecisionRecord | null;
  has(id: string): boolean;
  /** The records of these sequence numbers that are there, oldest first. */
  records(seqs: readonly number[]): DecisionRecord[];
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
