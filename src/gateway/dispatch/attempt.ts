/** One call to one upstream, up to the point where it either can be given to the client or has failed. */
import type { IncomingHttpHeaders } from 'node:http';
import { HeimdallError, type Routing } from '../../core/index.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';
import { type OpenAiErrorBody, upstreamErrorBody } from '../dialects/openai-chat/openai-error.ts';
import type { ParsedChat } from '../dialects/openai-chat/parse-chat-request.ts';
import { estimateTokens, parseUsage, type TokenUsage } from '../dialects/openai-chat/usage.ts';
import type { UpstreamAnswer, UpstreamCall } from '../providers/upstream.ts';
import { readAnswer } from './read-answer.ts';

/** A call that was started, and what is needed to judge its answer. */
export interface StartedAttempt {
  readonly call: UpstreamCall;
  /** Host for messages; `simulator` for the built-in one. */
  readonly host: string;
  /** The credential that went out, to be cut out of whatever comes back. */
  readonly secret: string | null;
  /** Where that credential came from, in words. */
  readonly secretSource: string;
}

export type AttemptResult =
  | { readonly kind: 'stream'; readonly answer: UpstreamAnswer }
  | {
      readonly kind: 'complete';
      readonly status: number;
      readonly bytes: Buffer;
      readonly usage: TokenUsage | null;
      readonly estimatedOutput: number;
    }
  /** The upstream says that the request itself is wrong: nobody else is asked. */
  | { readonly kind: 'refused'; readonly status: number; readonly error: OpenAiErrorBody }
  | {
      readonly kind: 'failed';
      readonly status: number | null;
      readonly error: HeimdallError;
      readonly retryAfter: string | null;
    };

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const MAX_ERROR_BYTES = 256 * 1024;

/** Everything about a request that its attempts share. */
export interface AttemptContext {
  readonly routing: Routing;
  readonly parsed: ParsedChat;
  readonly headers: IncomingHttpHeaders;
}

/** Waits for the answer and classifies it. Never rejects. */
export async function finishAttempt(started: StartedAttempt, stream: boolean): Promise<AttemptResult> {
  let answer: UpstreamAnswer;
  try {
    answer = await started.call.answer;
  } catch (error) {
    return { kind: 'failed', status: null, error: HeimdallError.from(error), retryAfter: null };
  }
  if (answer.status < 200 || answer.status > 299) return judgeError(started, answer);
  const type = String(answer.headers['content-type'] ?? '');
  if (!stream) return readComplete(started, answer);
  if (!type.includes('json') && !type.includes('html')) return { kind: 'stream', answer };
  started.call.cancel();
  return failed(answer.status, 'provider_bad_response', `${started.host} did not answer with a stream.`);
}

async function readComplete({ host }: StartedAttempt, answer: UpstreamAnswer): Promise<AttemptResult> {
  const bytes = await readAnswer(answer.body, MAX_ANSWER_BYTES);
  if (bytes === 'cut') return failed(answer.status, 'provider_error', `${host} broke off in the middle of its answer.`);
  if (bytes === 'too-large')
    return failed(answer.status, 'provider_bad_response', `The answer of ${host} is too large.`);
  const value = parseObject(bytes);
  if (value === null || !Array.isArray(value.choices)) {
    // Some servers report a failure with status 200.
    return value !== null && typeof value.error === 'object'
      ? failed(answer.status, 'provider_error', `${host} answered with an error.`)
      : failed(answer.status, 'provider_bad_response', `${host} answered something that is no chat completion.`);
  }
  return {
    kind: 'complete',
    status: answer.status,
    bytes,
    usage: parseUsage(value.usage),
    estimatedOutput: estimateTokens(contentOf(value.choices[0])),
  };
}

async function judgeError(started: StartedAttempt, answer: UpstreamAnswer): Promise<AttemptResult> {
  const { status } = answer;
  const read = await readAnswer(answer.body, MAX_ERROR_BYTES);
  const text = Buffer.isBuffer(read) ? read.toString('utf8') : '';
  const { host, secret, secretSource } = started;
  const error = upstreamErrorBody(status, text, host, secret);
  if (status === 401) {
    const message = `${host} refused the credential (${secretSource}). Check that it is valid and not expired.`;
    return failed(status, 'auth_rejected', message);
  }
  const retryAfter = answer.headers['retry-after'] ?? null;
  if (status === 429) {
    return failed(status, 'provider_rate_limited', `${host} answered 429: ${error.error.message}`, retryAfter);
  }
  if (status === 408) return failed(status, 'provider_timeout', `${host} answered 408: ${error.error.message}`);
  if (status >= 400 && status < 500 && status !== 409) return { kind: 'refused', status, error };
  return failed(status, 'provider_error', `${host} answered ${status}: ${error.error.message}`);
}

function failed(
  status: number | null,
  code: ErrorCode,
  message: string,
  retryAfter: string | null = null,
): AttemptResult {
  return { kind: 'failed', status, error: new HeimdallError(code, message), retryAfter };
}

function parseObject(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function contentOf(choice: unknown): string {
  const content = (choice as { message?: { content?: unknown } } | undefined)?.message?.content;
  return typeof content === 'string' ? content : '';
}
