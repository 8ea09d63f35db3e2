import { promptText } from '../core/index.ts';
import { type Decision, emptyOutcome, type Outcome } from '../shared/decision.ts';
import type { AdmittedRequest, DecidedRequest } from './admitted-request.ts';
import { appName, parseOverrides, replayToken, wantsSimulator } from './dialects/openai-chat/request-headers.ts';
import { answerFromHook } from './dispatch/answer-from-hook.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { Exchange } from './dispatch/exchange.ts';
import { hitDecision, serveHit } from './response-cache/serve-hit.ts';
import { keepResponse } from './stored-responses/keep-response.ts';
import { tenantOf } from './stored-responses/response-store.ts';

/**
 * Answers a request that was decided: with what a plugin has, from the response cache, or by asking a model. Records it
 * whatever happens.
 */
export async function generate(
  dispatcher: Dispatcher,
  { request, response, arrived, client, app: appOfKey, path, query }: AdmittedRequest,
  { routing, parsed, received, receivedMs }: DecidedRequest,
): Promise<void> {
  const { options } = dispatcher;
  const { headers } = request;
  const simulate = wantsSimulator(headers);
  const mayPassThrough = path.route !== 'completions';
  const app = appOfKey ?? appName(headers);
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
  const cache = mayPassThrough && !simulate && token === null ? options.responseCache : undefined;
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
