/** Buckets grow by 2 %, so a percentile is off by at most 1 %. */
const GROWTH = Math.log(1.02);
/** Values at or below this share the lowest bucket. Units are the caller's. */
const SMALLEST = 1e-3;
/** Buckets that there is room for at first: up to 25 of the caller's units. More come as they are needed. */
const FIRST_ROOM = 512;

export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The bucket of a value; null for what is no duration: negative and non-finite values. */
export function bucketOf(value: number): number | null {
  if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return null;
  return value <= SMALLEST ? 0 : Math.ceil(Math.log(value / SMALLEST) / GROWTH);
}

/** The middle of a bucket. */
export function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : SMALLEST * Math.exp((bucket - 0.5) * GROWTH);
}

/** Where a bucket ends and the next begins. */
export function upperEdgeOf(bucket: number): number {
  return SMALLEST * Math.exp(bucket * GROWTH);
}

/**
 * A histogram with logarithmic buckets: percentiles over any range in constant memory, and two histograms add up
 * exactly, which percentiles do not.
 */
export class LogHistogram {
  /** Counts by bucket. */
  #counts = new Uint32Array(0);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Negative and non-finite values are ignored. */
  record(value: number): void {
    const bucket = bucketOf(value);
    if (bucket !== null) this.recordBucket(bucket, 1, value);
  }

  /** Values that were put into their bucket elsewhere. `max` is the largest of them. */
  recordBucket(bucket: number, count: number, max: number): void {
    if (bucket >= this.#counts.length) this.#makeRoom(bucket);
    this.#counts[bucket] = (this.#counts[bucket] as number) + count;
    this.#count += count;
    if (max > this.#max) this.#max = max;
  }

  add(other: LogHistogram): void {
    const counts = other.#counts;
    if (counts.length > this.#counts.length) this.#makeRoom(counts.length - 1);
    for (let bucket = 0; bucket < counts.length; bucket++) {
      this.#counts[bucket] = (this.#counts[bucket] as number) + (counts[bucket] as number);
    }
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Buckets that are not empty, lowest first. */
  buckets(): [bucket: number, count: number][] {
    const filled: [number, number][] = [];
    this.#counts.forEach((count, bucket) => {
      if (count > 0) filled.push([bucket, count]);
    });
    return filled;
  }

  /** The value that a share of all values do not exceed, 0..1; 0 when nothing was recorded. */
  quantiles<T extends readonly number[]>(shares: T): { [K in keyof T]: number } {
    const ordered = this.buckets();
    const at = (share: number): number => {
      let rank = Math.max(1, Math.ceil(share * this.#count));
      for (const [index, count] of ordered) {
        rank -= count;
        // The middle of the bucket, but never more than what was seen.
        if (rank <= 0) return Math.min(this.#max, middleOf(index));
      }
      return 0;
    };
    return shares.map(at) as { [K in keyof T]: number };
  }

  /** All zero when nothing was recorded. */
  percentiles(): Percentiles {
    const [p50, p95, p99] = this.quantiles([0.5, 0.95, 0.99] as const);
    return { count: this.#count, p50, p95, p99, max: this.#max };
  }

  #makeRoom(bucket: number): void {
    const larger = new Uint32Array(Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(bucket + 1))));
    larger.set(this.#counts);
    this.#counts = larger;
  }
}
