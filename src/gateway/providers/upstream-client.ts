/** Calls upstream servers over kept-alive connections. Knows nothing of dialects. */
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { HeimdallError } from '../../core/index.ts';
import type { UpstreamAnswer, UpstreamCall } from './upstream.ts';

/** Silence after which a connection counts as dead, in milliseconds; longer where callers wait longer. */
const DEAD_AFTER_MS = 600_000;

export interface UpstreamRequest {
  /** Base URL including its version segment. */
  readonly baseUrl: string;
  /** Path below the base URL; may have a query. */
  readonly path: string;
  /** JSON. A string, because node sends it in one write with the headers. */
  readonly body: string;
  /** Lower-case names, the credential included. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds until the status line must be there. */
  readonly timeoutMs: number;
  /** Milliseconds that a stream may be silent. The caller watches that; here it only must not be cut before. */
  readonly idleMs?: number;
}

interface Endpoint {
  readonly secure: boolean;
  /** Host and port for messages. */
  readonly label: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  /** Query of the base URL without its question mark. */
  readonly query: string;
}

/** One instance per gateway; it owns the connections. */
export class UpstreamClient {
  readonly #http = new HttpAgent({ keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' });
  readonly #https = new HttpsAgent({ keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' });
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #userAgent: string;

  constructor(version: string) {
    this.#userAgent = `heimdall/${version}`;
  }

  /** Host (and port) of a base URL: what messages and logs may show of it. */
  hostOf(baseUrl: string): string {
    return this.#endpoint(baseUrl).label;
  }

  /** Starts a call. */
  post(call: UpstreamRequest): UpstreamCall {
    return new HttpCall(this.#endpoint(call.baseUrl), call, this.#userAgent, this.#http, this.#https);
  }

  /** Closes every connection, those in use included. */
  destroy(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #endpoint(baseUrl: string): Endpoint {
    const known = this.#endpoints.get(baseUrl);
    if (known !== undefined) return known;
    const url = new URL(baseUrl);
    const endpoint: Endpoint = {
      secure: url.protocol === 'https:',
      label: url.host,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname.replace(/\/+$/, ''),
      query: url.search.slice(1),
    };
    this.#endpoints.set(baseUrl, endpoint);
    return endpoint;
  }
}

class HttpCall implements UpstreamCall {
  readonly answer: Promise<UpstreamAnswer>;
  readonly #endpoint: Endpoint;
  readonly #call: UpstreamRequest;
  readonly #agent: HttpAgent;
  readonly #headers: Record<string, string | number>;
  #request: ClientRequest | null = null;
  #timer: NodeJS.Timeout | null = null;
  #cancelled = false;

  constructor(endpoint: Endpoint, call: UpstreamRequest, userAgent: string, http: HttpAgent, https: HttpsAgent) {
    this.#endpoint = endpoint;
    this.#call = call;
    this.#agent = endpoint.secure ? https : http;
    this.#headers = {
      ...call.headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(call.body),
      // Compressed streams arrive in blocks and would delay the first words.
      'accept-encoding': 'identity',
      'user-agent': call.headers['user-agent'] ?? userAgent,
    };
    this.answer = new Promise((resolve, reject) => this.#start(resolve, reject, false));
  }

  cancel(): void {
    this.#cancelled = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #start(resolve: (answer: UpstreamAnswer) => void, reject: (error: HeimdallError) => void, again: boolean): void {
    const { secure, hostname, port, label } = this.#endpoint;
    const path = targetOf(this.#endpoint, this.#call.path);
    const send = secure ? httpsRequest : httpRequest;
    const request = send({ method: 'POST', hostname, port, path, headers: this.#headers, agent: this.#agent });
    this.#request = request;
    this.#timer = setTimeout(() => {
      const message = `${label} did not begin to answer within ${this.#call.timeoutMs} ms.`;
      request.destroy(new HeimdallError('provider_timeout', message, { context: { host: label } }));
    }, this.#call.timeoutMs);
    request.on('response', (response) => {
      this.#clearTimer();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: readable(response) });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      this.#clearTimer();
      // A kept-alive connection may be closed by the server just as it is reused. Nothing was processed then, so one
      // more try on a fresh connection is safe, and it is no blind retry of a failed request.
      if (request.reusedSocket && isReset(error) && !again && !this.#cancelled) this.#start(resolve, reject, true);
      else reject(connectionError(error, label));
    });
    request.setTimeout(Math.max(DEAD_AFTER_MS, 2 * (this.#call.idleMs ?? 0)), () => request.destroy(new Error('idle')));
    request.end(this.#call.body);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** The path and query of both, the base URL's query last. */
function targetOf({ path, query }: Endpoint, below: string): string {
  if (query === '') return path + below;
  return `${path}${below}${below.includes('?') ? '&' : '?'}${query}`;
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

function connectionError(error: NodeJS.ErrnoException, host: string): HeimdallError {
  if (HeimdallError.isInstance(error)) return error;
  return new HeimdallError('provider_unreachable', `Could not reach ${host} (${error.code ?? 'connection failed'}).`, {
    cause: error,
    context: { host },
  });
}

/** Some servers compress although asked not to. */
function readable(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding'];
  const decoder =
    encoding === 'gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null;
  if (decoder === null) return response;
  // Errors show on the decoder, which the caller reads.
  return pipeline(response, decoder, () => {});
}
