import type { Bucket, Candidate, Decision, Outcome } from '../shared/decision.ts';
import type { PenaltyWeights } from '../shared/profiles.ts';
import type { Settings } from '../shared/settings-schema.ts';
import type { SessionReference } from './affinity/session-store.ts';
import type { AuthInfo, RequestHeaders } from './auth/auth-adapter.ts';
import type { LruCacheStats } from './cache/lru-cache.ts';
import type { ModelCatalog } from './catalog/model-catalog.ts';
import type { LatencySnapshot } from './learning/latency-stats.ts';
import type { HookAnswer } from './plugin/plugin.ts';
import type { ChatRequest, RoutingOverrides } from './request/chat-request.ts';
import type { Explanation } from './scoring/explain-decision.ts';
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
  /** Shorter names for models of `extraModels`, to their ids. */
  readonly extraNames?: ReadonlyMap<string, string>;
  /** Instead of the artifact's catalog: a newer one. */
  readonly catalog?: ModelCatalog;
  /** Ids of models that must not be called. */
  readonly disabledModels?: ReadonlySet<string>;
}

/** What a request would have found in another bucket. */
export interface Rerouted {
  /** The one asked for, or the next when nothing in it can take the request. */
  readonly bucket: Bucket;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

/** A model that the user's configuration adds. */
export interface ExtraModel {
  readonly id: string;
  readonly provider: string;
  readonly upstreamId: string;
  readonly contextTokens: number | null;
  readonly inputUsdPerMtok: number | null;
  readonly outputUsdPerMtok: number | null;
  /** What the server said of it; what is absent is not known. */
  readonly tools?: boolean;
  readonly vision?: boolean;
  readonly json?: boolean;
  /** Id of the model whose expected quality and answer length are taken for its own. */
  readonly qualityLike?: string;
  /** Where it is a candidate beside those that are listed. */
  readonly buckets?: readonly Bucket[];
}

/** A decision with the credential that it was made for; the credential is for dispatch only. */
export interface Routing {
  /** Plain data, without secrets or prompt text: it may be stored and sent. */
  readonly decision: Decision;
  /** With the token: not to be stored. */
  readonly auth: AuthInfo | null;
  /**
   * Candidates of a bucket for the same request, best first: what to try when all of the decision's failed. In its own
   * bucket these are more where the caller was kept to a subscription.
   */
  candidatesOf(bucket: Bucket): readonly Candidate[];
  /** The answer that a plugin had: nobody is to be called then. */
  readonly answer?: HookAnswer & { readonly plugin: string };
}

export interface Router {
  /**
   * Chooses the target for a request. Deterministic in (request, headers, overrides, state of the session, artifact,
   * config, published latency) but for id, time and timings. Synchronous unless the embedder, a hook or the session
   * store is not.
   *
   * @param headers Of the HTTP request that it came with, for its credential; without them it has none.
   * @param dialect Wire dialect of the caller; null when the request did not come over the wire.
   * @param session The conversation that the request belongs to; without one it is decided alone.
   * @throws {HeimdallError} `model_unknown`, `model_disabled`, `no_eligible_model`, `context_overflow`,
   *   `provider_unconfigured`, `request_denied`, `auth_adapter_failed`, `auth_expired`, `auth_not_usable`.
   */
  decide(
    request: ChatRequest,
    headers?: RequestHeaders,
    overrides?: RoutingOverrides,
    dialect?: string | null,
    session?: SessionReference | null,
  ): MaybePromise<Routing>;

  /**
   * The credential that a request brings, as `decide` would see it.
   *
   * @throws {HeimdallError} `auth_adapter_failed`.
   */
  authenticate(headers: RequestHeaders, dialect?: string | null): AuthInfo | null;

  /**
   * Why a decision came out as it did: exact contributions, a sentence, and who wins at which alpha.
   *
   * @param prompt Text of the prompt where it is known; without it contributions are empty once the decision's feature
   *   row has left memory.
   */
  explain(decision: Decision, prompt: string | null): Explanation;

  /**
   * What a recorded request would find in another bucket, under the settings of today.
   *
   * @param penalties Weights to score with.
   * @returns null where that cannot be said for certain.
   */
  reroute(decision: Decision, bucket: Bucket, penalties: PenaltyWeights): Rerouted | null;

  /**
   * The feature row that a decision was made from, exactly.
   *
   * @param prompt Text of the prompt where it is known: the row leaves memory after a while.
   * @returns null when it is neither at hand nor can be made again.
   */
  featureRow(decision: Decision, prompt: string | null): Float32Array | null;

  /** Tells the PostHooks, the session and the latency statistics how an answer ended. */
  recordOutcome(decision: Decision, outcome: Outcome): Promise<void>;

  /** Puts the latency observed so far in force for later decisions. */
  publishLatency(): void;

  /** The latency in force. */
  latency(): LatencySnapshot;

  /** What the decision cache holds, and how often it was of use. */
  cacheStats(): LruCacheStats;
  /** Empties the decision cache; returns how many entries it had. */
  clearCache(): number;
}
