import type { DecisionRecord, Outcome } from '../../shared/decision.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { BodyQueue } from './body-queue.ts';
import type { BodyKind, BodyRow, StoredBody } from './body-store.ts';
import type { DaySums } from './day-sums.ts';
import type { DecisionStore, LogEntry } from './decision-store.ts';
import { DurableStore, type DurableStoreOptions } from './durable-store.ts';
import type { FactRows, Value } from './fact-table.ts';
import { LogUpkeep, type LogUpkeepOptions } from './log-upkeep.ts';
import { applyPromptPolicy } from './prompt-policy.ts';
import { unreadable } from './storage-failure.ts';

/** Records wait at most so long for the disk. Milliseconds. */
export const FLUSH_INTERVAL_MS = 50;
/**
 * Records and outcomes that may be on their way to the disk; with one more, appending waits for half of them. So memory
 * is bounded, a crash loses no more, and nothing else is lost.
 */
export const MAX_QUEUED = 500;
/** Records, and outcomes, handed to the writing thread in one go: half a millisecond of work here. */
const SLICE = 32;

export type DecisionLogOptions = DurableStoreOptions & LogUpkeepOptions;

/** What the gateway or the sample player hands in. */
export interface NewRecord {
  readonly decision: DecisionRecord['decision'];
  readonly outcome: Outcome;
  readonly app: string | null;
  readonly dialect: string;
  /** Null when it is not known. */
  readonly promptText: string | null;
  readonly sample: boolean;
  /** It came from a file. */
  readonly imported?: boolean;
  /** Id of the decision that this one repeats. */
  readonly replayOf?: string | null;
  /** The decision as JSON, where somebody has made that already. */
  readonly decisionJson?: string | undefined;
}

/** What a request or an answer said. */
export interface NewBody {
  readonly bytes: Buffer;
  readonly truncated?: boolean;
  /** Path and query of a request. */
  readonly path?: string;
  readonly query?: string;
}

/** Bytes of each request and each answer that are kept; 0 = none. */
export function bodyLimitOf({ prompts, bodies, max_body_kb: kib }: Settings['storage']): number {
  return bodies && prompts === 'full' ? kib * 1_024 : 0;
}

/**
 * The decision log: a queue in front of a store, which outlives a disk that fails (`DurableStore`). `append` and `update`
 * never throw and never wait for the disk.
 */
export class DecisionLog {
  readonly #options: DecisionLogOptions;
  readonly #durable: DurableStore;
  /** By id, oldest first. */
  readonly #queue = new Map<string, LogEntry>();
  readonly #updates = new Map<string, Outcome>();
  readonly #bodies = new BodyQueue((rows) => this.#writeBodies(rows));
  #flushTimer: NodeJS.Timeout | null = null;
  readonly #upkeep: LogUpkeep;
  #closed = false;

  constructor(options: DecisionLogOptions) {
    this.#options = options;
    this.#durable = new DurableStore(options);
    this.#upkeep = new LogUpkeep(this.#durable, options);
  }

  /** Why the log is not as it should be: recovered, or in memory only. Null when all is well. */
  notice(): string | null {
    return this.#durable.notice;
  }

  /** True while records go to memory only. */
  get inMemory(): boolean {
    return this.#durable.inMemory;
  }

  /** Gives the record its place in the log. Under the storage setting of this moment. */
  append(entry: NewRecord): DecisionRecord {
    const prompt = applyPromptPolicy(
      entry.promptText ?? '',
      entry.promptText === null ? 'off' : this.#options.storage().prompts,
    );
    const record: DecisionRecord = {
      seq: this.#durable.nextSeq(),
      decision: entry.decision,
      outcome: entry.outcome,
      app: entry.app,
      dialect: entry.dialect,
      prompt_preview: prompt.preview,
      sample: entry.sample,
      ...(entry.imported ? { imported: true } : {}),
      replay_of: entry.replayOf ?? null,
    };
    if (this.#closed) return record;
    const { text: promptText, sha256: promptSha256 } = prompt;
    this.#queue.set(entry.decision.id, { record, promptText, promptSha256, decisionJson: entry.decisionJson });
    this.#wrote();
    return record;
  }

  /** Replaces the outcome of an earlier record; unknown ids are ignored. */
  update(id: string, outcome: Outcome): void {
    if (this.#closed) return;
    const queued = this.#queue.get(id);
    if (queued === undefined) {
      this.#updates.set(id, outcome);
      this.#wrote();
    } else {
      this.#queue.set(id, { ...queued, record: { ...queued.record, outcome } });
    }
  }

  /** Bytes of each request and each answer that are kept under the storage setting of this moment; 0 = none. */
  get bodyLimit(): number {
    return bodyLimitOf(this.#options.storage());
  }

  /** Keeps what a request or an answer said, up to `bodyLimit`. */
  keepBody(id: string, kind: BodyKind, body: NewBody): void {
    const limit = this.bodyLimit;
    if (limit === 0 || this.#closed) return;
    const { bytes, truncated = false, path = null, query = null } = body;
    const cut = bytes.length > limit;
    const data = cut ? bytes.subarray(0, limit) : bytes;
    this.#bodies.add({
      id,
      kind,
      path,
      query,
      bytes: bytes.length,
      truncated: truncated || cut,
      deflated: false,
      data,
    });
  }

  /** What a request or an answer said; null when it is not kept. */
  body(id: string, kind: BodyKind): StoredBody | null {
    return this.#bodies.find(id, kind) ?? this.#read((store) => store.bodies.get(id, kind));
  }

  /** Writes everything that waits. Called before every read, so that reads see all records. */
  flush(): void {
    this.#handOver();
    this.#durable.settle();
  }

  page(beforeSeq: number | null, limit: number): { records: DecisionRecord[]; total: number; lastSeq: number } {
    return this.#read((store) => ({
      records: store.page(beforeSeq, limit),
      total: store.count(),
      lastSeq: store.count() === 0 ? 0 : this.lastSeq,
    }));
  }

  get(id: string): DecisionRecord | null {
    return this.#read((store) => store.get(id));
  }

  /**
   * Rows of any query over the facts of all records (`facts`, fact-columns.ts). Nothing waits for it but the caller.
   *
   * @throws {HeimdallError} `storage_failed` when the log cannot be read.
   */
  async readFacts(sql: string, values: readonly Value[]): Promise<FactRows> {
    this.#handOver();
    const store = this.#durable.store;
    try {
      return await store.readFacts(sql, values);
    } catch (error) {
      this.#durable.settle();
      // The disk failed meanwhile: what it had is in memory now.
      if (store !== this.#durable.store) return this.readFacts(sql, values);
      throw unreadable(error);
    }
  }

  /** What queries over whole days gave; null where it is not kept. */
  get daySums(): DaySums | null {
    return this.#durable.store.daySums;
  }

  /** The records of these sequence numbers that are there, oldest first. */
  records(seqs: readonly number[]): DecisionRecord[] {
    return this.#read((store) => store.records(seqs));
  }

  /** Records in the log. */
  count(): number {
    return this.#read((store) => store.count());
  }

  /** The stored text of a prompt; null when it is not kept. */
  promptText(id: string): string | null {
    return this.#read((store) => store.promptText(id));
  }

  /** Up to `limit` records made at or after `sinceMs` and before `beforeSeq`, newest first. */
  since(sinceMs: number, beforeSeq: number, limit: number): DecisionRecord[] {
    return this.#read((store) => store.since(sinceMs, beforeSeq, limit));
  }

  /** Largest sequence number given out; 0 before the first. */
  get lastSeq(): number {
    return this.#durable.lastSeq;
  }

  /** Deletes all records, or the sample ones. */
  clear(only: 'all' | 'sample'): number {
    if (only === 'all') this.#bodies.clear();
    return this.#read((store) => store.clear(only));
  }

  /** Writes what waits and closes the file. Later appends are dropped. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#upkeep.close();
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
    this.#retryDisk(true);
    this.#bodies.flushNow();
    this.flush();
    this.#durable.close();
  }

  /** Something more waits. */
  #wrote(): void {
    if (this.#queue.size >= SLICE || this.#updates.size >= SLICE) this.#writeSlice();
    if (this.#queue.size + this.#updates.size + this.#durable.store.unwritten > MAX_QUEUED)
      this.#durable.settle(MAX_QUEUED / 2);
    if (this.#flushTimer !== null) return;
    this.#flushTimer = setTimeout(() => this.#flushInSlices(), FLUSH_INTERVAL_MS);
    this.#flushTimer.unref();
  }

  /** One slice a turn, so that requests get in between. */
  #flushInSlices(): void {
    this.#flushTimer = null;
    if (this.#closed) return;
    this.#retryDisk();
    this.#writeSlice();
    if (this.#queue.size + this.#updates.size > 0) setImmediate(() => this.#flushInSlices());
  }

  /** What waits goes to memory first: there it is renumbered with the rest, if the file is ahead. */
  #retryDisk(now = false): void {
    if (!this.inMemory) return;
    this.#handOver();
    this.#durable.retry(now);
  }

  #handOver(): void {
    while (this.#queue.size + this.#updates.size > 0) this.#writeSlice();
  }

  #writeSlice(): void {
    const entries = take(this.#queue, SLICE);
    const outcomes = take(this.#updates, SLICE);
    this.#durable.write({ entries: entries.map(([, entry]) => entry), outcomes: new Map(outcomes), bodies: [] });
  }

  #writeBodies(bodies: readonly BodyRow[]): void {
    // Their records first: a body without one is left out.
    this.#handOver();
    this.#durable.write({ entries: [], outcomes: new Map(), bodies });
  }

  #read<T>(operation: (store: DecisionStore) => T): T {
    this.flush();
    try {
      return operation(this.#durable.store);
    } catch (error) {
      throw unreadable(error);
    }
  }
}

/** Takes the first `count` out of a map. */
function take<K, V>(from: Map<K, V>, count: number): [K, V][] {
  const taken: [K, V][] = [];
  for (const entry of from) {
    if (taken.length === count) break;
    taken.push(entry);
    from.delete(entry[0]);
  }
  return taken;
}
