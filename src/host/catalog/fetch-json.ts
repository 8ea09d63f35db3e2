/** Reads JSON over HTTP within limits: listings, discovery, update feeds. */
import { HeimdallError } from '../../core/index.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import { withoutEndSlashes } from '../../shared/without-end-slashes.ts';

/** No listing is larger: OpenRouter's has about 1 MB, LiteLLM's price file 1.5 MB. Bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

export interface JsonRequest {
  readonly url: string;
  /** Lower-case names; a credential goes in here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A body to post. */
  readonly post?: unknown;
  readonly timeoutMs: number;
  /** Tag of what is known already. */
  readonly etag?: string | null;
  /** Said in the user agent; null says only that it is Heimdall. */
  readonly version: string | null;
  /** Of the answer, in bytes; by default what the largest listing needs. */
  readonly maxBytes?: number;
  /** Whether to go where the host sends the call; see `FetchInit`. */
  readonly mayFollow?: (to: URL) => boolean;
  readonly signal: AbortSignal;
  /** Goes through the proxy where there is one. */
  readonly fetch: Fetch;
}

export type JsonAnswer =
  | { readonly changed: false }
  | { readonly changed: true; readonly body: unknown; readonly etag: string | null };

/**
 * @throws {HeimdallError} `catalog_refresh_failed`; the message names the host and the reason, never the URL, its query
 *   or a credential.
 */
export async function fetchJson(request: JsonRequest): Promise<JsonAnswer> {
  const { timeoutMs, signal } = request;
  const { host } = new URL(request.url);
  const stop = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, timeoutMs);
  const leave = () => stop.abort();
  signal.addEventListener('abort', leave);
  try {
    return await read(request, host, stop.signal);
  } catch (error) {
    if (late) throw failed(`${host} did not answer within ${timeoutMs} ms`);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

async function read(request: JsonRequest, host: string, signal: AbortSignal): Promise<JsonAnswer> {
  const response = await ask(request, host, signal);
  if (response.status === 304) return { changed: false };
  if (!response.ok) {
    await response.body?.cancel();
    throw failed(`${host} answered ${response.status}`);
  }
  const text = await readText(response, host, request.maxBytes);
  try {
    return { changed: true, body: JSON.parse(text), etag: response.headers.get('etag') };
  } catch {
    throw failed(`${host} answered something that is not JSON`);
  }
}

async function ask(request: JsonRequest, host: string, signal: AbortSignal): Promise<Response> {
  const { url, headers = {}, post, etag, version, mayFollow, fetch } = request;
  try {
    return await fetch(url, {
      method: post === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        'user-agent': version === null ? 'heimdall' : `heimdall/${version}`,
        ...(etag ? { 'if-none-match': etag } : {}),
        ...(post === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(post === undefined ? {} : { body: JSON.stringify(post) }),
      // A credential is for the host that it was meant for.
      redirect: Object.keys(headers).length === 0 ? 'follow' : 'error',
      ...(mayFollow === undefined ? {} : { mayFollow }),
      signal,
    });
  } catch (error) {
    // It names hosts and the fix, and neither URL nor credential.
    if (HeimdallError.isInstance(error)) throw failed(error.message.replace(/\.$/, ''));
    throw failed(`${host} could not be reached (connection failed)`);
  }
}

/** @throws {HeimdallError} `catalog_refresh_failed` when it is too long, or breaks off. */
export async function readText(response: Response, host: string, maxBytes = MAX_BYTES): Promise<string> {
  return (await readBytes(response, host, maxBytes)).toString('utf8');
}

/** @throws {HeimdallError} as `readText`. */
export async function readBytes(response: Response, host: string, maxBytes: number): Promise<Buffer> {
  const reader = response.body?.getReader();
  if (reader === undefined) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > maxBytes) {
        await reader.cancel();
        throw failed(`${host} sent more than ${maxBytes / 1024 / 1024} MB`);
      }
      chunks.push(value);
    }
  } catch (error) {
    if (HeimdallError.isInstance(error)) throw error;
    throw failed(`${host} broke off in the middle of its answer`);
  }
  return Buffer.concat(chunks);
}

function failed(reason: string): HeimdallError {
  return new HeimdallError('catalog_refresh_failed', `${reason}.`);
}

/** A path below a base URL, before its query. */
export function below(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${withoutEndSlashes(url.pathname)}${path}`;
  return url.href;
}
