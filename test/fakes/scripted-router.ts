/** A router whose choices are written down in advance, for tests of what happens after the decision. */
import type { AuthInfo, RequestHeaders } from '../../src/core/auth/auth-adapter.ts';
import { HeimdallError } from '../../src/core/errors.ts';
import type { ChatRequest, RoutingOverrides } from '../../src/core/request/chat-request.ts';
import type { Router, Routing } from '../../src/core/router.ts';
import type { Bucket, Candidate, Decision } from '../../src/shared/decision.ts';
import { fakeCandidate, fakeDecision } from './decision.ts';

export interface RouterCall {
  readonly request: ChatRequest;
  readonly headers: RequestHeaders;
  readonly overrides: RoutingOverrides | undefined;
}

/** `heimdall/*` gets the scripted candidates; `known` names are explicit; any other name is unknown. */
export class ScriptedRouter implements Pick<Router, 'decide' | 'authenticate'> {
  candidates: Candidate[] = [];
  /** Candidates of the buckets that were not chosen. */
  buckets: Partial<Record<Bucket, Candidate[]>> = {};
  /** Explicit models and the provider of each. */
  known = new Map<string, string>();
  auth: AuthInfo | null = null;
  /** Changes to every decision. */
  changes: Partial<Decision> = {};
  /** Thrown instead of deciding. */
  error: Error | null = null;
  readonly calls: RouterCall[] = [];

  authenticate(): AuthInfo | null {
    return this.auth;
  }

  decide(request: ChatRequest, headers: RequestHeaders, overrides?: RoutingOverrides): Routing {
    this.calls.push({ request, headers, overrides });
    if (this.error !== null) throw this.error;
    const model = overrides?.model ?? request.model;
    const shared = { requested_model: model, alpha: overrides?.alpha ?? 0.6, ...this.changes };
    if (model.startsWith('heimdall/')) {
      const bucket = overrides?.bucket ?? this.changes.bucket ?? 'mid';
      return this.#routing(fakeDecision(this.candidates, { ...shared, bucket }));
    }
    const provider = this.known.get(model);
    if (provider === undefined) {
      throw new HeimdallError('model_unknown', `There is no model "${model}".`);
    }
    return this.#routing(fakeDecision([fakeCandidate(model, provider)], { ...shared, mode: 'explicit' }));
  }

  #routing(decision: Decision): Routing {
    return { decision, auth: this.auth, candidatesOf: (bucket) => this.buckets[bucket] ?? [] };
  }
}
