import type { Decision } from '../shared/decision.ts';
import type { Settings } from '../shared/settings-schema.ts';
import type { AuthInfo, RequestHeaders } from './auth/auth-adapter.ts';
import type { ChatRequest, RoutingOverrides } from './request/chat-request.ts';
import type { MaybePromise } from './types.ts';

/** The configuration that a decision depends on, as one immutable value; swapped whole on a change. */
export interface RouterConfig {
  readonly settings: Settings;
  /** Changes whenever anything below changes; part of the cache key. */
  readonly revision: string;
  /** Providers that the gateway can call now with a stored or local credential. */
  readonly configuredProviders: ReadonlySet<string>;
  /** True when the simulator stands in for models whose provider has no credential. */
  readonly simulatorActive: boolean;
  /** Models beyond the catalog, by id: which configured provider serves them. */
  readonly extraModels: ReadonlyMap<string, ExtraModel>;
}

/** A model that the user's configuration adds. */
export interface ExtraModel {
  readonly id: string;
  readonly provider: string;
  readonly upstreamId: string;
  readonly contextTokens: number | null;
  readonly inputUsdPerMtok: number | null;
  readonly outputUsdPerMtok: number | null;
}

/** A decision with the credential that it was made for; the credential is for dispatch only. */
export interface Routing {
  readonly decision: Decision;
  readonly auth: AuthInfo | null;
}

export interface Router {
  /**
   * Chooses the target for a request. Deterministic in (request, headers, overrides, artifact, config) but for id,
   * time and timings. Synchronous unless the embedder or a hook is not.
   *
   * @throws {HeimdallError} `model_unknown`, `no_eligible_model`, `context_overflow`, `request_denied`.
   */
  decide(request: ChatRequest, headers: RequestHeaders, overrides?: RoutingOverrides): MaybePromise<Routing>;
}
