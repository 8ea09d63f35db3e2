import {
  type ChatRequest,
  HeimdallError,
  parseModelIntent,
  promptRequest,
  type RoutingOverrides,
} from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { Decision, DecisionRecord } from '../../shared/decision.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import { inflatedBody } from '../storage/body-queue.ts';
import { MAX_STORED_PROMPT } from '../storage/prompt-policy.ts';
import { routeRequest, sendRequest, type WholeRequest } from './ask-router.ts';

type ReplayInput = ConsoleParsedInput<'decisions.replay'>;
type ReplayOutput = ConsoleOutput<'decisions.replay'>;

/** A recorded request that can be asked again. */
export interface RecordedRequest extends WholeRequest {
  readonly source: ReplayOutput['source'];
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
  const asking = { app: record.app, replayOf: record.decision.id, overrides };
  const ask = input.mode === 'route' ? routeRequest : sendRequest;
  const record_id = await ask(parts, recorded, asking);
  return { record_id, source: recorded.source };
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
