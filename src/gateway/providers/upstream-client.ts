/** Calls upstream servers over kept-alive connections. Knows nothing of dialects. */

import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { HeimdallError } from '../../core/index.ts';
import { withoutEndSlashes } from '../../shared/without-end-slashes.ts';
import { connectionError } from './connection-error.ts';
import { decodedBody } from './decoded-body.ts';
import { type ProxyEnvironment, proxyFor, type UpstreamProxy } from './proxy.ts';
import { TunnelAgent } from './tunnel-agent.ts';
import type { UpstreamAnswer, UpstreamCall } from './upstream.ts';

/** Silence after which a connection counts as dead, in milliseconds; longer where callers wait longer. */
const DEAD_AFTER_MS = 600_000;
/** Some servers send long cookies and policies; node's own limit is 16 KiB. */
const MAX_HEADER_BYTES = 64 * 1024;
const DEFAULT_CONNECT_MS = 10_000;
const POOL = { keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' } as const;

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
  /** Milliseconds until a connection must stand, TLS and proxy included; default 10,000. */
  readonly connectMs?: number;
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
  /** The proxy to go through, or why it cannot be used. */
  readonly proxy: UpstreamProxy | HeimdallError | null;
}

export interface UpstreamClientOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are looked up; default: no proxy. */
  readonly env?: ProxyEnvironment;
  /** Authorities to trust instead of the known ones, PEM. */
  readonly ca?: string;
}

/** One instance per gateway; it owns the connections. */
export class UpstreamClient {
  readonly #env: ProxyEnvironment;
  readonly #tls: { readonly ca?: string };
  readonly #http = new HttpAgent(POOL);
  readonly #https: HttpsAgent;
  /** Agents of TLS connections through a proxy, by its host. */
  readonly #tunnels = new Map<string, TunnelAgent>();
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #userAgent: string;

  constructor(version: string, { env = {}, ca }: UpstreamClientOptions = {}) {
    this.#userAgent = `heimdall/${version}`;
    this.#env = env;
    this.#tls = ca === undefined ? {} : { ca };
    this.#https = new HttpsAgent({ ...POOL, ...this.#tls });
  }

  /** Host (and port) of a base URL: what messages and logs may show of it. */
  hostOf(baseUrl: string): string {
    return this.#endpoint(baseUrl).label;
  }

  /**
   * Starts a call.
   *
   * @throws {HeimdallError} `provider_unreachable` when the environment names a proxy that cannot be used.
   */
  post(call: UpstreamRequest): UpstreamCall {
    const endpoint = this.#endpoint(call.baseUrl);
    const { proxy, secure } = endpoint;
    if (HeimdallError.isInstance(proxy)) throw proxy;
    const agent = secure ? (proxy === null ? this.#https : this.#tunnel(proxy)) : this.#http;
    return new HttpCall(endpoint, call, this.#userAgent, agent, secure ? null : proxy);
  }

  /** Closes every connection, those in use included. */
  destroy(): void {
    this.#http.destroy();
    this.#https.destroy();
    for (const agent of this.#tunnels.values()) agent.destroy();
  }

  #tunnel(proxy: UpstreamProxy): TunnelAgent {
    const agent = this.#tunnels.get(proxy.label) ?? new TunnelAgent(proxy, { ...POOL, ...this.#tls });
    this.#tunnels.set(proxy.label, agent);
    return agent;
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
      path: withoutEndSlashes(url.pathname),
      query: url.search.slice(1),
      proxy: this.#proxyFor(url),
    };
    this.#endpoints.set(baseUrl, endpoint);
    return endpoint;
  }

  #proxyFor(url: URL): UpstreamProxy | HeimdallError | null {
    try {
      return proxyFor(url, this.#env);
    } catch (error) {
      return HeimdallError.from(error);
    }
  }
}

class HttpCall implements UpstreamCall {
  readonly answer: Promise<UpstreamAnswer>;
  readonly #endpoint: Endpoint;
  readonly #call: UpstreamRequest;
  readonly #agent: HttpAgent;
  /** The proxy that gets the whole URL; tunnels are the agent's business. */
  readonly #proxy: UpstreamProxy | null;
  readonly #headers: Record<string, string | number>;
  #request: ClientRequest | null = null;
  #firstByte: NodeJS.Timeout | undefined;
  #connect: NodeJS.Timeout | undefined;
  #cancelled = false;
  #reject: (error: HeimdallError) => void = () => {};

  constructor(
    endpoint: Endpoint,
    call: UpstreamRequest,
    userAgent: string,
    agent: HttpAgent,
    proxy: UpstreamProxy | null,
  ) {
    this.#endpoint = endpoint;
    this.#call = call;
    this.#agent = agent;
    this.#proxy = proxy;
    this.#headers = {
      ...call.headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(call.body),
      // Compressed streams arrive in blocks and would delay the first words.
      'accept-encoding': 'identity',
      'user-agent': call.headers['user-agent'] ?? userAgent,
      ...(proxy === null ? {} : { host: endpoint.label }),
      ...(proxy === null || proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }),
    };
    this.answer = new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#start(resolve, false);
    });
  }

  cancel(): void {
    this.#cancelled = true;
    this.#giveUp(new HeimdallError('provider_unreachable', `The call to ${this.#endpoint.label} was cancelled.`));
  }

  /** A request without a connection yet says nothing when it is destroyed, so the answer is rejected here. */
  #giveUp(error: HeimdallError): void {
    this.#clearTimers();
    this.#request?.destroy();
    this.#reject(error);
  }

  #start(resolve: (answer: UpstreamAnswer) => void, again: boolean): void {
    const { secure, label } = this.#endpoint;
    const { timeoutMs, connectMs = DEFAULT_CONNECT_MS, idleMs = 0, body } = this.#call;
    const request = (secure ? httpsRequest : httpRequest)({
      method: 'POST',
      ...this.#destination(),
      headers: this.#headers,
      agent: this.#agent,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    this.#request = request;
    const late = (message: string) =>
      this.#giveUp(new HeimdallError('provider_timeout', message, { context: { host: label } }));
    this.#firstByte = setTimeout(() => late(`${label} did not begin to answer within ${timeoutMs} ms.`), timeoutMs);
    this.#connect = setTimeout(() => late(`No connection to ${label} within ${connectMs} ms.`), connectMs);
    request.on('socket', (socket: Socket) => {
      const connected = () => clearTimeout(this.#connect);
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    request.on('response', (response) => {
      this.#clearTimers();
      this.#take(response, resolve);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      this.#clearTimers();
      // A kept-alive connection may be closed by the server just as it is reused. Nothing was processed then, so one
      // more try on a fresh connection is safe, and it is no blind retry of a failed request.
      if (request.reusedSocket && isReset(error) && !again && !this.#cancelled) this.#start(resolve, true);
      else this.#reject(connectionError(error, this.#proxy === null ? label : `the proxy ${this.#proxy.label}`));
    });
    request.setTimeout(Math.max(DEAD_AFTER_MS, 2 * idleMs), () => request.destroy(new Error('idle')));
    request.end(body);
  }

  #destination(): { hostname: string; port: string | number; path: string } {
    const { hostname, port, label } = this.#endpoint;
    const path = targetOf(this.#endpoint, this.#call.path);
    if (this.#proxy === null) return { hostname, port, path };
    return { hostname: this.#proxy.hostname, port: this.#proxy.port, path: `http://${label}${path}` };
  }

  #take(response: IncomingMessage, resolve: (answer: UpstreamAnswer) => void): void {
    const { statusCode: status = 0, headers } = response;
    const body = decodedBody(response);
    if (body !== null || status < 200 || status > 299) {
      resolve({ status, headers, body: body ?? response });
      return;
    }
    const encoding = headers['content-encoding']?.slice(0, 40);
    const message = `${this.#endpoint.label} compressed its answer (${encoding}), which it was asked not to do and cannot be read here.`;
    this.#giveUp(new HeimdallError('provider_bad_response', message));
  }

  #clearTimers(): void {
    clearTimeout(this.#firstByte);
    clearTimeout(this.#connect);
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
