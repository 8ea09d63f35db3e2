/** What each route does, once the guards have let the request in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  HeimdallError,
  promptText,
  type RequestHeaders,
  type Routing,
  type RoutingOverrides,
  type SessionReference,
} from '../core/index.ts';
import type { CatalogModelView } from '../shared/catalog.ts';
import { emptyOutcome } from '../shared/decision.ts';
import type { Settings } from '../shared/settings-schema.ts';
import type { AdmittedRequest, DecidedRequest } from './admitted-request.ts';
import { holdRequest } from './breakpoint.ts';
import { capabilitiesBody, featureFlags, pricingBody } from './catalog-routes.ts';
import type { ClientDialect, ParsedRequest, ParseHints } from './dialects/dialect.ts';
import { parseEmbedContents } from './dialects/gemini/embeddings.ts';
import { parseEmbeddings } from './dialects/openai-chat/embeddings.ts';
import { parseOverrides, replayToken, traceparent, wantsSimulator } from './dialects/openai-chat/request-headers.ts';
import { decisionHeaders } from './dispatch/decision-headers.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { roundMs } from './dispatch/outcome-builder.ts';
import { listedEmbedders } from './embeddings/find-embedder.ts';
import { serveEmbeddings } from './embeddings/serve-embeddings.ts';
import type { CatalogReports, GatewayOptions } from './gateway-options.ts';
import { generate, generateHeld } from './generate.ts';
import { parseJson } from './http/parse-json.ts';
import { readBody } from './http/read-body.ts';
import { type MatchedPath, pathOf, plainQuery } from './http/request-path.ts';
import { sendJson, sendJsonText, sendText } from './http/respond.ts';
import { TurnBudget } from './http/turn-budget.ts';
import { modelBody, modelsBody } from './model-lists.ts';
import { sessionReference } from './session-reference.ts';
import { cancelStored, deleteStored, listInput, readStored } from './stored-responses/response-routes.ts';
import { tenantOf } from './stored-responses/response-store.ts';
import { countTokens } from './token-count.ts';

/** The content type of Prometheus' text format. */
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';
/** An id, a score and a comment. */
const MAX_FEEDBACK_BYTES = 64 * 1024;

export class Routes {
  readonly #options: GatewayOptions;
  readonly #dispatcher: Dispatcher;
  readonly #turns = new TurnBudget();

  constructor(dispatcher: Dispatcher) {
    this.#options = dispatcher.options;
    this.#dispatcher = dispatcher;
  }

  /** Every route that asks a model for an answer, in whatever dialect. */
  async generate(admitted: AdmittedRequest): Promise<void> {
    const decided = await this.#decide(admitted);
    const breakpoint = this.#options.breakpoint?.() ?? null;
    const held = breakpoint === null ? null : holdRequest(breakpoint, this.#options, admitted, decided, this.#again);
    if (held === null) await generate(this.#dispatcher, admitted, decided);
    else await generateHeld(this.#dispatcher, admitted, decided, held);
  }

  /** `POST /v1/route`: the decision alone. Nobody is called. */
  async route(admitted: AdmittedRequest): Promise<void> {
    const { response, arrived, client, app } = admitted;
    const { routing, parsed, received, receivedMs } = await this.#decide(admitted);
    const { decision } = routing;
    const now = this.#options.clock.monotonicMs();
    const overheadMs = roundMs(now - receivedMs);
    const decisionJson = JSON.stringify(decision);
    this.#options.recorder.begin({
      decision,
      decisionJson,
      app,
      dialect: client.name,
      promptText: promptText(parsed.request),
      outcome: {
        ...emptyOutcome('decision-only', false),
        http_status: 200,
        total_ms: roundMs(now - arrived),
        overhead_ms: overheadMs,
      },
      received,
      traceparent: traceparent(admitted.request.headers),
      replayToken: null,
    });
    sendJsonText(
      response,
      200,
      decisionJson,
      decisionHeaders(decision, client.name, { served: null, overheadMs, attempts: 0 }),
    );
  }

  /** `GET` and `DELETE /v1/responses/{id}`, its `/input_items` and `/cancel`. */
  storedResponse({ request, response, path, query }: AdmittedRequest): void {
    const asked = [this.#dispatcher.responses, tenantOf(request.headers), decodeId(path.rest)] as const;
    if (path.route === 'stored-response-input') sendJson(response, 200, listInput(...asked, query));
    else if (path.route === 'stored-response-cancel') cancelStored(...asked);
    else if (request.method === 'DELETE') sendJson(response, 200, deleteStored(...asked));
    else sendJson(response, 200, readStored(...asked, query));
  }

  /** The token counts of the three APIs that have them. Not recorded: nothing is decided. */
  async countTokens({ request, response, headers, path }: AdmittedRequest): Promise<void> {
    const bytes = await readBody(request, this.#options.settings().gateway.max_body_bytes);
    const dialect =
      path.route === 'count-tokens'
        ? 'anthropic'
        : path.route === 'gemini-count-tokens'
          ? 'gemini'
          : 'openai-responses';
    const stored = this.#dispatcher.responses.lookup(tenantOf(request.headers));
    const count = { dialect, bytes, model: decodeId(path.rest), request, response, headers, stored } as const;
    const { body, headers: said } = await countTokens(this.#dispatcher, count);
    sendJson(response, 200, body, said);
  }

  /** `POST /v1/embeddings` and Gemini's `:embedContent` and `:batchEmbedContents`. Not recorded: nothing is decided. */
  async embeddings({ request, response, headers, client, path }: AdmittedRequest): Promise<void> {
    const bytes = await readBody(request, this.#options.settings().gateway.max_body_bytes);
    const received = this.#options.clock.monotonicMs();
    const embedding =
      path.route === 'embeddings'
        ? parseEmbeddings(bytes)
        : parseEmbedContents(bytes, decodeId(path.rest), path.route === 'gemini-batch-embed');
    await serveEmbeddings(this.#dispatcher, embedding, { request, response, headers, client, received });
  }

  /** `GET /v1/models` and `GET /v1beta/models` */
  models({ response, client }: AdmittedRequest): void {
    sendJson(response, 200, modelsBody(this.#options.catalog(), client.name, listedEmbedders(this.#options)));
  }

  /** `GET /v1/models/{id}`; slashes in the id may be encoded or not. */
  model({ response, client, path }: AdmittedRequest): void {
    const model = modelBody(this.#options.catalog(), client.name, decodeId(path.rest), listedEmbedders(this.#options));
    if (model === null) throw unknownModel();
    sendJson(response, 200, model);
  }

  /** `GET /v1/capabilities/{id}` */
  capabilities({ response, path }: AdmittedRequest): void {
    sendJson(response, 200, capabilitiesBody(this.#reported(path)));
  }

  /** `GET /v1/pricing/{id}` */
  pricing({ response, path }: AdmittedRequest): void {
    sendJson(response, 200, pricingBody(this.#reported(path)));
  }

  /** `GET`, `PUT` and `PATCH /v1/feature-flags` */
  featureFlags({ request, response }: AdmittedRequest): Promise<void> {
    return featureFlags(request, response, this.#reports());
  }

  /** `POST /v1/feedback`: what the caller thought of an answer. */
  async feedback({ request, response }: AdmittedRequest): Promise<void> {
    const { feedback } = this.#options;
    if (feedback === undefined) throw new HeimdallError('route_not_found', 'This path is not served here.');
    const bytes = await readBody(request, MAX_FEEDBACK_BYTES);
    sendJson(response, 200, feedback(parseJson(bytes, '{"decision_id": "…", "rating": "up"}')));
  }

  /** `GET /healthz` */
  healthz(response: ServerResponse, uptimeS: number, inFlight: number): void {
    sendJson(response, 200, {
      status: 'ok',
      version: this.#options.version,
      artifact_version: this.#options.artifactVersion?.() ?? null,
      uptime_s: uptimeS,
      in_flight: inFlight,
      features: ['simulate'],
    });
  }

  /** `GET /readyz`: 503 with the reasons when requests had better go elsewhere, 200 also where only comfort is missing. */
  readyz(response: ServerResponse): void {
    const reasons = this.#options.notReady?.() ?? [];
    if (reasons.length > 0) {
      sendJson(response, 503, { status: 'not_ready', reasons });
      return;
    }
    const missing = this.#options.degraded?.() ?? [];
    sendJson(response, 200, { status: missing.length === 0 ? 'ready' : 'degraded', reasons: missing });
  }

  /** `GET /metrics` */
  async metrics(response: ServerResponse): Promise<void> {
    const { metricsText } = this.#options;
    if (metricsText === undefined) throw new HeimdallError('route_not_found', 'This path is not served here.');
    sendText(response, await metricsText(), PROMETHEUS_TEXT);
  }

  #reported({ rest }: MatchedPath): CatalogModelView {
    const model = this.#reports().model(decodeId(rest));
    if (model === null) throw unknownModel();
    return model;
  }

  #reports(): CatalogReports {
    const { catalogReports } = this.#options;
    if (catalogReports === undefined) throw new HeimdallError('route_not_found', 'This path is not served here.');
    return catalogReports;
  }

  async #decide({ request, headers, client, app, path, query }: AdmittedRequest): Promise<DecidedRequest> {
    const settings = this.#options.settings();
    const overrides = ofApp(parseOverrides(request.headers), app, settings.apps);
    const bytes = await readBody(request, settings.gateway.max_body_bytes);
    const receivedMs = this.#options.clock.monotonicMs();
    const turn = this.#turns.enter();
    if (turn !== null) await turn;
    const parsed = client.parse(bytes, this.#hints(path, request));
    const received = { path: pathOf(request.url ?? '/'), query: query === '' ? '' : plainQuery(query), body: bytes };
    // What is only tried out is no turn of the conversation that it looks like.
    const repeat = replayToken(request.headers) !== null;
    const simulate = wantsSimulator(request.headers);
    const session = repeat || simulate ? null : sessionReference(parsed, headers, app, this.#dispatcher.sessionSalt());
    const routing = await this.#route(parsed, headers, overrides, client, session);
    const made = { parsed, overrides, session, received, receivedMs };
    if (repeat) return { routing, ...made };
    const { request: asked } = parsed;
    const live = { routing, request: asked, overrides, dialect: client.name, session, bytes: bytes.length, simulate };
    this.#options.onDecided?.(live);
    return { routing: simulate ? routing : (this.#options.explore?.(live) ?? routing), ...made };
  }

  readonly #again = (
    { headers, client }: AdmittedRequest,
    { parsed, overrides, session }: DecidedRequest,
    edits: RoutingOverrides,
  ): Promise<Routing> => this.#route(parsed, headers, { ...overrides, ...edits }, client, session);

  #hints(path: MatchedPath, { headers }: IncomingMessage): ParseHints | undefined {
    if (path.route === 'responses') return { stored: this.#dispatcher.responses.lookup(tenantOf(headers)) };
    return parseHints(path);
  }

  async #route(
    parsed: ParsedRequest,
    headers: RequestHeaders,
    overrides: RoutingOverrides,
    { name }: ClientDialect,
    session: SessionReference | null,
  ): Promise<Routing> {
    try {
      return await this.#options.router().decide(parsed.request, headers, overrides, name, session);
    } catch (error) {
      if (HeimdallError.isInstance(error) && error.code === 'model_unknown') throw unknownModel(error);
      throw error;
    }
  }
}

/** With the app where it has a profile. */
function ofApp(overrides: RoutingOverrides, app: string | null, apps: Settings['apps']): RoutingOverrides {
  return app !== null && Object.hasOwn(apps, app) ? { ...overrides, app } : overrides;
}

function unknownModel(cause?: HeimdallError): HeimdallError {
  const message = cause?.message ?? 'There is no model of this name.';
  return new HeimdallError(
    'model_unknown',
    `${message} GET /v1/models lists every name; heimdall/auto chooses for you.`,
    {
      context: { param: 'model' },
      cause,
    },
  );
}

/** What the path says of a request instead of its body. */
export function parseHints(path: MatchedPath): { readonly model: string; readonly stream: boolean } | undefined {
  return path.route === 'gemini-generate' ? { model: decodeId(path.rest), stream: path.stream } : undefined;
}

function decodeId(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new HeimdallError('request_invalid', 'The model id in the path is not valid percent-encoding.', {
      context: { param: 'model' },
    });
  }
}
