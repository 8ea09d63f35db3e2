import type { DecisionRecord } from '../../shared/decision.ts';
import type { DecisionStore, LogBatch, LogEntry } from './decision-store.ts';
import { type FactRows, openMemoryFacts, type Value } from './fact-table.ts';
import { MemoryBodies } from './memory-bodies.ts';

/** Records that are kept when there is no disk: about 20 MB. */
export const MEMORY_CAPACITY = 2_000;

/** Keeps the newest records in memory. Stands in when the disk is full, read-only or in use. */
export class MemoryStore implements DecisionStore {
  readonly bodies = new MemoryBodies();
  readonly #facts = openMemoryFacts();
  /** Insertion order is sequence order. */
  readonly #entries = new Map<string, LogEntry>();
  #highestSeq: number;

  /** @param highestSeq Largest sequence number that was already given out. */
  constructor(highestSeq = 0) {
    this.#highestSeq = highestSeq;
  }

  readonly unwritten = 0;
  readonly daySums = null;

  write({ entries, outcomes, bodies }: LogBatch): void {
    for (const entry of entries) this.#insert(entry);
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= MEMORY_CAPACITY) break;
      this.#remove(id);
    }
    for (const [id, outcome] of outcomes) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) this.#insert({ ...entry, record: { ...entry.record, outcome } });
    }
    this.bodies.put(bodies.filter(({ id }) => this.#entries.has(id)));
  }

  settle(): void {}

  unwrittenBatches(): LogBatch[] {
    return [];
  }

  page(beforeSeq: number | null, limit: number): DecisionRecord[] {
    return this.#records()
      .filter((record) => beforeSeq === null || record.seq < beforeSeq)
      .slice(-limit);
  }

  get(id: string): DecisionRecord | null {
    return this.#entries.get(id)?.record ?? null;
  }

  records(seqs: readonly number[]): DecisionRecord[] {
    const wanted = new Set(seqs);
    return this.#records().filter(({ seq }) => wanted.has(seq));
  }

  async readFacts(sql: string, values: readonly Value[]): Promise<FactRows> {
    const started = performance.now();
    const rows = this.#facts.facts.rows(sql, values);
    return { rows, ms: performance.now() - started };
  }

  backfillFacts(): number {
    return 0;
  }

  promptText(id: string): string | null {
    return this.#entries.get(id)?.promptText ?? null;
  }

  since(sinceMs: number, beforeSeq: number, limit: number): DecisionRecord[] {
    return this.#records()
      .filter((record) => record.seq < beforeSeq && record.decision.created_ms >= sinceMs)
      .slice(-limit)
      .reverse();
  }

  count(): number {
    return this.#entries.size;
  }

  highestSeq(): number {
    return this.#highestSeq;
  }

  prune(olderThanMs: number, keep: number, limit: number): number {
    let removed = 0;
    for (const [id, { record }] of this.#entries) {
      const old = record.decision.created_ms < olderThanMs && !record.imported;
      if (!(old || this.#entries.size > keep) || removed >= limit) break;
      this.#remove(id);
      removed++;
    }
    return removed;
  }

  clear(only: 'all' | 'sample'): number {
    let removed = 0;
    for (const [id, { record }] of this.#entries) {
      if (only === 'sample' && !record.sample) continue;
      this.#remove(id);
      removed++;
    }
    return removed;
  }

  /** Everything that is held, to be written once the disk is back. */
  entries(): LogEntry[] {
    return [...this.#entries.values()];
  }

  close(): void {
    this.#entries.clear();
    this.bodies.clear();
  }

  #insert(entry: LogEntry): void {
    const { record } = entry;
    this.#entries.set(record.decision.id, entry);
    this.#facts.facts.insert(record);
    if (entry.promptText !== null) this.#facts.keepText(record.seq, entry.promptText);
    this.#highestSeq = Math.max(this.#highestSeq, record.seq);
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#facts.remove(entry.record.seq);
    this.#entries.delete(id);
    this.bodies.forget(id);
  }

  #records(): DecisionRecord[] {
    return [...this.#entries.values()].map(({ record }) => record);
  }
}
