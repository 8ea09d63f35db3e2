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

/**
 * A histogram with logarithmic buckets: percentiles over any range in constant memory, and two histograms add up
 * exactly, which percentiles do not.
 */
export class LogHistogram {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #max = 0;

  /** Negative and non-finite values are ignored. */
  record(value: number): void {
    if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return;
    const index = value <= SMALLEST ? 0 : Math.ceil(Math.log(value / SMALLEST) / GROWTH);
    this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + 1);
    this.#count++;
    if (value > this.#max) this.#max = value;
  }

  add(other: LogHistogram): void {
    for (const [index, count] of other.#buckets) this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + count);
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
  }

  /** All zero when nothing was recorded. */
  percentiles(): Percentiles {
    const ordered = [...this.#buckets].sort(([one], [other]) => one - other);
    const at = (share: number): number => {
      let rank = Math.max(1, Math.ceil(share * this.#count));
      for (const [index, count] of ordered) {
        rank -= count;
        // The middle of the bucket, but never more than what was seen.
        if (rank <= 0) return Math.min(this.#max, index === 0 ? 0 : SMALLEST * Math.exp((index - 0.5) * GROWTH));
      }
      return 0;
    };
    return { count: this.#count, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: this.#max };
  }
}
