import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderDialect, RenderedRequest } from '../dialects/dialect.ts';
import type { ProviderConnection } from '../gateway-options.ts';

/** Headers of the caller that belong to its account or app at a provider, by provider. */
const ACCOUNT_HEADERS: Readonly<Record<string, readonly string[]>> = {
  openai: ['openai-organization', 'openai-project'],
  google: ['x-goog-user-project'],
};
const APP_HEADERS: Readonly<Record<string, readonly string[]>> = { openrouter: ['http-referer', 'x-title'] };
/** How a client of Anthropic says what it is; subscriptions are bound to it, so it is neither changed nor made up. */
const CLIENT_IDENTITY = /^(?:user-agent|x-app|x-stainless-.+|x-claude-code-.+)$/;

export interface HeaderContext {
  readonly incoming: IncomingHttpHeaders;
  readonly connection: ProviderConnection;
  /** The headers that carry the credential. */
  readonly auth: Readonly<Record<string, string>>;
  /** The credential is the caller's own. */
  readonly ofCaller: boolean;
  readonly dialect: ProviderDialect;
  readonly rendered: RenderedRequest;
  /** Caller and provider speak the same dialect. */
  readonly passThrough: boolean;
  readonly stream: boolean;
}

/** The headers of a call, the credential included; those of the connection itself are the client's business. */
export function upstreamHeaders(context: HeaderContext): Record<string, string> {
  const { incoming, connection, auth, ofCaller, dialect, rendered, stream } = context;
  const headers: Record<string, string> = {
    accept: stream ? 'text/event-stream' : 'application/json',
    ...rendered.headers,
  };
  copy(incoming, headers, [
    ...(APP_HEADERS[connection.name] ?? []),
    ...((ofCaller && ACCOUNT_HEADERS[connection.name]) || []),
  ]);
  if (context.passThrough && dialect.name === 'anthropic') {
    const names = Object.keys(incoming);
    copy(
      incoming,
      headers,
      names.filter((name) => name.startsWith('anthropic-') || (ofCaller && CLIENT_IDENTITY.test(name))),
    );
  }
  const betas = [headers['anthropic-beta'], rendered.headers['anthropic-beta'], auth['anthropic-beta']];
  Object.assign(headers, auth);
  const beta = mergeLists(betas);
  if (beta !== '') headers['anthropic-beta'] = beta;
  return headers;
}

function copy(from: IncomingHttpHeaders, to: Record<string, string>, names: readonly string[]): void {
  for (const name of names) {
    const value = from[name];
    if (typeof value === 'string') to[name] = value;
  }
}

/** Comma-separated lists as one, each entry once and in the order of its first mention. */
function mergeLists(lists: readonly (string | undefined)[]): string {
  const [first = '', ...others] = lists.filter((list) => list !== undefined && list !== '');
  const known = new Set(first.split(',').map((entry) => entry.trim()));
  const added = others.flatMap((list) => String(list).split(',')).map((entry) => entry.trim());
  const missing = [...new Set(added)].filter((entry) => !known.has(entry));
  // The caller's own list stays as it was written.
  return [first, ...missing].filter((entry) => entry !== '').join(',');
}
