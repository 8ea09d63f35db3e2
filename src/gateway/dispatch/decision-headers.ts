import type { OutgoingHttpHeaders } from 'node:http';
import { SIMULATOR } from '../../core/index.ts';
import type { Decision, Outcome } from '../../shared/decision.ts';
import type { DialectName } from '../dialects/canonical.ts';
import { headerValue } from '../http/respond.ts';
import type { AttemptTarget } from './plan-attempts.ts';

/** What the headers say beside the decision itself. */
export interface ServedBy {
  /** What answers; null when nobody did (or nobody was asked), and the headers then name the choice. */
  readonly served: AttemptTarget | null;
  /** Nobody has answered yet: the headers say nothing of who will. */
  readonly early?: boolean;
  /** Milliseconds of Heimdall's own before the upstream call. */
  readonly overheadMs: number;
  readonly attempts: number;
  readonly responseCache?: Outcome['response_cache'];
  /** What could not be carried to what answered. */
  readonly dropped?: readonly string[];
}

/** The `x-heimdall-*` headers of an answer, and the request id where the caller's SDK looks for it. */
export function decisionHeaders(decision: Decision, dialect: DialectName, by: ServedBy): OutgoingHttpHeaders {
  const { served, early = false, overheadMs, attempts, responseCache = 'off', dropped = [] } = by;
  const model = served === null ? decision.model : served.model;
  const provider = served === null ? decision.provider : served.provider;
  const answered = {
    'x-heimdall-model': headerValue(model),
    'x-heimdall-provider': headerValue(provider ?? 'none'),
    'x-heimdall-simulated': String(provider === SIMULATOR),
    'x-heimdall-attempts': String(attempts),
  };
  return {
    'x-request-id': decision.id,
    'x-heimdall-decision-id': decision.id,
    ...(early ? {} : answered),
    'x-heimdall-bucket': decision.bucket,
    'x-heimdall-alpha': String(decision.alpha),
    'x-heimdall-cache': decision.cache.state,
    'x-heimdall-response-cache': responseCache,
    'x-heimdall-overhead-ms': overheadMs.toFixed(3),
    ...(dialect === 'anthropic' ? { 'request-id': decision.id } : {}),
    ...(dropped.length === 0 ? {} : { 'x-heimdall-dropped': headerValue(dropped.join(', ')) }),
  };
}
