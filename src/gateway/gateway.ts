/** The door of the gateway layer: the host imports from here only. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { HeimdallError } from '../core/index.ts';
import type { AdmittedRequest } from './admitted-request.ts';
import { clientDialect } from './client-dialect.ts';
import { type ActivePause, ProviderHealth } from './dispatch/provider-health.ts';
import { RetryBudget } from './dispatch/retry-budget.ts';
import type { Gateway, GatewayOptions, ListeningAddress } from './gateway-options.ts';
import { Admission, bodyBytes } from './http/admission.ts';
import { checkCaller } from './http/check-caller.ts';
import { allowOrigin, HostGuard, isPreflight, preflightHeaders } from './http/guards.ts';
import { Listener } from './http/listener.ts';
import {
  loggablePath,
  type MatchedPath,
  matchPath,
  pathOf,
  queryOf,
  ROUTE_METHOD,
  type RouteName,
} from './http/request-path.ts';
import { sendError } from './http/respond.ts';
import { UpstreamClient } from './providers/upstream-client.ts';
import { Routes } from './routes.ts';
import { ResponseStore, storeLimits } from './stored-responses/response-store.ts';

export { type AnswerStep, createAnswerSteps } from './answer-steps.ts';
export { type SseEvent, SseEvents } from './dialects/sse-events.ts';
export type { HealthExchange, HealthNews } from './dispatch/health-exchange.ts';
export type { ActivePause } from './dispatch/provider-health.ts';
export type { LocalEmbedder } from './embeddings/local-embedder.ts';
export type {
  ArrivedRequest,
  Breakpoint,
  CatalogReports,
  CredentialSource,
  DecidedLive,
  DecisionRecorder,
  DecisionStart,
  Gateway,
  GatewayCatalog,
  GatewayModel,
  GatewayOptions,
  ListeningAddress,
  ProviderConnection,
  ReceivedRequest,
  SentAnswer,
} from './gateway-options.ts';
export type { RouteName } from './http/request-path.ts';
export { sameSecret } from './http/same-secret.ts';
export { PROVIDER_PRESETS, type ProviderPreset } from './providers/presets.ts';
export { isPrivateUrl } from './providers/private-address.ts';
export { readProviderError, refusesCredential } from './providers/provider-error.ts';
export { createProxiedFetch, type Fetch } from './providers/proxied-fetch.ts';
export { ResponseCache } from './response-cache/response-cache.ts';
export { type AnswerContent, type RecordedDialect, readAnswerContent, readRequest } from './stored-exchange.ts';

/** Asked by whoever watches over Heimdall. */
const WATCHING: ReadonlySet<RouteName> = new Set(['healthz', 'readyz', 'metrics']);
/** How long a close waits for requests whose connection is gone, in milliseconds. */
const SETTLE_MS = 1_000;

/** Makes a gateway; it does nothing until `listen`. */
export function createGateway(options: GatewayOptions): Gateway {
  return new HttpGateway(options);
}

class HttpGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #client: UpstreamClient;
  readonly #health: ProviderHealth;
  readonly #routes: Routes;
  readonly #listener: Listener;
  #guard: HostGuard | null = null;
  readonly #running = new Set<Promise<void>>();
  readonly #admission: Admission;
  #startedMs = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#client = new UpstreamClient(options.version, { env: options.env ?? {} });
    const now = () => options.clock.monotonicMs();
    const gateway = () => options.settings().gateway;
    this.#admission = new Admission(gateway);
    this.#health = new ProviderHealth(now, options.healthExchange);
    const health = this.#health;
    const budget = new RetryBudget(now, () => gateway().retry_budget);
    const responses = new ResponseStore(() => storeLimits(gateway().stored_responses), now);
    const ownSalt = randomBytes(16);
    const sessionSalt = () => options.sessionSalt?.() ?? ownSalt;
    this.#routes = new Routes({ options, client: this.#client, health, budget, responses, sessionSalt });
    this.#listener = new Listener((request, response) => this.#handle(request, response));
  }

  get inFlight(): number {
    return this.#admission.inFlight + (this.#options.inFlightElsewhere?.() ?? 0);
  }

  pauses(): ActivePause[] {
    return this.#health.active();
  }

  async listen(): Promise<ListeningAddress> {
    const { socketPath } = this.#options;
    const { host, port } = this.#options.settings().gateway;
    const address = await this.#listener.listen(host, port, socketPath);
    if (socketPath === undefined) {
      this.#guard = new HostGuard(address.port, host, () => this.#options.settings().gateway.allowed_hosts);
    }
    this.#startedMs = this.#options.clock.monotonicMs();
    return address;
  }

  async close(graceMs: number): Promise<void> {
    await this.#listener.close(graceMs);
    // The sockets are gone; what was cut still has to record its outcome.
    const settled = Promise.allSettled(this.#running);
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())]);
    this.#client.destroy();
    this.#health.close();
  }

  /** Synchronous up to the route, so that small answers cost no promise. */
  #handle(request: IncomingMessage, response: ServerResponse): void {
    const arrived = this.#options.clock.monotonicMs();
    try {
      const pending = this.#admit(request, response, arrived);
      if (pending === null) return;
      this.#running.add(pending);
      pending
        .catch((error: unknown) => this.#refuse(request, response, error))
        .finally(() => this.#running.delete(pending));
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  #admit(request: IncomingMessage, response: ServerResponse, arrived: number): Promise<void> | null {
    const { headers } = request;
    this.#checkSender(request, response);
    if (isPreflight(request)) {
      response.writeHead(204, preflightHeaders(request)).end();
      return null;
    }
    if (this.#listener.closing) {
      response.setHeader('retry-after', '1');
      throw new HeimdallError('shutting_down', 'Heimdall is stopping and takes no new requests.');
    }
    const target = request.url ?? '/';
    const path = pathOf(target);
    const delegated = this.#options.delegate?.(request, response, matchPath(path)?.route ?? null) ?? null;
    if (delegated !== null) return delegated;
    if (this.#isConsole(path) && this.#consoleAnswers(request, response, target)) return null;
    const match = matchPath(path);
    const query = queryOf(target);
    const credentials = withKeyOfQuery(headers, query, match);
    const { app, tokenHeader } = checkCaller(this.#options, credentials);
    if (match === null) throw notServed(path);
    checkMethod(request, response, match);
    const client = clientDialect(path, match, headers);
    // Whoever watches over Heimdall is told that it lives, however much there is to do.
    if (!WATCHING.has(match.route)) response.on('close', this.#admission.enter(app, bodyBytes(headers)));
    return this.#dispatch({
      request,
      response,
      arrived,
      headers: tokenHeader === null ? credentials : { ...credentials, [tokenHeader]: undefined },
      path: match,
      query,
      client,
      app,
    });
  }

  #checkSender(request: IncomingMessage, response: ServerResponse): void {
    const guard = this.#guard;
    if (guard === null) return;
    const { host, origin } = request.headers;
    guard.checkHost(host);
    guard.checkOneHost(request.rawHeaders);
    if (guard.checkOrigin(origin, this.#options.settings().gateway.allowed_origins)) {
      allowOrigin(response, origin as string);
    }
  }

  #dispatch(admitted: AdmittedRequest): Promise<void> | null {
    const { response, path, arrived } = admitted;
    switch (path.route) {
      case 'chat-completions':
      case 'completions':
      case 'responses':
      case 'messages':
      case 'gemini-generate':
        return this.#routes.generate(admitted);
      case 'route':
        return this.#routes.route(admitted);
      case 'stored-response':
      case 'stored-response-input':
      case 'stored-response-cancel':
        this.#routes.storedResponse(admitted);
        return null;
      case 'responses-input-tokens':
      case 'count-tokens':
      case 'gemini-count-tokens':
        return this.#routes.countTokens(admitted);
      case 'embeddings':
      case 'gemini-embed':
      case 'gemini-batch-embed':
        return this.#routes.embeddings(admitted);
      case 'models':
        this.#routes.models(admitted);
        return null;
      case 'model':
        this.#routes.model(admitted);
        return null;
      case 'capabilities':
        this.#routes.capabilities(admitted);
        return null;
      case 'pricing':
        this.#routes.pricing(admitted);
        return null;
      case 'feedback':
        return this.#routes.feedback(admitted);
      case 'feature-flags':
        return this.#routes.featureFlags(admitted);
      case 'healthz':
        this.#routes.healthz(response, Math.round((arrived - this.#startedMs) / 1_000), this.inFlight);
        return null;
      case 'readyz':
        this.#routes.readyz(response);
        return null;
      case 'metrics':
        return this.#routes.metrics(response);
    }
  }

  #isConsole(path: string): boolean {
    return path === '/console' || path.startsWith('/console/');
  }

  #consoleAnswers(request: IncomingMessage, response: ServerResponse, target: string): boolean {
    const { consoleHandler } = this.#options;
    // The Host header was checked, so it is safe to build on.
    return consoleHandler?.(request, response, new URL(target, `http://${request.headers.host}`)) ?? false;
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const failure = HeimdallError.from(error);
    const path = pathOf(request.url ?? '/');
    const fields = { code: failure.code, method: request.method, path: loggablePath(path) };
    if (failure.code === 'internal') this.#options.logger.error('request failed', { ...fields, error });
    else this.#options.logger.info('request refused', fields);
    if (failure.code === 'overloaded') response.setHeader('retry-after', '1');
    sendError(response, failure, clientDialect(path, matchPath(path), request.headers));
  }
}

function checkMethod(request: IncomingMessage, response: ServerResponse, { route }: MatchedPath): void {
  const allowed = ROUTE_METHOD[route];
  if (allowed.split(', ').includes(request.method === 'HEAD' ? 'GET' : String(request.method))) return;
  response.setHeader('allow', allowed);
  throw new HeimdallError('method_not_allowed', `This path takes ${allowed} requests only.`);
}

/** Older clients of Google put their key into the query. */
function withKeyOfQuery(headers: IncomingHttpHeaders, query: string, match: MatchedPath | null): IncomingHttpHeaders {
  if (match === null || !(match.google || match.route.startsWith('gemini')) || !query.includes('key=')) return headers;
  const key = new URLSearchParams(query).get('key');
  return key === null || headers['x-goog-api-key'] !== undefined ? headers : { ...headers, 'x-goog-api-key': key };
}

function notServed(path: string): HeimdallError {
  const known = /\/(batches|images|audio|moderations|files)\b/.exec(path)?.[1];
  const what = known === undefined ? 'This path is not served.' : `The ${known} API is not served.`;
  return new HeimdallError(
    'route_not_found',
    `${what} Heimdall serves POST /v1/chat/completions, /v1/responses, /v1/messages, /v1/embeddings, /v1beta/models/{model}:generateContent, /v1/route and /v1/feedback, GET /v1/models, /v1/capabilities/{model}, /v1/pricing/{model}, /v1/feature-flags, GET /healthz, /readyz and /metrics.`,
  );
}
