import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, HeimdallError, type Logger } from '../../core/index.ts';
import type { DecisionRecord, Outcome } from '../../shared/decision.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { BodyQueue } from './body-queue.ts';
import type { BodyKind, BodyRow, StoredBody } from './body-store.ts';
import type { DecisionStore, LogBatch, LogEntry } from './decision-store.ts';
import type { FactRows, Value } from './fact-table.ts';
import { LOCK_FILE, lockFolder } from './folder-lock.ts';
import { MEMORY_CAPACITY, MemoryStore } from './memory-store.ts';
import { openDatabase } from './open-database.ts';
import { applyPromptPolicy } from './prompt-policy.ts';
import { SqliteStore } from './sqlite-store.ts';

/** Records wait at most so long for the disk. Milliseconds. */
export const FLUSH_INTERVAL_MS = 50;
/**
 * Records and outcomes that may be on their way to the disk; with one more, appending waits for half of them. So memory
 * is bounded, a crash loses no more, and nothing else is lost.
 */
export const MAX_QUEUED = 500;
/** Records, and outcomes, handed to the writing thread in one go: half a millisecond of work here. */
const SLICE = 32;
/** Records deleted in one go when the log is over its caps. */
const PRUNE_CHUNK = 100;
/** Records that get their facts in one go: some 5 ms. */
const BACKFILL_CHUNK = 50;
const PRUNE_INTERVAL_MS = 60_000;
/** How often a broken disk is tried again. Milliseconds. */
const RETRY_INTERVAL_MS = 30_000;

export interface DecisionLogOptions {
  readonly path: string;
  readonly storage: () => Settings['storage'];
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called when records were deleted by a cap, or the health changed. */
  readonly onChange?: () => void;
  readonly retryIntervalMs?: number;
  /** Cap on the size of the file in pages of 4 KiB; stands for a full disk in tests. */
  readonly maxPages?: () => number;
}

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
 * The decision log: a queue in front of a store. `append` and `update` never throw and never wait for the disk; when
 * the disk fails, a bounded store in memory takes over, and what it holds is written once the disk is back.
 */
export class DecisionLog {
  readonly #options: DecisionLogOptions;
  #store: DecisionStore;
  #seq: number;
  /** By id, oldest first. */
  readonly #queue = new Map<string, LogEntry>();
  readonly #updates = new Map<string, Outcome>();
  readonly #bodies = new BodyQueue((rows) => this.#writeBodies(rows));
  #flushTimer: NodeJS.Timeout | null = null;
  readonly #pruneTimer: NodeJS.Timeout;
  #retryAt = 0;
  #notice: string | null = null;
  #closed = false;

  constructor(options: DecisionLogOptions) {
    this.#options = options;
    this.#store = this.#openOrMemory();
    this.#seq = this.#store.highestSeq();
    this.#pruneTimer = setInterval(() => this.#prune(), PRUNE_INTERVAL_MS);
    this.#pruneTimer.unref();
    setImmediate(() => this.#prune());
    setImmediate(() => this.#backfill());
  }

  /** Why the log is not as it should be: recovered, or in memory only. Null when all is well. */
  notice(): string | null {
    return this.#notice;
  }

  /** True while records go to memory only. */
  get inMemory(): boolean {
    return this.#store instanceof MemoryStore;
  }

  /** Gives the record its place in the log. Under the storage setting of this moment. */
  append(entry: NewRecord): DecisionRecord {
    const prompt = applyPromptPolicy(
      entry.promptText ?? '',
      entry.promptText === null ? 'off' : this.#options.storage().prompts,
    );
    const record: DecisionRecord = {
      seq: ++this.#seq,
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
    this.#settle();
  }

  page(beforeSeq: number | null, limit: number): { records: DecisionRecord[]; total: number; lastSeq: number } {
    return this.#read((store) => ({
      records: store.page(beforeSeq, limit),
      total: store.count(),
      lastSeq: store.count() === 0 ? 0 : this.#seq,
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
    const store = this.#store;
    try {
      return await store.readFacts(sql, values);
    } catch (error) {
      this.#settle();
      // The disk failed meanwhile: what it had is in memory now.
      if (store !== this.#store) return this.readFacts(sql, values);
      throw unreadable(error);
    }
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
    return this.#seq;
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
    clearInterval(this.#pruneTimer);
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
    if (this.#store instanceof MemoryStore) this.#retryAt = 0;
    this.#retryDisk();
    this.#bodies.flushNow();
    this.flush();
    this.#store.close();
  }

  /** Something more waits. */
  #wrote(): void {
    if (this.#queue.size >= SLICE || this.#updates.size >= SLICE) this.#writeSlice();
    if (this.#queue.size + this.#updates.size + this.#store.unwritten > MAX_QUEUED) this.#settle(MAX_QUEUED / 2);
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

  #handOver(): void {
    while (this.#queue.size + this.#updates.size > 0) this.#writeSlice();
  }

  #writeSlice(): void {
    const entries = take(this.#queue, SLICE);
    const outcomes = take(this.#updates, SLICE);
    this.#write({ entries: entries.map(([, entry]) => entry), outcomes: new Map(outcomes), bodies: [] });
  }

  #writeBodies(bodies: readonly BodyRow[]): void {
    // Their records first: a body without one is left out.
    this.#handOver();
    this.#write({ entries: [], outcomes: new Map(), bodies });
  }

  #write(batch: LogBatch): void {
    try {
      this.#store.write(batch);
    } catch (error) {
      this.#moveToMemory(error);
      this.#store.write(batch);
    }
  }

  /** Waits for the disk; when that has failed, what it has not goes to memory. */
  #settle(left = 0): void {
    try {
      this.#store.settle(left);
    } catch (error) {
      this.#moveToMemory(error);
    }
  }

  #read<T>(operation: (store: DecisionStore) => T): T {
    this.flush();
    try {
      return operation(this.#store);
    } catch (error) {
      throw unreadable(error);
    }
  }

  #prune(): void {
    if (this.#closed) return;
    const { max_decisions: keep, max_age_days: days, max_bodies_mb: mib } = this.#options.storage();
    // Two that write at once would wait for each other.
    this.#settle();
    try {
      const removed = this.#store.prune(this.#options.clock.now() - days * 86_400_000, keep, PRUNE_CHUNK);
      if (removed > 0) this.#options.onChange?.();
      const bodies = this.#store.bodies.prune(mib * 1_048_576, PRUNE_CHUNK);
      if (Math.max(removed, bodies) >= PRUNE_CHUNK) setImmediate(() => this.#prune());
    } catch (error) {
      this.#options.logger.warn('decision log not pruned', { reason: reasonOf(error) });
    }
  }

  /** Records of before there were facts get theirs, a few a turn. */
  #backfill(): void {
    if (this.#closed) return;
    this.#settle();
    try {
      if (this.#store.backfillFacts(BACKFILL_CHUNK) === BACKFILL_CHUNK) setImmediate(() => this.#backfill());
    } catch (error) {
      this.#options.logger.warn('decision log not indexed', { reason: reasonOf(error) });
    }
  }

  #openOrMemory(): DecisionStore {
    try {
      return this.#openSqlite();
    } catch (error) {
      this.#enterMemory(error);
      return new MemoryStore();
    }
  }

  #openSqlite(): SqliteStore {
    const { path, clock, logger } = this.#options;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const unlock = lockFolder(join(dirname(path), LOCK_FILE));
    try {
      const opened = openDatabase(path, clock.now(), this.#options.maxPages?.() ?? null);
      const { damagedPath } = opened;
      this.#notice = null;
      if (damagedPath !== null) {
        this.#notice = `The decision log was damaged. It was moved to ${damagedPath} and a new one was started.`;
        logger.error('decision log was damaged; a new one was started', { moved_to: damagedPath });
      }
      return new SqliteStore(opened, unlock, () => this.#settle());
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Takes along the newest records that can still be read, so that the console does not go blank. */
  #moveToMemory(error: unknown): void {
    const memory = new MemoryStore(this.#seq);
    try {
      const newest = this.#store.page(null, MEMORY_CAPACITY / 2);
      const entries = newest.map((record) => ({ record, promptText: null, promptSha256: null }));
      memory.write({ entries, outcomes: new Map(), bodies: [] });
    } catch {
      // The disk does not even read: the ring starts empty.
    }
    for (const batch of this.#store.unwrittenBatches()) memory.write(batch);
    this.#enterMemory(error);
    this.#closeQuietly();
    this.#store = memory;
    this.#options.onChange?.();
  }

  #enterMemory(error: unknown): void {
    const reason = reasonOf(error);
    this.#notice = `Decisions are kept in memory only, the newest ${MEMORY_CAPACITY.toLocaleString('en')}: ${reason}`;
    this.#options.logger.error('decision log not writable; keeping the newest records in memory', { reason });
    this.#retryAt = this.#options.clock.monotonicMs() + (this.#options.retryIntervalMs ?? RETRY_INTERVAL_MS);
  }

  #retryDisk(): void {
    const memory = this.#store;
    if (!(memory instanceof MemoryStore) || this.#options.clock.monotonicMs() < this.#retryAt) return;
    this.#retryAt = this.#options.clock.monotonicMs() + (this.#options.retryIntervalMs ?? RETRY_INTERVAL_MS);
    const notice = this.#notice;
    try {
      const sqlite = this.#openSqlite();
      try {
        this.#catchUp(sqlite, memory);
      } catch (error) {
        sqlite.close();
        throw error;
      }
      this.#store = sqlite;
      this.#options.logger.info('decision log is written to disk again');
      this.#options.onChange?.();
    } catch {
      this.#notice = notice;
    }
  }

  /** Writes what the disk has not, renumbered if the file turns out to be ahead. */
  #catchUp(sqlite: SqliteStore, memory: MemoryStore): void {
    const missing = memory.entries().filter(({ record }) => sqlite.get(record.decision.id) === null);
    const outcomes = new Map(memory.entries().map(({ record }) => [record.decision.id, record.outcome]));
    const first = missing[0]?.record.seq ?? 0;
    const shift = first > 0 && first <= sqlite.highestSeq() ? sqlite.highestSeq() - first + 1 : 0;
    const entries = missing.map((entry) => ({ ...entry, record: { ...entry.record, seq: entry.record.seq + shift } }));
    sqlite.write({ entries, outcomes, bodies: memory.bodies.rows() });
    sqlite.settle();
    this.#seq = Math.max(this.#seq + shift, sqlite.highestSeq());
  }

  #closeQuietly(): void {
    try {
      this.#store.close();
    } catch {
      // Nothing more can be done for it.
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

function unreadable(cause: unknown): HeimdallError {
  return new HeimdallError('storage_failed', `The decision log could not be read: ${reasonOf(cause)}`, { cause });
}

function reasonOf(error: unknown): string {
  if (HeimdallError.isInstance(error)) return error.message;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (/FULL|ENOSPC|is full/i.test(`${String(code)} ${String(message)}`)) return 'the disk is full';
  if (/READONLY|EROFS|EACCES|EPERM|readonly/i.test(`${String(code)} ${String(message)}`))
    return 'the data folder is not writable';
  return typeof message === 'string' ? message : String(error);
}
