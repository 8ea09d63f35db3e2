const FIRST_RETRY_MS = 60_000;

/** What is known of a source's reads. Unix times in milliseconds. */
export interface SourceTimes {
  readonly fetched_ms: number | null;
  readonly tried_ms: number | null;
  /** Failures since it was last read. */
  readonly failures: number;
}

/**
 * When a source is to be read next: a period after it was read, and after a failure in 1, 2, 4, ... minutes, but not
 * later than that.
 */
export function nextReadMs({ fetched_ms, tried_ms, failures }: SourceTimes, periodMs: number): number {
  if (failures > 0 && tried_ms !== null) return tried_ms + Math.min(periodMs, FIRST_RETRY_MS * 2 ** (failures - 1));
  return fetched_ms === null ? 0 : fetched_ms + periodMs;
}
