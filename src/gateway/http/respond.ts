/** Small answers: JSON and errors. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { HeimdallError } from '../../core/index.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';
import type { ClientDialect } from '../dialects/dialect.ts';
import { ERROR_STATUS } from './error-status.ts';

const WORTH_ANOTHER_TRY: ReadonlySet<ErrorCode> = new Set(['shutting_down', 'overloaded']);

/** Sends a value as JSON. Does nothing when an answer has already begun. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return;
  sendJsonText(response, status, JSON.stringify(value), headers);
}

/** The same for JSON that is made already. */
export function sendJsonText(
  response: ServerResponse,
  status: number,
  // Text, not bytes: node then writes head and body in one piece.
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  send(response, status, body, { 'content-type': 'application/json; charset=utf-8', ...headers });
}

/** Sends text with a status of 200. */
export function sendText(response: ServerResponse, body: string, contentType: string): void {
  send(response, 200, body, { 'content-type': contentType });
}

function send(response: ServerResponse, status: number, body: string, headers: OutgoingHttpHeaders): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/**
 * Sends one of our errors in the caller's dialect. `x-should-retry: false` keeps the OpenAI SDK from repeating what would
 * fail again.
 */
export function sendError(
  response: ServerResponse,
  error: HeimdallError,
  dialect: ClientDialect,
  headers: OutgoingHttpHeaders = {},
): void {
  const status = ERROR_STATUS[error.code];
  const requestId = headers['x-request-id'];
  const body = dialect.renderError(error, status, typeof requestId === 'string' ? requestId : null);
  sendJson(response, status, body, {
    'x-heimdall-error': error.code,
    'x-should-retry': WORTH_ANOTHER_TRY.has(error.code) ? 'true' : 'false',
    ...headers,
  });
}

/** Clients take 16 KiB of headers, all together. */
const MAX_VALUE_CHARS = 2_000;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A header value with nothing but visible ASCII: model ids come from files that people edit, names of fields from callers. */
export function headerValue(text: string): string {
  const short = text.slice(0, MAX_VALUE_CHARS);
  if (/^[\x20-\x7e]*$/.test(short)) return short;
  const encoded = encodeURIComponent(short.replace(LONE_SURROGATE, '\ufffd'));
  // Without half an escape.
  return encoded.slice(0, MAX_VALUE_CHARS).replace(/%.?$/, '');
}
