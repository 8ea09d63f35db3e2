/** Buckets grow by 2 %, so a percentile is off by at most 1 %. */
const GROWTH = Math.log(1.02);
/** Values at or below this share the lowest bucket. Units are the caller's. */
const SMALLEST = 1e-3;

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
  readonly #buckets = new Map<number, number>();
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
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += count;
    if (max > this.#max) this.#max = max;
  }

  add(other: LogHistogram): void {
    for (const [index, count] of other.#buckets) this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + count);
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Buckets that are not empty, lowest first. */
  buckets(): [bucket: number, count: number][] {
    return [...this.#buckets].sort(([one], [other]) => one - other);
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
}
