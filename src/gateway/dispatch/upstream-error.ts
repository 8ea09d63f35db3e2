/** What an upstream's error means, and what of it may go to the client. */
import { HeimdallError } from '../../core/index.ts';
import type { UpstreamAnswer } from '../providers/upstream.ts';
import { type BadResult, failed } from './attempt-result.ts';
import type { PreparedAttempt } from './prepare-attempt.ts';
import { readAnswer } from './read-answer.ts';

const MAX_ERROR_BYTES = 256 * 1024;
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
  const read = await readAnswer(answer.body, MAX_ERROR_BYTES);
  const text = Buffer.isBuffer(read) ? read.toString('utf8') : '';
  const { host, credential, dialect } = prepared;
  const { secret } = credential;
  if (status === 401) {
    const message = `${host} refused the credential (${credential.source}). ${credential.remedy}`;
    return failed(status, 'auth_rejected', message);
  }
  const { type, message: said } = dialect.readError(status, text);
  const message = redact(said, secret).slice(0, MAX_MESSAGE_CHARS);
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

/** The upstream's own error object, for a client that speaks its dialect; null when it is none. */
function ownBody(text: string, secret: string | null): unknown {
  if (text.length > MAX_PASSED_ON_CHARS) return null;
  try {
    const value: unknown = JSON.parse(redact(text, secret));
    const body = Array.isArray(value) ? value[0] : value;
    return typeof body?.error === 'object' && body.error !== null ? body : null;
  } catch {
    return null;
  }
}

function redact(message: string, secret: string | null): string {
  return secret === null || secret.length < 8 ? message : message.split(secret).join('[key]');
}
