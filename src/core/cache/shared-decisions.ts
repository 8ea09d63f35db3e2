import type { Decision } from '../../shared/decision.ts';

/** What a decision that processes share is found by. */
export interface SharedDecisionKey {
  readonly artifactVersion: string;
  /** Of settings, keys and catalog; observed latency is each process's own and left out. */
  readonly configRevision: string;
  /** `decisionKey` of the request: a hash of its text, not salted. */
  readonly hash: string;
}

/** Decisions that processes share, behind the cache that each has for itself. */
export interface SharedDecisions {
  /** Never rejects, and takes no longer than its budget: undefined when there is none by then. */
  get(key: SharedDecisionKey): Promise<Decision | undefined>;
  /** Returns at once and never throws. */
  set(key: SharedDecisionKey, decision: Decision): void;
}
