import type { Clock, Logger } from '../../core/index.ts';
import { DAY_MS } from '../../shared/durations.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { DurableStore } from './durable-store.ts';
import { reasonOf } from './storage-failure.ts';

/** Records deleted in one go when the log is over its caps. */
const PRUNE_CHUNK = 100;
/** Records that get their facts in one go: some 5 ms. */
const BACKFILL_CHUNK = 50;
const PRUNE_INTERVAL_MS = 60_000;

export interface LogUpkeepOptions {
  readonly storage: () => Settings['storage'];
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called when records were deleted. */
  readonly onChange?: () => void;
}

/** Keeps the log within its caps, and gives facts to records that were written before there were any: a few a turn. */
export class LogUpkeep {
  readonly #durable: DurableStore;
  readonly #options: LogUpkeepOptions;
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(durable: DurableStore, options: LogUpkeepOptions) {
    this.#durable = durable;
    this.#options = options;
    this.#timer = setInterval(() => this.#prune(), PRUNE_INTERVAL_MS);
    this.#timer.unref();
    setImmediate(() => this.#prune());
    setImmediate(() => this.#backfill());
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  #prune(): void {
    if (this.#closed) return;
    const { storage, clock, logger, onChange } = this.#options;
    const { max_decisions: keep, max_age_days: days, max_bodies_mb: mib } = storage();
    // Two that write at once would wait for each other.
    this.#durable.settle();
    const { store } = this.#durable;
    try {
      const removed = store.prune(clock.now() - days * DAY_MS, keep, PRUNE_CHUNK);
      if (removed > 0) onChange?.();
      const bodies = store.bodies.prune(mib * 1_048_576, PRUNE_CHUNK);
      if (Math.max(removed, bodies) >= PRUNE_CHUNK) setImmediate(() => this.#prune());
    } catch (error) {
      logger.warn('decision log not pruned', { reason: reasonOf(error) });
    }
  }

  #backfill(): void {
    if (this.#closed) return;
    this.#durable.settle();
    try {
      const { store } = this.#durable;
      if (store.backfillFacts(BACKFILL_CHUNK) === BACKFILL_CHUNK) setImmediate(() => this.#backfill());
    } catch (error) {
      this.#options.logger.warn('decision log not indexed', { reason: reasonOf(error) });
    }
  }
}
