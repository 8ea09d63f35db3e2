import type { Decision, Outcome } from '../../shared/decision.ts';

/** A request that ended, as metrics and traces see it: no prompt, no answer, no credential. */
export interface FinishedRequest {
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly app: string | null;
  readonly dialect: string;
  /** The `traceparent` that the caller sent, unchecked; null when it sent none. */
  readonly traceparent: string | null;
  /** Unix time of its end in milliseconds. */
  readonly endedMs: number;
}
