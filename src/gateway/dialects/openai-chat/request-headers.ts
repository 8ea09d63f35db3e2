/** The `x-heimdall-*` request headers and the name of the calling app. */
import type { IncomingHttpHeaders } from 'node:http';
import { HeimdallError, type RoutingOverrides } from '../../../core/index.ts';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';

const NO_OVERRIDES: RoutingOverrides = {};

/**
 * Reads `x-heimdall-alpha`, `x-heimdall-bucket` and `x-heimdall-model`.
 *
 * @throws {HeimdallError} `request_invalid`; `context.param` names the header.
 */
export function parseOverrides(headers: IncomingHttpHeaders): RoutingOverrides {
  const alpha = headers['x-heimdall-alpha'];
  const bucket = headers['x-heimdall-bucket'];
  const model = headers['x-heimdall-model'];
  if (alpha === undefined && bucket === undefined && model === undefined) return NO_OVERRIDES;
  return {
    ...(alpha === undefined ? {} : { alpha: parseAlpha(alpha) }),
    ...(bucket === undefined ? {} : { bucket: parseBucket(bucket) }),
    ...(model === undefined ? {} : { model: parseModel(model) }),
  };
}

/**
 * True when `x-heimdall-simulate: true` asks for the simulator: the request is decided as always, and no provider is
 * called.
 *
 * @throws {HeimdallError} `request_invalid` for anything but `true` and `false`: who mistypes it must not be charged.
 */
export function wantsSimulator(headers: IncomingHttpHeaders): boolean {
  const value = headers['x-heimdall-simulate'];
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw invalid('x-heimdall-simulate', 'x-heimdall-simulate must be true or false.');
}

function parseAlpha(value: string | readonly string[]): number {
  // Number('') and Number(' ') are 0, and 0 is a valid alpha that nobody meant.
  const alpha = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (alpha >= 0 && alpha <= 1) return alpha;
  throw invalid('x-heimdall-alpha', 'x-heimdall-alpha must be a number from 0 (cost alone) to 1 (quality alone).');
}

function parseBucket(value: string | readonly string[]): Bucket {
  const bucket = BUCKETS.find((name) => name === value);
  if (bucket !== undefined) return bucket;
  throw invalid('x-heimdall-bucket', `x-heimdall-bucket must be one of ${BUCKETS.join(', ')}.`);
}

function parseModel(value: string | readonly string[]): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw invalid('x-heimdall-model', 'x-heimdall-model must be a model id of GET /v1/models.');
}

function invalid(param: string, message: string): HeimdallError {
  return new HeimdallError('request_invalid', message, { context: { param } });
}

const MAX_APP_CHARS = 64;
const MAX_TRACEPARENT_CHARS = 200;

/** Name of the calling app: `x-heimdall-app`, else `X-Title`, else the first product of the User-Agent. */
export function appName(headers: IncomingHttpHeaders): string | null {
  const named = headers['x-heimdall-app'] ?? headers['x-title'];
  if (typeof named === 'string' && named.trim() !== '') return clean(named);
  const product = /^[^\s/;(]+/.exec(headers['user-agent'] ?? '')?.[0];
  return product === undefined ? null : clean(product);
}

/** The token of a request that the host itself sends again: `x-heimdall-replay`. */
export function replayToken(headers: IncomingHttpHeaders): string | null {
  const token = headers['x-heimdall-replay'];
  return typeof token === 'string' ? token.slice(0, MAX_APP_CHARS) : null;
}

/** W3C trace context of the caller, as it came: `traceparent`. 55 characters in the version that is in use. */
export function traceparent(headers: IncomingHttpHeaders): string | null {
  const header = headers.traceparent;
  return typeof header === 'string' && header.length <= MAX_TRACEPARENT_CHARS ? header : null;
}

function clean(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, MAX_APP_CHARS);
}
