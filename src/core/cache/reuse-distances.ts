/** One use of something that a cache could have had. */
export interface CacheUse {
  /** Digest; its first eight hex digits must be spread evenly. */
  readonly key: string;
  /** Milliseconds; uses come in their order. */
  readonly atMs: number;
  /** What it takes in the cache. */
  readonly bytes: number;
  /** What a hit saves. */
  readonly usd: number;
  readonly ms: number;
}

/** What an LRU cache of a size would have done. */
export interface CacheAtSize {
  readonly maxBytes: number;
  /** Share of the uses, 0..1. */
  readonly hitRate: number;
  readonly hits: number;
  readonly savedUsd: number;
  readonly savedMs: number;
  /** Memory that it would have used: the size, or less where everything fits. */
  readonly usedBytes: number;
}

export interface ReuseOptions {
  /** Milliseconds that an entry lives, from when it was set. */
  readonly ttlMs: number;
  /** Sizes of caches in bytes, in rising order. */
  readonly sizes: readonly number[];
  /** Keys that are followed at most; with more, a sample of them stands for all. */
  readonly maxTracked?: number;
}

interface Tracked {
  slot: number;
  bytes: number;
  setMs: number;
}

const MAX_TRACKED = 16_384;
const HASH_SPACE = 2 ** 32;

/**
 * The hit rate of LRU caches of every size at once, from one pass over the uses and without a cache.
 *
 * LRU has the inclusion property: a cache holds all that a smaller one holds. So a use is a hit in exactly the caches that
 * are at least as large as its stack distance: the bytes of the distinct keys used since it was used last, itself included
 * (Mattson, Gecsei, Slutz, Traiger: Evaluation techniques for storage hierarchies, IBM Systems Journal 9(2), 1970). The
 * distance is a suffix sum over the keys in the order of their last use, kept in a binary indexed tree, O(log n) a use
 * (Olken 1981; Fenwick 1994). Memory is bounded by following only keys whose hash is below a threshold that falls as keys
 * come in; distances and counts are scaled by the sampled share (SHARDS: Waldspurger, Park, Garthwaite, Ahmad: Efficient
 * MRC construction with SHARDS, FAST 2015). An entry that is older than its time to live is a miss at every size.
 */
export class ReuseDistances {
  readonly #options: ReuseOptions;
  readonly #maxTracked: number;
  readonly #tracked = new Map<string, Tracked>();
  /** Binary indexed tree over slots: bytes of the keys by their last use. Slots count from 1. */
  #tree: Float64Array;
  #lastSlot = 0;
  #trackedBytes = 0;
  #threshold = HASH_SPACE;
  #uses = 0;
  /** Uses as the sample weighs them. */
  #weight = 0;
  readonly #hits: Float64Array;
  readonly #usd: Float64Array;
  readonly #ms: Float64Array;

  constructor(options: ReuseOptions) {
    this.#options = options;
    this.#maxTracked = options.maxTracked ?? MAX_TRACKED;
    this.#tree = new Float64Array(4 * this.#maxTracked + 1);
    const count = options.sizes.length;
    [this.#hits, this.#usd, this.#ms] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  }

  add(use: CacheUse): void {
    this.#uses++;
    if (hashOf(use.key) >= this.#threshold) return;
    const weight = HASH_SPACE / this.#threshold;
    this.#weight += weight;
    const before = this.#tracked.get(use.key);
    let setMs = use.atMs;
    if (before !== undefined) {
      const distance = (this.#trackedBytes - this.#sumTo(before.slot) + before.bytes) * weight;
      if (use.atMs - before.setMs < this.#options.ttlMs) {
        this.#count(distance, weight, use);
        setMs = before.setMs;
      }
      this.#change(before.slot, -before.bytes);
    }
    if (this.#lastSlot + 1 >= this.#tree.length) this.#renumber();
    const slot = ++this.#lastSlot;
    this.#tracked.set(use.key, { slot, bytes: use.bytes, setMs });
    this.#change(slot, use.bytes);
    if (this.#tracked.size > this.#maxTracked) this.#sampleLess();
  }

  /** Uses so far. */
  get uses(): number {
    return this.#uses;
  }

  /** Share of the keys that stand for all, 0..1. */
  get sampledShare(): number {
    return this.#threshold / HASH_SPACE;
  }

  /** Bytes of everything that was used. */
  get distinctBytes(): number {
    return this.#trackedBytes / this.sampledShare;
  }

  /** For each of the sizes. */
  curve(): readonly CacheAtSize[] {
    // Whether a key that is used all the time is in the sample moves its counts, but such a key is a hit at every size: what
    // the sample has too many or too few of is made good there (SHARDS-adj).
    const missing = this.#uses - this.#weight;
    return this.#options.sizes.map((maxBytes, index) => {
      const counted = this.#hits[index] as number;
      const hits = Math.min(this.#uses, Math.max(0, counted + missing));
      const scale = counted === 0 ? 0 : hits / counted;
      return {
        maxBytes,
        hitRate: this.#uses === 0 ? 0 : hits / this.#uses,
        hits: Math.round(hits),
        savedUsd: (this.#usd[index] as number) * scale,
        savedMs: (this.#ms[index] as number) * scale,
        usedBytes: Math.min(maxBytes, this.distinctBytes),
      };
    });
  }

  #count(distance: number, weight: number, { usd, ms }: CacheUse): void {
    const { sizes } = this.#options;
    for (let index = sizes.length - 1; index >= 0 && (sizes[index] as number) >= distance; index--) {
      this.#hits[index] = (this.#hits[index] as number) + weight;
      this.#usd[index] = (this.#usd[index] as number) + usd * weight;
      this.#ms[index] = (this.#ms[index] as number) + ms * weight;
    }
  }

  #sumTo(slot: number): number {
    let sum = 0;
    for (let at = slot; at > 0; at -= at & -at) sum += this.#tree[at] as number;
    return sum;
  }

  #change(slot: number, bytes: number): void {
    this.#trackedBytes += bytes;
    for (let at = slot; at < this.#tree.length; at += at & -at) this.#tree[at] = (this.#tree[at] as number) + bytes;
  }

  /** Half the keys go; what stays stands for twice as many. */
  #sampleLess(): void {
    while (this.#tracked.size > this.#maxTracked) {
      this.#threshold /= 2;
      for (const [key, { slot, bytes }] of this.#tracked) {
        if (hashOf(key) < this.#threshold) continue;
        this.#change(slot, -bytes);
        this.#tracked.delete(key);
      }
    }
  }

  /** Slots from 1 again, in the order of use. */
  #renumber(): void {
    const inOrder = [...this.#tracked.values()].sort((one, other) => one.slot - other.slot);
    this.#tree.fill(0);
    this.#trackedBytes = 0;
    this.#lastSlot = 0;
    for (const entry of inOrder) {
      entry.slot = ++this.#lastSlot;
      this.#change(entry.slot, entry.bytes);
    }
  }
}

function hashOf(key: string): number {
  return Number.parseInt(key.slice(0, 8), 16);
}
