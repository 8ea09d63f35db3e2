import type { MaybePromise } from '../../core/index.ts';

export interface IdleQueueOptions<T> {
  readonly work: (item: T) => MaybePromise<void>;
  readonly monotonicMs: () => number;
  readonly maxItems?: number;
  /** Bound on the sum of what `push` was told. */
  readonly maxBytes?: number;
}

const MAX_ITEMS = 1_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** Work is done for so long, then the loop belongs to the others for the pause. Milliseconds. */
const SLICE_MS = 1;
const PAUSE_MS = 4;
/** A timer that comes so late says that there is other work; one item is done then. Milliseconds. */
const BUSY_LAG_MS = 2;

/**
 * Work for when there is nothing better to do: bounded, in short slices, at most a fifth of the time, and nearly none
 * while the event loop is late. Pushing does no work but to keep a reference.
 */
export class IdleQueue<T> {
  readonly #options: IdleQueueOptions<T>;
  #items: { readonly item: T; readonly bytes: number }[] = [];
  #next = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #working = false;
  #due = 0;

  constructor(options: IdleQueueOptions<T>) {
    this.#options = options;
  }

  get length(): number {
    return this.#items.length - this.#next;
  }

  /** False when there is no room. */
  push(item: T, bytes: number): boolean {
    const { maxItems = MAX_ITEMS, maxBytes = MAX_BYTES } = this.#options;
    if (this.length >= maxItems || this.#bytes + bytes > maxBytes) return false;
    this.#items.push({ item, bytes });
    this.#bytes += bytes;
    this.#schedule();
    return true;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#items = [];
    this.#next = 0;
    this.#bytes = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#timer !== null || this.#working) return;
    this.#due = this.#options.monotonicMs() + PAUSE_MS;
    this.#timer = setTimeout(() => void this.#slice(), PAUSE_MS);
    this.#timer.unref();
  }

  async #slice(): Promise<void> {
    this.#timer = null;
    this.#working = true;
    const { work, monotonicMs } = this.#options;
    const started = monotonicMs();
    const until = started - this.#due > BUSY_LAG_MS ? started : started + SLICE_MS;
    try {
      do {
        const taken = this.#take();
        if (taken === undefined) break;
        const done = work(taken);
        if (done instanceof Promise) await done;
      } while (monotonicMs() < until);
    } finally {
      this.#working = false;
      if (this.length > 0) this.#schedule();
    }
  }

  #take(): T | undefined {
    const entry = this.#items[this.#next];
    if (entry === undefined) return undefined;
    this.#next++;
    this.#bytes -= entry.bytes;
    // Cut off now and then: shifting an array moves all of it.
    if (this.#next === this.#items.length || this.#next >= 256) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    } else {
      this.#items[this.#next - 1] = undefined as never;
    }
    return entry.item;
  }
}
