/** What the gateway needs from its host, and what it offers to it. The host imports these through `gateway.ts`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Logger, Router, TokenPrice } from '../core/index.ts';
import type { Decision, Outcome } from '../shared/decision.ts';
import type { Settings } from '../shared/settings-schema.ts';

/** A provider that the gateway can call, with the credential that is stored for it. */
export interface ProviderConnection {
  /** As in decisions: `openai`, `openrouter`, or a key of `settings.providers`. */
  readonly name: string;
  /** OpenAI-compatible base URL including its version segment, with or without a trailing slash. */
  readonly baseUrl: string;
  /** Null when none is stored; then only a caller's own credential for this provider can be used. */
  readonly apiKey: string | null;
  /** False for local servers that take any key or none. */
  readonly requiresKey: boolean;
  /** Where the key comes from (`env OPENAI_API_KEY`), or null. Never the key. */
  readonly keySource: string | null;
}

/** A model as `GET /v1/models` lists it. */
export interface GatewayModel {
  readonly id: string;
  /** Unix time in seconds. */
  readonly created: number;
  readonly ownedBy: string;
  readonly contextTokens: number | null;
}

/** The part of the catalog (with the user's own models merged in) that the wire needs. */
export interface GatewayCatalog {
  models(): readonly GatewayModel[];
  /** What the provider calls the model; null when that provider does not serve it. */
  resolve(modelId: string, provider: string): { readonly upstreamId: string } | null;
  /** Null when the model is unpriced. */
  price(modelId: string): TokenPrice | null;
}

/** A request that was decided: all that the log needs beside what becomes of it. */
export interface DecisionStart {
  readonly decision: Decision;
  /** Name of the calling app if it sends one; at most 64 characters. */
  readonly app: string | null;
  /** `openai-chat`. */
  readonly dialect: string;
  /** The text that features were read from, whole; the recorder applies the storage setting. */
  readonly promptText: string;
  /** `pending`, `decision-only`, or already an error. */
  readonly outcome: Outcome;
}

/** The decision log as the gateway sees it. Both calls return at once and never throw. */
export interface DecisionRecorder {
  begin(start: DecisionStart): void;
  /** Replaces the outcome of an earlier `begin`; called once, when the answer ended. */
  update(decisionId: string, outcome: Outcome): void;
}

/** What the host hands to the gateway. Functions are called per request, so that their values may be swapped. */
export interface GatewayOptions {
  /** The router in force. The gateway asks it for decisions only. */
  router(): Pick<Router, 'decide'>;
  /** `gateway.host` and `gateway.port` are read once, by `listen`; the rest for every request. */
  settings(): Settings;
  catalog(): GatewayCatalog;
  /** Every provider that is known, with or without a key, by name. `simulator` is built in and need not be there. */
  providers(): ReadonlyMap<string, ProviderConnection>;
  /** When not null every request must bring it as `Authorization: Bearer` or `x-heimdall-token`. */
  accessToken(): string | null;
  /** Version of the artifact in force, for `GET /healthz`. */
  artifactVersion?(): string | null;
  readonly recorder: DecisionRecorder;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Heimdall's own version. */
  readonly version: string;
  /**
   * Answers paths under `/console` (and `/console` itself); returns false when the path is not one of its own. Called
   * after the Host and Origin checks and before the access token is asked for, because a page load cannot bring one.
   */
  readonly consoleHandler?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  /** Milliseconds between the simulator's chunks; default 8. Tests set 0. */
  readonly simulatorChunkMs?: number;
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
  /** Stops listening, lets running answers end for up to `graceMs` milliseconds, then cuts them. Safe to repeat. */
  close(graceMs: number): Promise<void>;
  /** Requests that are being answered; those of the console do not count. */
  readonly inFlight: number;
}
