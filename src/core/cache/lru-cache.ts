import type { Clock } from '../ports.ts';

export interface LruCacheOptions {
  /** Entries kept; the least recently used goes first. */
  readonly maxEntries: number;
  /** Milliseconds that an entry lives, from when it was set. */
  readonly ttlMs: number;
  readonly clock: Clock;
}

export interface LruCacheStats {
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
  /** Entries pushed out by newer ones; expired ones are not counted. */
  readonly evictions: number;
}

/** A bounded map with least-recently-used eviction and a time to live. All operations O(1). */
export class LruCache<Value> {
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();
  readonly #options: LruCacheOptions;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  constructor(options: LruCacheOptions) {
    this.#options = options;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#misses++;
      return undefined;
    }
    // Deleted and set again: a Map keeps insertion order, so the first key is the least recently used.
    this.#entries.delete(key);
    if (entry.expiresAt <= this.#options.clock.monotonicMs()) {
      this.#misses++;
      return undefined;
    }
    this.#entries.set(key, entry);
    this.#hits++;
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: this.#options.clock.monotonicMs() + this.#options.ttlMs });
    if (this.#entries.size > this.#options.maxEntries) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
      this.#evictions++;
    }
  }

  /** What is there, the least recently used first. Counts as no use. */
  *entries(): Generator<readonly [string, Value]> {
    const now = this.#options.clock.monotonicMs();
    for (const [key, { value, expiresAt }] of this.#entries) if (expiresAt > now) yield [key, value];
  }

  /** Empties the cache and returns how many entries it had. Counters stay. */
  clear(): number {
    const { size } = this.#entries;
    this.#entries.clear();
    return size;
  }

  stats(): LruCacheStats {
    return { entries: this.#entries.size, hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
  }
}
