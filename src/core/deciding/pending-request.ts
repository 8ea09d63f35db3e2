import type { StageTimings } from '../../shared/decision.ts';
import type { profileOfApp } from '../../shared/profiles.ts';
import type { SessionReference } from '../affinity/session-store.ts';
import type { SessionView } from '../affinity/session-view.ts';
import type { AuthInfo } from '../auth/auth-adapter.ts';
import type { SharedDecisionKey } from '../cache/shared-decisions.ts';
import type { QualityFeedback } from '../learning/quality-feedback.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import type { ModelIntent } from '../request/model-intent.ts';
import type { ConfigInForce } from './config-in-force.ts';

/** A request as it came in. */
export interface Arrival {
  readonly request: ChatRequest;
  readonly auth: AuthInfo | null;
  /** As it was when the request came in. */
  readonly inForce: ConfigInForce;
  readonly reference: SessionReference | null;
  readonly timings: StageTimings;
  readonly started: number;
}

/** A request on its way through the stages. */
export interface PendingRequest extends Arrival {
  readonly overrides: RoutingOverrides;
  readonly session: SessionView;
  readonly intent: ModelIntent;
  readonly prompt: string;
  readonly images: number;
  readonly alpha: number;
  readonly profile: ReturnType<typeof profileOfApp>;
  readonly key: string;
  /** Where other processes find the decision; null when it is not shared. */
  readonly sharedKey: SharedDecisionKey | null;
  readonly revision: string;
  readonly feedback: QualityFeedback;
  readonly notes: string[];
}

export function emptyTimings(): StageTimings {
  return {
    auth: 0,
    cache: 0,
    features: 0,
    tokenize: 0,
    embed: 0,
    signals: 0,
    clusters: 0,
    triage: 0,
    scoring: 0,
    hooks: 0,
    total: 0,
  };
}

/** `revision`, `.` and the number of the latency snapshot, `.` and that of the ratings; nothing for what there is none of. */
export function revisionOf(config: string, latency: number, feedback: string): string {
  if (latency === 0 && feedback === '') return config;
  return `${config}${latency === 0 ? '' : `.${latency}`}${feedback === '' ? '' : `.${feedback}`}`;
}
