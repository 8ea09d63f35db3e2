import { request as httpRequest } from 'node:http';
import { HeimdallError, promptText, type RoutingOverrides } from '../../core/index.ts';
import { createAnswerSteps, readRequest } from '../../gateway/gateway.ts';
import { emptyOutcome } from '../../shared/decision.ts';
import { ERROR_CODES, type ErrorCode } from '../../shared/error-codes.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import type { RunningAnswer } from './running-answers.ts';

/** A request with all that an app would have sent, but for headers. */
export interface WholeRequest {
  /** Path with its query. */
  readonly target: string;
  readonly path: string;
  readonly body: Buffer;
}

/** On whose behalf the console asks, and how. */
export interface Asking {
  readonly app: string | null;
  /** Id of the decision that is repeated; null for a new request. */
  readonly replayOf: string | null;
  readonly overrides: RoutingOverrides;
}

/**
 * Decides on a request and records that; nothing is called.
 *
 * @returns the id of the decision.
 * @throws {HeimdallError} what reading the request and `Router.decide` throw.
 */
export async function routeRequest(
  { routing, clock, log, hub, metrics }: ConsoleParts,
  { path, body }: WholeRequest,
  { app, replayOf, overrides }: Asking,
): Promise<string> {
  const started = clock.monotonicMs();
  const { request, dialect } = readRequest(path, body);
  // Credentials are not kept: what only the app's own could pay for is set aside, and the decision says so.
  const { decision } = await routing.router().decide(request, {}, ofApp(overrides, app));
  const ms = clock.monotonicMs() - started;
  const outcome = { ...emptyOutcome('decision-only', false), total_ms: ms, overhead_ms: ms };
  hub.added(log.append({ decision, outcome, app, dialect, promptText: promptText(request), sample: false, replayOf }));
  metrics.recordDecision(decision);
  log.keepBody(decision.id, 'request', { bytes: body, path });
  return decision.id;
}

/**
 * Sends a request through the endpoint, as an app does. Settles as soon as it is decided; the answer is told piece by
 * piece, and recorded when it has come.
 *
 * @returns the id of the decision.
 * @throws {HeimdallError} `unavailable` when the endpoint does not listen, or what it answers before it decides.
 */
export async function sendRequest(
  { replays, endpoint, config, userKeys, answers }: ConsoleParts,
  request: WholeRequest,
  { app, replayOf, overrides }: Asking,
): Promise<string> {
  const { url } = endpoint();
  if (url === null) throw new HeimdallError('unavailable', 'The endpoint is not listening, so nothing can be sent.');
  const { accessToken } = config.current();
  const { token, begun, withdraw } = replays.issue(replayOf);
  const answer = answers.begin();
  const decided = begun.then((id) => {
    answer.decided(id);
    return id;
  });
  const refused = post(url, request, answer, {
    'x-heimdall-replay': token,
    ...(app === null ? {} : { 'x-heimdall-app': app }),
    ...(overrides.model === undefined ? {} : { 'x-heimdall-model': overrides.model }),
    ...(overrides.bucket === undefined ? {} : { 'x-heimdall-bucket': overrides.bucket }),
    ...(overrides.alpha === undefined ? {} : { 'x-heimdall-alpha': String(overrides.alpha) }),
    'x-heimdall-token': accessToken ?? userKeys.ownKey,
  });
  try {
    return await Promise.race([decided, refused]);
  } finally {
    withdraw();
  }
}

/**
 * Sends a request and reads the answer to its end. Rejects when it is refused or left; never resolves, because the caller
 * is told by the record.
 */
function post(
  url: string,
  { target, path, body }: WholeRequest,
  answer: RunningAnswer,
  headers: Record<string, string>,
): Promise<never> {
  return new Promise((_, reject) => {
    // After the decision rejecting changes nothing: the record was there first.
    const end = (error: HeimdallError): void => {
      answer.ended();
      reject(error);
    };
    const fail = (reason: string) => end(new HeimdallError('unavailable', `The request was not sent: ${reason}`));
    const request = httpRequest(
      `${url}${target}`,
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers } },
      (response) => {
        const { statusCode: status = 500, headers: said } = response;
        const steps = createAnswerSteps(path, /event-stream/.test(said['content-type'] ?? ''), status);
        response.on('data', (bytes: Buffer) => answer.add(steps.read(bytes)));
        response.on('end', () => {
          const last = steps.end();
          const reason = last.map(({ text }) => text).join('');
          answer.add(last);
          end(refusal(said['x-heimdall-error'], status, reason));
        });
        response.on('error', () => fail('the connection broke.'));
      },
    );
    answer.onStop(() => {
      request.destroy();
      end(new HeimdallError('unavailable', 'It was stopped.'));
    });
    request.on('error', () => fail('the endpoint could not be reached.'));
    request.end(body);
  });
}

/** What the endpoint said instead of an answer, with its own code where it named one. */
function refusal(code: string | string[] | undefined, status: number, reason: string): HeimdallError {
  const known = typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'unavailable';
  return new HeimdallError(known, reason || `The request was not sent: the endpoint answered ${status}.`);
}

/** With the app, whose profile may be in force. */
export function ofApp(overrides: RoutingOverrides, app: string | null): RoutingOverrides {
  return app === null ? overrides : { ...overrides, app };
}
