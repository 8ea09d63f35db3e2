/** Percentiles of samples, nearest rank. */
export interface Summary {
  readonly p50: number;
  readonly p99: number;
}

export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: round(at(0.5)), p99: round(at(0.99)) };
}

/** Latency percentiles in microseconds, and how many happened in a second. */
export interface Rate {
  readonly p50_us: number;
  readonly p99_us: number;
  readonly per_s: number;
}

/**
 * @param samples Microseconds per operation.
 * @param elapsedMs Wall time of all of them.
 * @param perSample Operations in each sample.
 */
export function rate(samples: readonly number[], elapsedMs: number, perSample = 1): Rate {
  const { p50, p99 } = summarize(samples);
  return { p50_us: p50, p99_us: p99, per_s: Math.round((samples.length * perSample * 1_000) / elapsedMs) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
