import { request as httpRequest } from 'node:http';
import {
  type ChatRequest,
  HeimdallError,
  parseModelIntent,
  promptRequest,
  promptText,
  type RoutingOverrides,
} from '../../core/index.ts';
import { readRequest } from '../../gateway/gateway.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import { type Decision, type DecisionRecord, emptyOutcome } from '../../shared/decision.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import { inflatedBody } from '../storage/body-queue.ts';
import { MAX_STORED_PROMPT } from '../storage/prompt-policy.ts';

type ReplayInput = ConsoleParsedInput<'decisions.replay'>;
type ReplayOutput = ConsoleOutput<'decisions.replay'>;

/** A recorded request that can be asked again. */
export interface RecordedRequest {
  readonly source: ReplayOutput['source'];
  /** Path with its query. */
  readonly target: string;
  readonly path: string;
  readonly body: Buffer;
}

/**
 * Asks a recorded request again, under the settings of today.
 *
 * @throws {HeimdallError} `unavailable` when what was asked is not kept whole, or the endpoint does not listen; for
 *   `route` what `Router.decide` throws; for `send` what the endpoint answers before it decides.
 */
export async function replayDecision(
  parts: ConsoleParts,
  record: DecisionRecord,
  input: ReplayInput,
): Promise<ReplayOutput> {
  const recorded = findRequest(parts, record);
  const overrides = {
    ...headersOf(record.decision, input.model),
    ...(input.alpha === undefined ? {} : { alpha: input.alpha }),
  };
  const record_id =
    input.mode === 'route'
      ? await routeAgain(parts, record, recorded, overrides)
      : await sendAgain(parts, record, recorded, overrides);
  return { record_id, source: recorded.source };
}

async function routeAgain(
  { routing, clock, log, hub, metrics }: ConsoleParts,
  record: DecisionRecord,
  recorded: RecordedRequest,
  overrides: RoutingOverrides,
): Promise<string> {
  const started = clock.monotonicMs();
  const { request, dialect } = readRequest(recorded.path, recorded.body);
  // Credentials are not kept: what only the app's own could pay for is set aside, and the decision says so.
  const { decision } = await routing.router().decide(request, {}, ofApp(overrides, record.app));
  const ms = clock.monotonicMs() - started;
  const outcome = { ...emptyOutcome('decision-only', false), total_ms: ms, overhead_ms: ms };
  const replayOf = record.decision.id;
  const text = promptText(request);
  hub.added(log.append({ decision, outcome, app: record.app, dialect, promptText: text, sample: false, replayOf }));
  metrics.recordDecision(decision);
  log.keepBody(decision.id, 'request', { bytes: recorded.body, path: recorded.path });
  return decision.id;
}

async function sendAgain(
  { replays, endpoint, config, userKeys }: ConsoleParts,
  record: DecisionRecord,
  recorded: RecordedRequest,
  overrides: RoutingOverrides,
): Promise<string> {
  const { url } = endpoint();
  if (url === null) throw new HeimdallError('unavailable', 'The endpoint is not listening, so nothing can be sent.');
  const { accessToken } = config.current();
  const { token, begun, withdraw } = replays.issue(record.decision.id);
  const refused = post(`${url}${recorded.target}`, recorded.body, {
    'x-heimdall-replay': token,
    ...(record.app === null ? {} : { 'x-heimdall-app': record.app }),
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
export function findRequest({ log }: Pick<ConsoleParts, 'log'>, { decision }: DecisionRecord): RecordedRequest {
  const stored = log.body(decision.id, 'request');
  if (stored?.path != null && !stored.truncated) {
    const target = stored.query ? `${stored.path}?${stored.query}` : stored.path;
    return { source: 'request', target, path: stored.path, body: inflatedBody(stored) };
  }
  if (stored !== null) {
    throw new HeimdallError(
      'unavailable',
      `Only the first part of this request was kept (${stored.bytes.toLocaleString('en')} bytes came). Raise storage.max_body_kb to replay requests of this size.`,
    );
  }
  const prompt = log.promptText(decision.id);
  if (prompt === null || prompt.length >= MAX_STORED_PROMPT) {
    throw new HeimdallError(
      'unavailable',
      'The text of this request is not kept, so it cannot be asked again. storage.prompts: full keeps that of new ones.',
    );
  }
  return { source: 'prompt', ...chatOf(promptRequest(prompt, decision.requested_model)) };
}

function chatOf({ model, messages }: ChatRequest): Omit<RecordedRequest, 'source'> {
  const path = '/v1/chat/completions';
  const turns = messages.map(({ role, text }) => ({ role, content: text }));
  return { target: path, path, body: Buffer.from(JSON.stringify({ model, messages: turns })) };
}

/** With the app, whose profile may be in force. */
export function ofApp(overrides: RoutingOverrides, app: string | null): RoutingOverrides {
  return app === null ? overrides : { ...overrides, app };
}

/**
 * What the request asked for in headers, which are not kept: the decision tells it.
 *
 * @param model Instead of that.
 */
export function headersOf(decision: Decision, model?: string): RoutingOverrides {
  if (model !== undefined) return { model };
  const named = parseModelIntent(decision.requested_model);
  if (decision.mode === 'explicit' && named.mode !== 'explicit') {
    return { model: decision.effort === null ? decision.model : `${decision.model}@${decision.effort}` };
  }
  const bucket = decision.guardrails.find(({ id }) => id === 'bucket_override')?.bucket;
  return bucket === undefined || decision.mode === 'explicit' ? {} : { bucket };
}
