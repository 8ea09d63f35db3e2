/** Errors in the shape that Anthropic clients parse: `{type: "error", error: {type, message}, request_id}`. */
import type { HeimdallError } from '../../../core/index.ts';
import type { ErrorCode } from '../../../shared/error-codes.ts';
import { ERROR_STATUS } from '../../http/error-status.ts';
import { sseFrame } from './sse-frame.ts';
import { isObject, textOrNull } from './wire.ts';

export interface AnthropicErrorBody {
  readonly type: 'error';
  readonly error: { readonly type: string; readonly message: string };
  readonly request_id: string | null;
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

/** The `type` that the API uses with a status. */
export function anthropicErrorType(status: number): string {
  return TYPES.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}

/** The body for one of our own errors. Only its message goes out, never the cause or a stack. */
export function renderError(error: HeimdallError, status: number, requestId: string | null): AnthropicErrorBody {
  return {
    type: 'error',
    error: {
      type: error.code === 'overloaded' ? 'overloaded_error' : anthropicErrorType(status),
      message: error.message,
    },
    request_id: requestId,
  };
}

/** @param code One of our codes, or a type of this API's own. */
export function renderStreamError(code: string, message: string): string {
  return sseFrame('error', { type: 'error', error: { type: streamErrorType(code), message } });
}

function streamErrorType(code: string): string {
  if (/^[a-z_]+_error$/.test(code) && !Object.hasOwn(ERROR_STATUS, code)) return code;
  const status = Object.hasOwn(ERROR_STATUS, code) ? ERROR_STATUS[code as ErrorCode] : 500;
  return anthropicErrorType(status);
}

/** Characters of an upstream's error text that are passed on; more is a page, not a message. */
const MAX_MESSAGE_CHARS = 2_000;

/** Keys and tokens, should an upstream repeat the one that it was sent. Words after `Bearer` are shorter. */
const CREDENTIAL = /\bsk-[\w-]{8,}|(?<=\bBearer\s+)[\w.~+/=-]{16,}/gi;

/** Reads an upstream's error body, whatever its shape. */
export function readError(status: number, text: string): { readonly message: string; readonly type: string | null } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const outer = isObject(value) ? value : {};
  const inner = isObject(outer.error) ? outer.error : {};
  const message = textOrNull(inner.message) ?? textOrNull(outer.error) ?? textOrNull(outer.message);
  return {
    message: (message ?? `The provider answered with status ${status}.`)
      // Cut twice: first so that the search is bounded, then so that no half of a key is left at the end.
      .slice(0, 2 * MAX_MESSAGE_CHARS)
      .replace(CREDENTIAL, '[key]')
      .slice(0, MAX_MESSAGE_CHARS),
    type: textOrNull(inner.type),
  };
}
