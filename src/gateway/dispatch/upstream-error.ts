/** What an upstream's error means, and what of it may go to the client. */
import { HeimdallError } from '../../core/index.ts';
import type { StreamError } from '../dialects/canonical.ts';
import { refusesCredential } from '../providers/provider-error.ts';
import type { UpstreamAnswer } from '../providers/upstream.ts';
import { type BadResult, failed } from './attempt-result.ts';
import type { PreparedAttempt } from './prepare-attempt.ts';
import { readAnswer } from './read-answer.ts';
import { redactSecret } from './redact-secret.ts';

const MAX_ERROR_BYTES = 256 * 1024;
/** An error body that does not come is not worth a wait: the status says enough. */
const ERROR_IDLE_MS = 5_000;
/** More than this is a page, not a message. */
const MAX_MESSAGE_CHARS = 2_000;
const MAX_PASSED_ON_CHARS = 16_000;

/** How OpenAI, Anthropic, Google and the common servers say that the request is longer than the model's context. */
const OVERFLOW =
  /context[_ ](?:length|window|limit|size)|maximum context|prompt is too long|too many (?:input )?tokens|input token count|exceeds? the (?:maximum|available) (?:number of tokens|context)/i;
/** Anthropic says with a 400 that the money is used up. */
const QUOTA = /credit balance is too low|billing|quota/i;

/** Reads an answer that is not 2xx and decides whether somebody else is worth asking. Never rejects. */
export async function judgeError(
  prepared: Pick<PreparedAttempt, 'host' | 'credential' | 'dialect' | 'passThrough'>,
  answer: UpstreamAnswer,
): Promise<BadResult> {
  const { status } = answer;
  const read = await readAnswer(answer.body, MAX_ERROR_BYTES, ERROR_IDLE_MS);
  const text = Buffer.isBuffer(read) ? read.toString('utf8') : '';
  const { host, credential, dialect } = prepared;
  const { secret } = credential;
  if (refusesCredential(status, text)) {
    const message = `${host} refused the credential (${credential.source}). ${credential.remedy}`;
    return failed(status, 'auth_rejected', message);
  }
  const { type, message: said } = dialect.readError(status, text);
  const message = redactSecret(said, secret).slice(0, MAX_MESSAGE_CHARS);
  const retryAfter = answer.headers['retry-after'] ?? null;
  const quota = dialect.name === 'anthropic' && status < 429 && QUOTA.test(`${type} ${message}`);
  if (status === 429 || quota) {
    return failed(status, 'provider_rate_limited', `${host} answered ${status}: ${message}`, retryAfter);
  }
  if (status === 408) return failed(status, 'provider_timeout', `${host} answered 408: ${message}`);
  if (status >= 400 && status < 500 && status !== 409) {
    const overflow = OVERFLOW.test(text.slice(0, MAX_PASSED_ON_CHARS));
    const code = overflow ? 'context_overflow' : 'provider_error';
    return {
      kind: 'refused',
      status,
      overflow,
      error: new HeimdallError(code, message),
      body: prepared.passThrough ? ownBody(text, secret) : null,
    };
  }
  return failed(status, 'provider_error', `${host} answered ${status}: ${message}`, retryAfter);
}

/**
 * The same for an error that stands where the answer should begin: some upstreams say 200 before they know that they
 * cannot. The status is the one that came.
 */
export function judgeStreamError(prepared: PreparedAttempt, status: number, error: StreamError): BadResult {
  const { host, credential } = prepared;
  const { secret } = credential;
  const said = redactSecret(error.message, secret).slice(0, MAX_MESSAGE_CHARS);
  const names = `${error.code} ${said}`;
  const overflow = error.code === 'context_overflow' || OVERFLOW.test(names);
  if (overflow || /^(?:invalid_request|invalid_argument)/i.test(error.code)) {
    const failure = new HeimdallError(overflow ? 'context_overflow' : 'provider_error', said);
    return { kind: 'refused', status: 400, overflow, error: failure, body: null };
  }
  const message = `${host} answered ${status} and then: ${said}`;
  const limited = /rate_limit|^resource_exhausted$/i.test(error.code) || QUOTA.test(names);
  if (error.code === 'auth_rejected' || /^authentication_error$/.test(error.code)) {
    return failed(status, 'auth_rejected', message);
  }
  return failed(status, limited ? 'provider_rate_limited' : 'provider_error', message);
}

/** The upstream's own error object, for a client that speaks its dialect; null when it is none. */
function ownBody(text: string, secret: string | null): unknown {
  if (text.length > MAX_PASSED_ON_CHARS) return null;
  try {
    const value: unknown = JSON.parse(redactSecret(text, secret));
    const body = Array.isArray(value) ? value[0] : value;
    return typeof body?.error === 'object' && body.error !== null ? body : null;
  } catch {
    return null;
  }
}
