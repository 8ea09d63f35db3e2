import { HeimdallError, promptText } from '../core/index.ts';
import { type Decision, emptyOutcome, type Outcome } from '../shared/decision.ts';
import type { AdmittedRequest, DecidedRequest } from './admitted-request.ts';
import type { Released } from './breakpoint.ts';
import { parseOverrides, replayToken, traceparent, wantsSimulator } from './dialects/openai-chat/request-headers.ts';
import { answerFromHook } from './dispatch/answer-from-hook.ts';
import { decisionHeaders } from './dispatch/decision-headers.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { Exchange } from './dispatch/exchange.ts';
import { ERROR_STATUS } from './http/error-status.ts';
import { sendError } from './http/respond.ts';
import { hitDecision, serveHit } from './response-cache/serve-hit.ts';
import { keepResponse } from './stored-responses/keep-response.ts';
import { tenantOf } from './stored-responses/response-store.ts';

/**
 * Answers a request that was decided: with what a plugin has, from the response cache, or by asking a model. Records it
 * whatever happens.
 *
 * @param mayBeCached False: an answer is to be asked for, whatever the response cache has.
 */
export async function generate(
  dispatcher: Dispatcher,
  { request, response, arrived, client, app, path, query }: AdmittedRequest,
  { routing, parsed, received, receivedMs }: DecidedRequest,
  mayBeCached = true,
): Promise<void> {
  const { options } = dispatcher;
  const { headers } = request;
  const simulate = wantsSimulator(headers);
  const mayPassThrough = path.route !== 'completions';
  const token = replayToken(headers);
  const keeper = keepResponse(dispatcher.responses, () => tenantOf(headers), parsed);
  const begin = (decision: Decision, outcome: Outcome) =>
    options.recorder.begin({
      decision,
      app,
      dialect: client.name,
      promptText: promptText(parsed.request),
      outcome,
      received,
      traceparent: traceparent(headers),
      replayToken: token,
    });
  const pending = emptyOutcome('pending', parsed.request.stream);
  const known = { response, routing, client, parsed, pending, clock: options.clock, arrived, receivedMs };
  if (routing.answer !== undefined) {
    begin(routing.decision, pending);
    const { outcome, sent } = answerFromHook(routing.answer, known);
    if (sent !== null) keeper?.keep(sent.bytes, parsed.request.stream, false);
    options.recorder.update(routing.decision.id, outcome, sent);
    return;
  }
  // What is sent again or simulated on purpose is to be sent; legacy completions have a form of their own.
  const cacheable = mayBeCached && mayPassThrough && !simulate && token === null;
  const cache = cacheable ? options.responseCache : undefined;
  const session = cache?.open({ parsed, routing, overrides: parseOverrides(headers), headers, app }) ?? null;
  const hit = session === null ? null : await session.find();
  if (session !== null && hit !== null) {
    begin(hitDecision(routing.decision, hit), pending);
    const { outcome, sent } = serveHit(hit, known);
    if (outcome.status === 'ok') session.served(hit, outcome.total_ms ?? 0);
    if (sent !== null) keeper?.keep(sent.bytes, parsed.request.stream, false);
    options.recorder.update(routing.decision.id, outcome, sent);
    return;
  }
  const capture = session?.capture() ?? null;
  const outcome: Outcome = { ...pending, response_cache: session === null ? 'off' : 'miss' };
  const context = { routing, client, mayPassThrough, simulate, parsed, headers, query, keeper, capture };
  const exchange = new Exchange(dispatcher, response, context, { arrived, received: receivedMs }, outcome);
  begin(exchange.notedDecision, outcome);
  await exchange.run();
}

/** Answers a request that a breakpoint held, when it is let go. The time that it was held for is nobody's latency. */
export async function generateHeld(
  dispatcher: Dispatcher,
  admitted: AdmittedRequest,
  decided: DecidedRequest,
  held: Promise<Released>,
): Promise<void> {
  const { response } = admitted;
  let released: Released;
  try {
    released = await held;
  } catch (error) {
    refuseHeld(dispatcher, admitted, decided, HeimdallError.from(error));
    return;
  }
  const { routing, heldMs, changed } = released;
  // What was changed by hand is to be sent; and where the head of a stream is out, no cached answer can follow it.
  await generate(
    dispatcher,
    { ...admitted, arrived: admitted.arrived + heldMs },
    { ...decided, routing, receivedMs: decided.receivedMs + heldMs },
    !changed && !response.headersSent,
  );
}

/** Records a request that was not let go, and tells its caller. */
function refuseHeld(
  { options }: Dispatcher,
  { request, response, client, app }: AdmittedRequest,
  { routing: { decision }, parsed, received }: DecidedRequest,
  error: HeimdallError,
): void {
  const early = response.headersSent;
  const httpStatus = early ? 200 : ERROR_STATUS[error.code];
  options.recorder.begin({
    decision,
    app,
    dialect: client.name,
    promptText: promptText(parsed.request),
    outcome: {
      ...emptyOutcome('error', parsed.request.stream),
      http_status: httpStatus,
      error_code: error.code,
    },
    received,
    traceparent: traceparent(request.headers),
    replayToken: null,
  });
  if (early) response.end(client.renderStreamError(error.code, error.message));
  else {
    const by = { served: null, overheadMs: 0, attempts: 0 };
    sendError(response, error, client, decisionHeaders(decision, client.name, by));
  }
}
