/**
 * Who may talk to the endpoint. It binds to this machine unless told otherwise, but any web page that the user opens can also send requests
 * to this machine: the Host check stops DNS rebinding (a foreign name that resolves to 127.0.0.1), the Origin check
 * stops pages of other sites, and the access token, when there is one, stops other programs and users.
 */

import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HeimdallError } from '../../core/index.ts';
import { sameSecret } from './same-secret.ts';

/** Names that a browser or client may call this endpoint by, with its port. */
export class HostGuard {
  readonly #hosts = new Set<string>();
  readonly #origins = new Set<string>();

  readonly #allowed: () => readonly string[];

  /**
   * @param host Address that it listens on, which is a name of it too, unless it stands for all.
   * @param allowed Further names, with their port where they have one. Read at each request.
   */
  constructor(port: number, host = '127.0.0.1', allowed: () => readonly string[] = () => []) {
    this.#allowed = allowed;
    const own = host.includes(':') ? `[${host}]` : host;
    for (const name of new Set(['localhost', '127.0.0.1', '[::1]', own])) {
      this.#hosts.add(`${name}:${port}`);
      this.#origins.add(`http://${name}:${port}`);
      if (port === 80) {
        this.#hosts.add(name);
        this.#origins.add(`http://${name}`);
      }
    }
  }

  /** @throws {HeimdallError} `host_forbidden` when the Host header is absent or not an address of this endpoint. */
  checkHost(host: string | undefined): void {
    if (host !== undefined && (this.#hosts.has(host) || this.#hosts.has(host.toLowerCase()))) return;
    if (host !== undefined && this.#allowed().includes(host.toLowerCase())) return;
    throw new HeimdallError(
      'host_forbidden',
      'The Host header is not an address of this endpoint. Use localhost, 127.0.0.1 or [::1] with its port, or add the name to gateway.allowed_hosts.',
    );
  }

  /**
   * Two Host headers may be read in two ways; Node hands on the first.
   *
   * @param raw Names and values in turn, as they came.
   * @throws {HeimdallError} `host_forbidden`.
   */
  checkOneHost(raw: readonly string[]): void {
    let hosts = 0;
    for (let at = 0; at < raw.length; at += 2) if (raw[at]?.length === 4 && /^host$/i.test(raw[at] as string)) hosts++;
    if (hosts > 1) throw new HeimdallError('host_forbidden', 'The request has more than one Host header.');
  }

  /**
   * True when the request comes from a page that may read the answer; false when it has no Origin at all.
   *
   * @throws {HeimdallError} `origin_forbidden` for any other page, `null` included.
   */
  checkOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
    if (origin === undefined) return false;
    if (this.#origins.has(origin)) return true;
    // Its own pages under those names; TLS ends in front of it.
    if (this.#allowed().some((name) => origin === `https://${name}` || origin === `http://${name}`)) return true;
    // People write origins with a trailing slash; browsers never send one.
    if (allowed.some((entry) => entry === origin || entry === `${origin}/`)) return true;
    throw new HeimdallError(
      'origin_forbidden',
      'The Origin of this request is not allowed. Add it to gateway.allowed_origins to let that site call the endpoint.',
    );
  }
}

const EXPOSED_HEADERS = [
  'x-request-id',
  'x-heimdall-decision-id',
  'x-heimdall-model',
  'x-heimdall-provider',
  'x-heimdall-bucket',
  'x-heimdall-alpha',
  'x-heimdall-overhead-ms',
  'x-heimdall-cache',
  'x-heimdall-simulated',
  'x-heimdall-attempts',
  'x-heimdall-error',
  'x-heimdall-dropped',
  'x-heimdall-token-count',
  'request-id',
  'retry-after',
].join(', ');

/** Headers that SDKs send; those with a `-` at the end are prefixes. The wildcard `*` does not cover authorization. */
const ALLOWED_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'user-agent',
  'idempotency-key',
  'x-api-key',
  'x-goog-',
  'x-server-timeout',
  'x-claude-code-',
  'x-app',
  'x-title',
  'x-request-id',
  'http-referer',
  // Added by tracing to every request of a page.
  'traceparent',
  'tracestate',
  'baggage',
  'x-stainless-',
  'x-heimdall-',
  'openai-',
  'anthropic-',
];

/** Lets the page at `origin` read the answer. */
export function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
  response.setHeader('vary', 'Origin');
}

/** True for the question that a browser asks before it sends a cross-origin request. */
export function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** The answer to a preflight: those of the headers asked for that the endpoint takes. */
export function preflightHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const asked = String(request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const allowed = asked.filter((name) =>
    ALLOWED_HEADERS.some((entry) => (entry.endsWith('-') ? name.startsWith(entry) : name === entry)),
  );
  return {
    'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
    'access-control-allow-headers': allowed.join(', '),
    'access-control-max-age': '600',
    ...(request.headers['access-control-request-private-network'] === 'true'
      ? { 'access-control-allow-private-network': 'true' }
      : {}),
  };
}

/** Headers that carry a credential, as SDKs of the three APIs send it. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'] as const;

/**
 * Checks the access token of the endpoint, in constant time.
 *
 * @returns The header that brought it in place of a provider's credential, or null when it came in its own.
 * @throws {HeimdallError} `token_invalid`.
 */
export function checkAccessToken(headers: IncomingHttpHeaders, token: string): string | null {
  const own = headers['x-heimdall-token'];
  if (typeof own === 'string' && sameSecret(own, token)) return null;
  for (const name of CREDENTIAL_HEADERS) {
    const value = headers[name];
    if (typeof value !== 'string') continue;
    const given = name === 'authorization' ? /^bearer\s+(\S.*)$/i.exec(value)?.[1]?.trim() : value.trim();
    if (given !== undefined && sameSecret(given, token)) return name;
  }
  throw new HeimdallError(
    'token_invalid',
    'This endpoint needs its access token. Send it as the API key (Authorization: Bearer, x-api-key, x-goog-api-key) or in x-heimdall-token.',
  );
}
