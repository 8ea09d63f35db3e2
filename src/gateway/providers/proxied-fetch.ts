/** `fetch` that goes the way of upstream calls: through the proxy that the environment names, else straight. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { HeimdallError } from '../../core/index.ts';
import { connectionError } from './connection-error.ts';
import { decodedBody } from './decoded-body.ts';
import { isPrivateUrl, publicLookup } from './private-address.ts';
import { type ProxyEnvironment, proxyFor, type UpstreamProxy } from './proxy.ts';
import { TunnelAgent } from './tunnel-agent.ts';

/** The part of `fetch` that Heimdall's own calls need. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `follow` is for requests without a credential; `error` refuses to be sent elsewhere. Default: `follow`. */
  readonly redirect?: 'follow' | 'error';
  /** Asked before each redirect is followed; false refuses it. */
  readonly mayFollow?: (to: URL) => boolean;
  readonly signal?: AbortSignal;
}

export interface ProxiedFetchOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are looked up. */
  readonly env: ProxyEnvironment;
  /** Authorities to trust instead of the known ones, PEM. */
  readonly ca?: string;
  /** Finds the addresses of names; default: the system. */
  readonly lookup?: LookupFunction;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Statuses whose answers have no body. */
const BODILESS = new Set([204, 205, 304]);

/**
 * Makes a `fetch` for rare calls of our own, such as lists and tokens: no connection is kept.
 *
 * A public server cannot send a call on to this machine or its network, whatever the name that it gives: only the address
 * that somebody wrote down may be a private one. Nor can it send a call from TLS to plain text.
 *
 * What it returns rejects with HeimdallError `provider_unreachable` or `provider_bad_response`, also when the environment
 * names a proxy that cannot be used; messages name hosts, never URLs. An aborted signal rejects with its reason.
 */
export function createProxiedFetch({ env, ca, lookup }: ProxiedFetchOptions): Fetch {
  const tls = ca === undefined ? {} : { ca };
  return async (url, init = {}) => {
    let target = new URL(url);
    const isPublic = !isPrivateUrl(url);
    for (let hops = 0; ; hops++) {
      const resolve = hops > 0 && isPublic ? publicLookup(lookup) : lookup;
      const response = await send(target, init, proxyFor(target, env), { ...tls, ...(resolve && { lookup: resolve }) });
      const { location } = response.headers;
      if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) return answerOf(response, target);
      response.destroy();
      const next = redirectTarget(location, target);
      const refused = next === null || init.redirect === 'error' || init.body !== undefined || hops >= MAX_REDIRECTS;
      if (refused || init.mayFollow?.(next) === false) {
        throw badAnswer(`${target.host} sent the call elsewhere, which is not followed here.`);
      }
      if (!staysSafe(target, next, isPublic)) {
        throw badAnswer(
          `${target.host} sent the call where it must not go: to this machine or network, or out of TLS.`,
        );
      }
      target = next;
    }
  };
}

/** A call that began at a public server may not end at a private one, and one over TLS not in plain text. */
function staysSafe(from: URL, to: URL, isPublic: boolean): boolean {
  const isKnown = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
  return isKnown && !(isPublic && isPrivateUrl(to.href));
}

function send(
  target: URL,
  { method = 'GET', headers = {}, body, signal }: FetchInit,
  proxy: UpstreamProxy | null,
  { lookup, ...tls }: { readonly ca?: string; readonly lookup?: LookupFunction },
): Promise<IncomingMessage> {
  const secure = target.protocol === 'https:';
  const path = target.pathname + target.search;
  // A plain call gives the proxy the whole URL; a TLS call goes through a tunnel.
  const plainProxy = secure ? null : proxy;
  const agent = secure ? (proxy === null ? new HttpsAgent(tls) : new TunnelAgent(proxy, tls)) : undefined;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const request = (secure ? httpsRequest : httpRequest)({
      method,
      hostname: plainProxy?.hostname ?? target.hostname.replace(/^\[|\]$/g, ''),
      port: plainProxy?.port ?? target.port,
      path: plainProxy === null ? path : `http://${target.host}${path}`,
      agent: agent ?? false,
      // The address of a proxy is the user's own.
      ...(lookup === undefined || proxy !== null ? {} : { lookup }),
      headers: {
        'accept-encoding': 'gzip, deflate, br',
        ...headers,
        host: target.host,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...(plainProxy?.authorization ? { 'proxy-authorization': plainProxy.authorization } : {}),
      },
      ...(signal === undefined ? {} : { signal }),
    });
    request.on('response', resolve);
    request.on('error', (error) => {
      if (signal?.aborted) reject(signal.reason);
      else reject(connectionError(error, plainProxy === null ? target.host : `the proxy ${plainProxy.label}`));
    });
    request.end(body);
  });
}

/** Null for what is no web address. */
function redirectTarget(location: string, from: URL): URL | null {
  try {
    const to = new URL(location, from);
    return to.protocol === 'https:' || to.protocol === 'http:' ? to : null;
  } catch {
    return null;
  }
}

function answerOf(response: IncomingMessage, target: URL): Response {
  const { statusCode: status = 0, headers } = response;
  const plain = decodedBody(response);
  if (plain === null) {
    response.destroy();
    throw badAnswer(`${target.host} compressed its answer in a way that cannot be read here.`);
  }
  const known = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') known.set(name, value);
  }
  if (BODILESS.has(status)) {
    response.resume();
    return new Response(null, { status, headers: known });
  }
  return new Response(streamOf(plain), { status, headers: known });
}

/** Not `Readable.toWeb`: in Node 18, which the window has, a body that is cancelled there throws where nobody can catch it. */
function streamOf(body: Readable): ReadableStream<Uint8Array> {
  // What fails before it is read, or after it was cancelled, is told by the next read or of no use.
  body.on('error', () => undefined);
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void body.destroy(),
    },
    { highWaterMark: 0 },
  );
}

function badAnswer(message: string): HeimdallError {
  return new HeimdallError('provider_bad_response', message);
}
