/** Errors in the shape that Google's clients parse: `{error: {code, message, status, details}}`. */
import type { HeimdallError } from '../../../core/index.ts';
import { ERROR_STATUS } from '../../http/error-status.ts';
import type { CanonicalEvent } from '../canonical.ts';
import { isObject, type JsonObject } from './fields.ts';

/** Names of google.rpc.Code by the HTTP status that they are sent with. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  422: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
  529: 'UNAVAILABLE',
};

/** Google's name for an HTTP status. */
export function statusName(status: number): string {
  return STATUS_NAMES[status] ?? (status >= 500 ? 'INTERNAL' : 'FAILED_PRECONDITION');
}

/** The body for one of our own errors. Only its message, code and `param` go out, never the cause or a stack. */
export function renderError(error: HeimdallError, status: number, requestId: string | null): JsonObject {
  const { param } = error.context;
  const details: JsonObject[] = [errorInfo(error.code)];
  if (typeof param === 'string') {
    details.push({ '@type': rpcType('BadRequest'), fieldViolations: [{ field: param, description: error.message }] });
  }
  if (requestId !== null) details.push({ '@type': rpcType('RequestInfo'), requestId });
  return { error: { code: status, message: error.message, status: statusName(status), details } };
}

/** The frame that ends a stream which broke after its first byte. */
export function renderStreamError(code: string, message: string): string {
  const status = Object.hasOwn(ERROR_STATUS, code) ? ERROR_STATUS[code as keyof typeof ERROR_STATUS] : 500;
  const error = { code: status, message, status: statusName(status), details: [errorInfo(code)] };
  return `data: ${JSON.stringify({ error })}\r\n\r\n`;
}

function errorInfo(code: string): JsonObject {
  return { '@type': rpcType('ErrorInfo'), reason: code.toUpperCase(), domain: 'heimdall' };
}

function rpcType(name: string): string {
  return `type.googleapis.com/google.rpc.${name}`;
}

/** Characters of an upstream's error text that are passed on; more is a page, not a message. */
const MAX_MESSAGE_CHARS = 2_000;
/** API keys, access tokens, and the query parameter that older clients send the key in. */
const CREDENTIALS = /AIza[\w-]{20,}|ya29\.[\w.-]+|(?<=[?&]key=)[^&\s"']+/g;

/** Reads an upstream's error body, whatever its shape. */
export function readError(status: number, text: string): { readonly message: string; readonly type: string | null } {
  const error = findError(parseJson(text));
  const message = textOf(error?.message) ?? `Gemini answered with status ${status}.`;
  return { message: clean(message), type: textOf(error?.status) };
}

/** The event for a frame that is an error; null for every other. */
export function errorEvent(body: unknown): (CanonicalEvent & { type: 'error' }) | null {
  const error = isObject(body) && 'error' in body ? findError(body) : null;
  if (error === null) return null;
  return {
    type: 'error',
    code: eventCode(error.code),
    message: clean(textOf(error.message) ?? 'Gemini ended the stream with an error.'),
  };
}

function eventCode(code: unknown): string {
  if (code === 429) return 'provider_rate_limited';
  if (code === 401 || code === 403) return 'auth_rejected';
  return code === 504 ? 'provider_timeout' : 'provider_error';
}

/** The `error` of a body; Google wraps it in an array where a stream was asked for. */
function findError(value: unknown): JsonObject | null {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  if (!isObject(outer)) return null;
  if (typeof outer.error === 'string') return { message: outer.error };
  if (isObject(outer.error)) return outer.error;
  return 'message' in outer ? outer : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function clean(message: string): string {
  return message.replace(CREDENTIALS, '[key]').slice(0, MAX_MESSAGE_CHARS);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
