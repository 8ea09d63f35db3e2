/** Errors in the shape that OpenAI clients parse: `{error: {message, type, param, code}}`. */
import type { HeimdallError } from '../../../core/index.ts';
import { redactSecret } from '../../dispatch/redact-secret.ts';
import { ERROR_STATUS } from '../../http/error-status.ts';

export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    /** Path of the field that is wrong: `messages[1].content`. */
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** Codes that clients of the OpenAI API branch on, where ours has another name. */
const OPENAI_CODES: Readonly<Record<string, string>> = {
  model_unknown: 'model_not_found',
  context_overflow: 'context_length_exceeded',
  provider_rate_limited: 'rate_limit_exceeded',
  token_invalid: 'invalid_api_key',
};

/** The `type` that the OpenAI API uses with a status. */
export function openAiErrorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
}

/** The body for one of our own errors. Only its message and its `param` go out, never the cause or a stack. */
export function openAiErrorBody(error: HeimdallError): OpenAiErrorBody {
  const param = error.context.param;
  return {
    error: {
      message: error.message,
      type: openAiErrorType(ERROR_STATUS[error.code]),
      param: typeof param === 'string' ? param : null,
      code: OPENAI_CODES[error.code] ?? error.code,
    },
  };
}

/** Bytes of an upstream's error text that are passed on; more is a page, not a message. */
const MAX_MESSAGE_CHARS = 2_000;

/**
 * Reads an upstream's error answer, whatever its shape, into ours.
 *
 * @param secret The credential that was sent; cut out should the upstream repeat it.
 */
export function upstreamErrorBody(status: number, text: string, host: string, secret: string | null): OpenAiErrorBody {
  const found = findError(text);
  const message = found.message ?? `${host} answered with status ${status}.`;
  return {
    error: {
      message: redactSecret(message, secret).slice(0, MAX_MESSAGE_CHARS),
      type: found.type ?? openAiErrorType(status),
      param: found.param,
      code: found.code,
    },
  };
}

interface FoundError {
  message: string | null;
  type: string | null;
  param: string | null;
  code: string | null;
}

function findError(text: string): FoundError {
  const nothing: FoundError = { message: null, type: null, param: null, code: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return nothing;
  }
  // Google's OpenAI-compatible endpoint wraps the error in an array.
  const outer = Array.isArray(value) ? value[0] : value;
  if (typeof outer !== 'object' || outer === null) return nothing;
  const { error, message } = outer as { error?: unknown; message?: unknown };
  if (typeof error === 'string') return { ...nothing, message: error };
  if (typeof error !== 'object' || error === null) return { ...nothing, message: textOrNull(message) };
  const fields = error as Record<string, unknown>;
  return {
    message: textOrNull(fields.message),
    type: textOrNull(fields.type),
    param: textOrNull(fields.param),
    code: typeof fields.code === 'number' ? String(fields.code) : textOrNull(fields.code),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
