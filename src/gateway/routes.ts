/** What each route does, once the guards have let the request in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeimdallError, promptText, type RequestHeaders, type Routing, type RoutingOverrides } from '../core/index.ts';
import { emptyOutcome } from '../shared/decision.ts';
import { findModel, listModels } from './dialects/openai-chat/model-list.ts';
import { type ParsedChat, parseChatRequest } from './dialects/openai-chat/parse-chat-request.ts';
import { appName, parseOverrides } from './dialects/openai-chat/request-headers.ts';
import { decisionHeaders } from './dispatch/decision-headers.ts';
import { Exchange } from './dispatch/exchange.ts';
import { roundMs } from './dispatch/outcome-builder.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { readBody } from './http/read-body.ts';
import { sendJson } from './http/respond.ts';
import type { OpenAiCompatibleClient } from './providers/openai-compatible.ts';

/** The dialect's name in the log. */
const OPENAI_CHAT = 'openai-chat';

interface DecidedRequest {
  readonly routing: Routing;
  readonly parsed: ParsedChat;
  /** Monotonic milliseconds at which the body was complete. */
  readonly received: number;
}

export class Routes {
  readonly #options: GatewayOptions;
  readonly #client: OpenAiCompatibleClient;

  constructor(options: GatewayOptions, client: OpenAiCompatibleClient) {
    this.#options = options;
    this.#client = client;
  }

  /**
   * `POST /v1/chat/completions`
   *
   * @param arrived Monotonic milliseconds at which the head of the request was read.
   * @param ownBearer The bearer credential was this endpoint's access token: it is kept from the router.
   */
  async chatCompletions(
    request: IncomingMessage,
    response: ServerResponse,
    arrived: number,
    ownBearer: boolean,
  ): Promise<void> {
    const { routing, parsed, received } = await this.#decide(request, ownBearer);
    const outcome = emptyOutcome('pending', parsed.request.stream);
    this.#options.recorder.begin({
      decision: routing.decision,
      app: appName(request.headers),
      dialect: OPENAI_CHAT,
      promptText: promptText(parsed.request),
      outcome,
    });
    const context = { routing, parsed, headers: request.headers };
    const times = { arrived, received };
    await new Exchange(this.#options, this.#client, response, context, times, outcome).run();
  }

  /** `POST /v1/route`: the decision alone. Nobody is called. */
  async route(request: IncomingMessage, response: ServerResponse, arrived: number, ownBearer: boolean): Promise<void> {
    const { routing, parsed, received } = await this.#decide(request, ownBearer);
    const { decision } = routing;
    const now = this.#options.clock.monotonicMs();
    const overheadMs = roundMs(now - received);
    this.#options.recorder.begin({
      decision,
      app: appName(request.headers),
      dialect: OPENAI_CHAT,
      promptText: promptText(parsed.request),
      outcome: {
        ...emptyOutcome('decision-only', false),
        http_status: 200,
        total_ms: roundMs(now - arrived),
        overhead_ms: overheadMs,
      },
    });
    sendJson(response, 200, decision, decisionHeaders(decision, { served: null, overheadMs, attempts: 0 }));
  }

  /** `GET /v1/models` */
  models(response: ServerResponse): void {
    sendJson(response, 200, listModels(this.#options.catalog()));
  }

  /**
   * `GET /v1/models/{id}`
   *
   * @param encodedId The id as in the path; slashes may be encoded or not.
   */
  model(response: ServerResponse, encodedId: string): void {
    const model = findModel(this.#options.catalog(), decodeId(encodedId));
    if (model === null) throw unknownModel();
    sendJson(response, 200, model);
  }

  /** `GET /healthz` */
  healthz(response: ServerResponse, uptimeS: number, inFlight: number): void {
    sendJson(response, 200, {
      status: 'ok',
      version: this.#options.version,
      artifact_version: this.#options.artifactVersion?.() ?? null,
      uptime_s: uptimeS,
      in_flight: inFlight,
    });
  }

  async #decide(request: IncomingMessage, ownBearer: boolean): Promise<DecidedRequest> {
    const overrides = parseOverrides(request.headers);
    const bytes = await readBody(request, this.#options.settings().gateway.max_body_bytes);
    const received = this.#options.clock.monotonicMs();
    const parsed = parseChatRequest(bytes);
    const headers = ownBearer ? withoutAuthorization(request.headers) : request.headers;
    return { routing: await this.#route(parsed, headers, overrides), parsed, received };
  }

  async #route(parsed: ParsedChat, headers: RequestHeaders, overrides: RoutingOverrides): Promise<Routing> {
    try {
      return await this.#options.router().decide(parsed.request, headers, overrides);
    } catch (error) {
      if (HeimdallError.isInstance(error) && error.code === 'model_unknown') throw unknownModel(error);
      throw error;
    }
  }
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

function decodeId(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new HeimdallError('request_invalid', 'The model id in the path is not valid percent-encoding.', {
      context: { param: 'model' },
    });
  }
}

function withoutAuthorization(headers: RequestHeaders): RequestHeaders {
  const { authorization: _, ...rest } = headers;
  return rest;
}
