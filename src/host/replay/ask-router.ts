import { request as httpRequest } from 'node:http';
import { HeimdallError, promptText, type RoutingOverrides } from '../../core/index.ts';
import { readRequest } from '../../gateway/gateway.ts';
import { emptyOutcome } from '../../shared/decision.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';

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
 * Sends a request through the endpoint, as an app does. Settles as soon as it is decided; the answer is recorded when it
 * has come.
 *
 * @returns the id of the decision.
 * @throws {HeimdallError} `unavailable` when the endpoint does not listen, or what it answers before it decides.
 */
export async function sendRequest(
  { replays, endpoint, config, userKeys }: ConsoleParts,
  { target, body }: WholeRequest,
  { app, replayOf, overrides }: Asking,
): Promise<string> {
  const { url } = endpoint();
  if (url === null) throw new HeimdallError('unavailable', 'The endpoint is not listening, so nothing can be sent.');
  const { accessToken } = config.current();
  const { token, begun, withdraw } = replays.issue(replayOf);
  const refused = post(`${url}${target}`, body, {
    'x-heimdall-replay': token,
    ...(app === null ? {} : { 'x-heimdall-app': app }),
    ...(overrides.model === undefined ? {} : { 'x-heimdall-model': overrides.model }),
    ...(overrides.bucket === undefined ? {} : { 'x-heimdall-bucket': overrides.bucket }),
    ...(overrides.alpha === undefined ? {} : { 'x-heimdall-alpha': String(overrides.alpha) }),
    'x-heimdall-token': accessToken ?? userKeys.ownKey,
  });
  try {
    return await Promise.race([begun, refused]);
  } finally {
    withdraw();
  }
}

/**
 * Sends a request and reads the answer to its end, so that it is recorded whole. Rejects when it is refused; never
 * resolves, because the caller is told by the record.
 */
function post(url: string, body: Buffer, headers: Record<string, string>): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (reason: string) => reject(new HeimdallError('unavailable', `The request was not sent: ${reason}`));
    const request = httpRequest(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers } },
      (response) => {
        response.resume();
        const code = response.headers['x-heimdall-error'];
        // After the decision this changes nothing: the record was there first.
        response.on('end', () => fail(`the endpoint answered ${response.statusCode} ${String(code ?? '')}`.trim()));
        response.on('error', () => fail('the connection broke.'));
      },
    );
    request.on('error', () => fail('the endpoint could not be reached.'));
    request.end(body);
  });
}

/** @throws {HeimdallError} `unavailable` when the request is not kept whole. */

/** With the app, whose profile may be in force. */
export function ofApp(overrides: RoutingOverrides, app: string | null): RoutingOverrides {
  return app === null ? overrides : { ...overrides, app };
}
