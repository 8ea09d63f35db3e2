import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock, Logger } from '../../core/index.ts';
import type { DecisionStore, LogBatch } from './decision-store.ts';
import { LOCK_FILE, lockFolder } from './folder-lock.ts';
import { MEMORY_CAPACITY, MemoryStore } from './memory-store.ts';
import { openDatabase } from './open-database.ts';
import { SqliteStore } from './sqlite-store.ts';
import { reasonOf } from './storage-failure.ts';

/** How often a broken disk is tried again. Milliseconds. */
const RETRY_INTERVAL_MS = 30_000;

export interface DurableStoreOptions {
  readonly path: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called when it is on the disk again, or no longer. */
  readonly onChange?: () => void;
  readonly retryIntervalMs?: number;
  /** Cap on the size of the file in pages of 4 KiB; stands for a full disk in tests. */
  readonly maxPages?: () => number;
}

/**
 * The store on the disk; when that fails, a bounded one in memory takes over, and what it holds is written once the disk
 * is back. Gives out the sequence numbers, which may have to be others then.
 */
export class DurableStore {
  readonly #options: DurableStoreOptions;
  #store: DecisionStore;
  #seq: number;
  #retryAt = 0;
  #notice: string | null = null;

  constructor(options: DurableStoreOptions) {
    this.#options = options;
    this.#store = this.#openOrMemory();
    this.#seq = this.#store.highestSeq();
  }

  /** Where records are now. */
  get store(): DecisionStore {
    return this.#store;
  }

  /** True while records go to memory only. */
  get inMemory(): boolean {
    return this.#store instanceof MemoryStore;
  }

  /** Why it is not as it should be: recovered, or in memory only. Null when all is well. */
  get notice(): string | null {
    return this.#notice;
  }

  /** Largest sequence number given out; 0 before the first. */
  get lastSeq(): number {
    return this.#seq;
  }

  nextSeq(): number {
    return ++this.#seq;
  }

  write(batch: LogBatch): void {
    try {
      this.#store.write(batch);
    } catch (error) {
      this.#moveToMemory(error);
      this.#store.write(batch);
    }
  }

  /** Waits for the disk; when that has failed, what it has not goes to memory. */
  settle(left = 0): void {
    try {
      this.#store.settle(left);
    } catch (error) {
      this.#moveToMemory(error);
    }
  }

  /** Tries a broken disk again, if it is time. @param now True: whether it is or not. */
  retry(now = false): void {
    const memory = this.#store;
    if (!(memory instanceof MemoryStore) || (!now && this.#options.clock.monotonicMs() < this.#retryAt)) return;
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

  close(): void {
    this.#store.close();
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
      return new SqliteStore(opened, unlock, () => this.settle());
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
