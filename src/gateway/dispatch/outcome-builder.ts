/** Gathers what becomes of one request. */
import type { Attempt } from '../../shared/decision.ts';

/** One attempt as the log holds it. */
export function attemptRecord(
  model: string,
  provider: string | null,
  status: number | null,
  error: string | null,
  ms: number,
): Attempt {
  return { model, provider: provider ?? 'none', status, error, ms: roundMs(ms) };
}

/** Milliseconds with microsecond digits: more is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
