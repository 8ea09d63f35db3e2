/** One call to one upstream, up to the point where it either can be given to the client or has failed. */
import { HeimdallError } from '../../core/index.ts';
import type { CanonicalAnswer, DialectName } from '../dialects/canonical.ts';
import type { UpstreamAnswer, UpstreamCall } from '../providers/upstream.ts';
import { framesFor } from './answer-frames.ts';
import { type AttemptResult, failed } from './attempt-result.ts';
import type { AttemptContext, PreparedAttempt } from './prepare-attempt.ts';
import { readAnswer } from './read-answer.ts';
import { judgeError, judgeStreamError } from './upstream-error.ts';
import { UpstreamStream } from './upstream-stream.ts';

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/** The field that a complete answer has in each dialect. */
const ANSWER_FIELD: Readonly<Record<DialectName, string>> = {
  'openai-chat': 'choices',
  'openai-responses': 'output',
  anthropic: 'content',
  gemini: 'candidates',
};

/**
 * Waits for the answer, or in a stream for its first word, and classifies it. Never rejects.
 *
 * @param idleMs Milliseconds that the upstream may be silent once it has sent its status.
 */
export async function finishAttempt(
  prepared: PreparedAttempt,
  call: UpstreamCall,
  context: AttemptContext,
  idleMs: number,
): Promise<AttemptResult> {
  let answer: UpstreamAnswer;
  try {
    answer = await call.answer;
  } catch (error) {
    return { kind: 'failed', status: null, error: HeimdallError.from(error), retryAfter: null };
  }
  if (answer.status < 200 || answer.status > 299) return judgeError(prepared, answer);
  if (!context.parsed.request.stream) return readComplete(prepared, answer, context, idleMs);
  const result = await readBeginning(prepared, answer, context, idleMs);
  if (result.kind !== 'stream') call.cancel();
  return result;
}

async function readBeginning(
  prepared: PreparedAttempt,
  { status, headers, body }: UpstreamAnswer,
  context: AttemptContext,
  idleMs: number,
): Promise<AttemptResult> {
  const { host } = prepared;
  const type = String(headers['content-type'] ?? '');
  if (type.includes('json') || type.includes('html')) {
    return failed(status, 'provider_bad_response', `${host} did not answer with a stream.`);
  }
  const stream = new UpstreamStream(body, framesFor(prepared, context), idleMs);
  const beginning = await stream.begun;
  if (beginning === 'begun') return { kind: 'stream', status, stream };
  const { error } = stream.frames;
  if (error !== null) return judgeStreamError(prepared, status, error);
  if (beginning === 'stalled') {
    return failed(status, 'provider_timeout', `${host} fell silent before the first word of its answer.`);
  }
  if (beginning === 'cut') {
    return failed(status, 'provider_error', `${host} broke off before the first word of its answer.`);
  }
  return failed(status, 'provider_bad_response', `${host} ended its stream without an answer.`);
}

async function readComplete(
  prepared: PreparedAttempt,
  answer: UpstreamAnswer,
  { client, parsed }: AttemptContext,
  idleMs: number,
): Promise<AttemptResult> {
  const { host, dialect, passThrough } = prepared;
  const { status } = answer;
  const bytes = await readAnswer(answer.body, MAX_ANSWER_BYTES, idleMs);
  if (bytes === 'stalled') return failed(status, 'provider_timeout', `${host} stopped in the middle of its answer.`);
  if (bytes === 'cut') return failed(status, 'provider_error', `${host} broke off in the middle of its answer.`);
  if (bytes === 'too-large') return failed(status, 'provider_bad_response', `The answer of ${host} is too large.`);
  const value = parseObject(bytes);
  if (value === null || !isAnswer(value, dialect.name)) {
    // Some servers report a failure with status 200.
    return typeof value?.error === 'object' && value.error !== null
      ? failed(status, 'provider_error', `${host} answered with an error.`)
      : failed(status, 'provider_bad_response', `${host} answered something that is no answer of its protocol.`);
  }
  if (passThrough) {
    const usage = dialect.readUsage(value);
    const estimatedOutput = usage === null ? estimateTokens(tryParse(() => dialect.parseAnswer(value))) : 0;
    return { kind: 'complete', status, bytes, usage, estimatedOutput };
  }
  try {
    const canonical = dialect.parseAnswer(value);
    return {
      kind: 'complete',
      status,
      bytes: Buffer.from(JSON.stringify(client.renderAnswer(canonical, parsed))),
      usage: canonical.usage,
      estimatedOutput: estimateTokens(canonical),
    };
  } catch (error) {
    const failure = HeimdallError.from(error);
    // Anything else is a bug of ours and is logged as one.
    if (failure.code !== 'provider_bad_response') return { kind: 'failed', status, error: failure, retryAfter: null };
    return failed(status, 'provider_bad_response', `${host} answered something that cannot be read.`);
  }
}

function isAnswer(value: Record<string, unknown>, dialect: DialectName): boolean {
  // Gemini leaves the candidates out when it blocks the prompt.
  return Array.isArray(value[ANSWER_FIELD[dialect]]) || (dialect === 'gemini' && isObject(value.promptFeedback));
}

/** A guess for answers that report no usage: four characters a token. */
function estimateTokens(answer: CanonicalAnswer | null): number {
  let length = 0;
  for (const part of answer?.parts ?? [])
    length += part.type === 'tool-call' ? part.arguments.length : part.text.length;
  return Math.ceil(length / 4);
}

function tryParse(parse: () => CanonicalAnswer): CanonicalAnswer | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

function parseObject(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
