/** What the gateway needs from its host, and what it offers to it. The host imports these through `gateway.ts`. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  AuthInfo,
  AuthRegistry,
  ChatRequest,
  Clock,
  Logger,
  MaybePromise,
  ModelPrice,
  Router,
  Routing,
  RoutingOverrides,
  SessionReference,
} from '../core/index.ts';
import type { CatalogModelView, FeatureFlags } from '../shared/catalog.ts';
import type { HandEdits } from '../shared/console/breakpoint-contract.ts';
import type { Decision, Effort, Outcome } from '../shared/decision.ts';
import type { Settings } from '../shared/settings-schema.ts';
import type { DialectName } from './dialects/canonical.ts';
import type { HealthExchange } from './dispatch/health-exchange.ts';
import type { ActivePause } from './dispatch/provider-health.ts';
import type { LocalEmbedder } from './embeddings/local-embedder.ts';
import type { RouteName } from './http/request-path.ts';
import type { RequestCache } from './response-cache/cache-session.ts';

/** A provider that the gateway can call, with the credential that is stored for it. */
export interface ProviderConnection {
  /** As in decisions: `openai`, `openrouter`, or a key of `settings.providers`. */
  readonly name: string;
  /** Base URL including its version segment, with or without a trailing slash. */
  readonly baseUrl: string;
  /** The wire dialect that requests are translated to. */
  readonly dialect: DialectName;
  /** Further dialects that it takes as they come: requests in one of them are passed through untranslated. */
  readonly alsoSpeaks?: readonly DialectName[];
  /** Null when none is stored; then only a caller's own credential for this provider can be used. */
  readonly apiKey: string | null;
  /** False for local servers that take any key or none. */
  readonly requiresKey: boolean;
  /** Where the key comes from (`env OPENAI_API_KEY`), or null. Never the key. */
  readonly keySource: string | null;
  /** Environment variable that the key is read from; null when there is none, absent for that of the preset. */
  readonly keyVariable?: string | null;
  /** An account that is signed in at the provider; absent when none is. */
  readonly account?: CredentialSource;
}

/** A stored credential that is renewed while Heimdall runs, such as the access token of a signed-in account. */
export interface CredentialSource {
  /** For messages and for the memory of failures: `Google sign-in`. */
  readonly name: string;
  /** What its owner can do when it is refused, in a sentence. */
  readonly remedy: string;
  /** It is used even where there is an API key. */
  readonly preferred: boolean;
  /** False while it is known not to work. An API key is used then, if there is one. */
  usable(): boolean;
  /**
   * The credential to send now, renewed first when it is about to expire.
   *
   * @throws {HeimdallError} `auth_rejected` when it has to be given anew, `provider_unreachable` or `provider_error`.
   */
  current(): MaybePromise<AuthInfo>;
  /**
   * Another credential after the upstream refused this one; null when there is none to be had. Calls at the same time
   * are one.
   *
   * @throws {HeimdallError} like `current`.
   */
  renew(refused: AuthInfo): Promise<AuthInfo | null>;
  /** Says that the upstream refused a credential that had just been renewed. */
  refused(auth: AuthInfo): void;
}

/** A model as `GET /v1/models` lists it. */
export interface GatewayModel {
  readonly id: string;
  /** Unix time in seconds. */
  readonly created: number;
  readonly ownedBy: string;
  readonly contextTokens: number | null;
  /** For people; the id where there is none. */
  readonly displayName?: string;
  readonly maxOutputTokens?: number | null;
  /** What the catalog knows it to take; absent when nothing is known. */
  readonly capabilities?: {
    readonly tools: boolean;
    readonly vision: boolean;
    readonly jsonSchema: boolean;
    readonly efforts: readonly Effort[] | null;
    readonly thinkingBudget: { readonly min: number; readonly max: number } | null;
  };
}

/** A model as one provider serves it; limits are absent or null where the catalog does not have them. */
export interface ServedModel {
  /** What the provider calls it. */
  readonly upstreamId: string;
  readonly maxOutputTokens?: number | null;
  readonly efforts?: readonly Effort[] | null;
  readonly thinkingBudget?: { readonly min: number; readonly max: number } | null;
}

/** The part of the catalog (with the user's own models merged in) that the wire needs. */
export interface GatewayCatalog {
  models(): readonly GatewayModel[];
  /** Null when that provider does not serve the model. */
  resolve(modelId: string, provider: string): ServedModel | null;
  /** Context window in tokens; null when it is not known. */
  contextTokens(modelId: string): number | null;
  /** What that provider charges; null when the model is unpriced there. */
  price(modelId: string, provider: string | null): ModelPrice | null;
}

/** What the host knows of models beyond what the wire needs, and what may be switched there. */
export interface CatalogReports {
  /** A model by any of its names, switched off ones too; null when there is none. */
  model(name: string): CatalogModelView | null;
  flags(): FeatureFlags;
  /**
   * @param input The body of the request, not checked.
   * @param whole False: flags that are absent stay as they are.
   * @throws {HeimdallError} `request_invalid`, `model_unknown`, `storage_failed`.
   */
  setFlags(input: unknown, whole: boolean): Promise<FeatureFlags>;
}

/** A request that was decided: all that the log needs beside what becomes of it. */
export interface DecisionStart {
  readonly decision: Decision;
  /** The same as JSON, where that has been made already. */
  readonly decisionJson?: string;
  /** Name of the calling app if it sends one; at most 64 characters. */
  readonly app: string | null;
  /** Wire dialect of the caller. */
  readonly dialect: DialectName;
  /** The text that features were read from, whole; the recorder applies the storage setting. */
  readonly promptText: string;
  /** `pending`, `decision-only`, or already an error. */
  readonly outcome: Outcome;
  readonly received: ReceivedRequest;
  /** The caller's trace, as its `traceparent` header has it, unchecked; null without one. */
  readonly traceparent: string | null;
  /** What `x-heimdall-replay` said: a token of the host, when the host sent the request itself. */
  readonly replayToken: string | null;
}

/** A request with its decision, for who wants to decide it once more. */
export interface DecidedLive {
  readonly routing: Routing;
  readonly request: ChatRequest;
  readonly overrides: RoutingOverrides;
  /** Wire dialect of the caller. */
  readonly dialect: string;
  readonly session: SessionReference | null;
  /** Size of its body, which `request` holds the text of. */
  readonly bytes: number;
  /** It asked for a simulated answer. */
  readonly simulate: boolean;
}

/** A request as it came, without its headers. */
export interface ReceivedRequest {
  /** Path without its query. */
  readonly path: string;
  /** The parts of the query that change what is asked for, without its question mark. Never a key. */
  readonly query: string;
  readonly body: Buffer;
}

/** An answer as the client got it. */
export interface SentAnswer {
  readonly bytes: Buffer;
  /** `bytes` is only the beginning. */
  readonly truncated: boolean;
}

/** The decision log as the gateway sees it. Both calls return at once and never throw. */
export interface DecisionRecorder {
  begin(start: DecisionStart): void;
  /** Replaces the outcome of an earlier `begin`; called once, when the answer ended. */
  update(decisionId: string, outcome: Outcome, answer?: SentAnswer | null): void;
  /** Bytes of an answer that `update` is to bring; absent or 0 = none. */
  answerLimit?(): number;
}

/** A request that was decided and not dispatched yet. */
export interface ArrivedRequest {
  readonly routing: Routing;
  readonly app: string | null;
  readonly dialect: DialectName;
  readonly streamed: boolean;
  readonly promptText: string;
  /** Aborted when the client leaves. */
  readonly left: AbortSignal;
  /**
   * Decides the request again with changes made by hand. Nothing is sent; the result is for `hold` to resolve with.
   *
   * @throws {HeimdallError} as `Router.decide`.
   */
  decideAgain(edits: HandEdits): Promise<Routing>;
}

/** Holds requests before they are dispatched. */
export interface Breakpoint {
  /**
   * Null lets the request go on at once. Otherwise it waits: for the routing to go on with, which is the one that it
   * came with when nothing was changed or the client left.
   *
   * @throws {HeimdallError} what the caller is to be told instead of an answer.
   */
  hold(request: ArrivedRequest): Promise<Routing> | null;
}

/** What the host hands to the gateway. Functions are called per request, so that their values may be swapped. */
export interface GatewayOptions {
  /** The router in force. The gateway asks it for decisions and credentials only. */
  router(): Pick<Router, 'decide' | 'authenticate'>;
  /** `gateway.host` and `gateway.port` are read once, by `listen`; the rest for every request. */
  settings(): Settings;
  catalog(): GatewayCatalog;
  /** Absent where nothing but answers is served; then these paths are not. */
  readonly catalogReports?: CatalogReports;
  /** Every provider that is known, with or without a key, by name. `simulator` is built in and need not be there. */
  providers(): ReadonlyMap<string, ProviderConnection>;
  /** When not null every request must bring it as `Authorization: Bearer` or `x-heimdall-token`. */
  accessToken(): string | null;
  /**
   * Whose a key of Heimdall's own (`hmd_…`) is: the app that it was issued to, or none for requests that Heimdall sends
   * to itself. Null when it is not valid; without this function none is. Asked once for each request that brings one.
   *
   * @param caller The name that the caller gives itself; null when it gives none.
   */
  userKey?(key: string, caller: string | null): { readonly app: string | null } | null;
  /** How callers' credentials travel; by default as the built-in adapters say. */
  readonly auth?: AuthRegistry;
  /** Version of the artifact in force, for `GET /healthz`. */
  artifactVersion?(): string | null;
  readonly recorder: DecisionRecorder;
  /** Called with every request that was decided and will be recorded, repeats left out. It must return at once. */
  onDecided?(decided: DecidedLive): void;
  /** May try another candidate of a live request, to learn. Not asked for replays and simulated requests. */
  explore?(decided: DecidedLive): Routing;
  /** Absent: every request is sent. */
  readonly responseCache?: RequestCache;
  /** The breakpoint that is set; null or absent while none is, and nothing is looked at then. */
  breakpoint?(): Breakpoint | null;
  /**
   * Takes what a caller thought of an answer: the body of `POST /v1/feedback`, not checked. Absent: nobody listens.
   *
   * @returns What to answer.
   * @throws {HeimdallError} `request_invalid`, `not_found`, `unavailable`.
   */
  feedback?(input: unknown): unknown;
  /** Why requests had better go elsewhere, in words, for `GET /readyz`; absent or empty: they need not. */
  notReady?(): readonly string[];
  /** What does not work although requests are answered, in words, for `GET /readyz`; absent or empty: all works. */
  degraded?(): readonly string[];
  /** Salt of the hashes of sessions, the same in all processes that share them; by default another one at every start. */
  sessionSalt?(): Uint8Array;
  /**
   * Behind workers: listens on this path instead of an address. They have looked at Host and Origin, and nobody but
   * this user gets there.
   */
  readonly socketPath?: string;
  /** Requests that other processes of this host answer. */
  inFlightElsewhere?(): number;
  /**
   * Hands a request on to another process, after Host and Origin were looked at and before anything else.
   *
   * @returns null when it is to be answered here.
   */
  delegate?(request: IncomingMessage, response: ServerResponse, route: RouteName | null): Promise<void> | null;
  /** Tells other processes which providers fail; absent: there are none. */
  readonly healthExchange?: HealthExchange;
  /**
   * All metrics in Prometheus' text format, for `GET /metrics`. Absent: nothing is counted.
   *
   * @throws {HeimdallError} `route_not_found` while they are off.
   */
  metricsText?(): Promise<string>;
  /** Models that embed on this machine; absent: there are none. */
  embedders?(): readonly LocalEmbedder[];
  /** Called for every embeddings request that was answered. */
  onEmbeddings?(counts: { readonly inputs: number; readonly tokens: number }): void;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Heimdall's own version. */
  readonly version: string;
  /**
   * Answers paths under `/console` (and `/console` itself); returns false when the path is not one of its own. Called
   * after the Host and Origin checks and before the access token is asked for, because a page load cannot bring one.
   */
  readonly consoleHandler?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  /** The environment, where the proxies for upstream calls are named; default: no proxy. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds between the simulator's chunks; default 8. Tests set 0. */
  readonly simulatorChunkMs?: number;
  /** Milliseconds of silence in a stream before a comment is sent to keep it open; default 15,000. */
  readonly keepAliveMs?: number;
}

/** Where the gateway listens. */
export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:4141`, without a trailing slash. */
  readonly url: string;
  /** The `base_url` to give to an OpenAI client: `url` and `/v1`. */
  readonly openaiBaseUrl: string;
}

export interface Gateway {
  /**
   * Starts to listen on `settings.gateway`.
   *
   * @throws {HeimdallError} `config_invalid` when the port is taken or the address cannot be bound.
   */
  listen(): Promise<ListeningAddress>;
  /**
   * Refuses new requests, lets running answers end for up to `graceMs` milliseconds, then cuts them and stops
   * listening. Safe to repeat.
   */
  close(graceMs: number): Promise<void>;
  /** What failed a moment ago and is not asked now. */
  pauses(): ActivePause[];
  /** Requests that are being answered; those of the console do not count. */
  readonly inFlight: number;
}
