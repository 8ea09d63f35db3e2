/** Which proxy the environment wants a call to go through. */
import { HeimdallError } from '../../core/index.ts';

export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

export interface UpstreamProxy {
  readonly hostname: string;
  readonly port: number;
  /** For messages: host and port, never the credentials. */
  readonly label: string;
  /** Value of `proxy-authorization`, or null. */
  readonly authorization: string | null;
}

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0)$/;

/**
 * The proxy for a server: `HTTPS_PROXY` or `HTTP_PROXY` by the scheme, else `ALL_PROXY`, in lower case first; null for
 * what `NO_PROXY` names and for this machine itself.
 *
 * @throws {HeimdallError} `provider_unreachable` when the variable holds something that cannot be used: to go past a
 *   proxy that somebody wanted would be worse.
 */
export function proxyFor(target: URL, env: ProxyEnvironment): UpstreamProxy | null {
  const hostname = bare(target.hostname);
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  if (LOOPBACK.test(hostname) || isExempt(hostname, port, variable(env, 'no_proxy')?.value ?? '')) return null;
  const found =
    variable(env, target.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? variable(env, 'all_proxy');
  return found === null ? null : parseProxy(found.name, found.value);
}

function parseProxy(name: string, value: string): UpstreamProxy {
  let url: URL | null = null;
  try {
    url = new URL(value.includes('://') ? value : `http://${value}`);
  } catch {
    // Said below, without the value: it may hold a password.
  }
  if (url === null || url.protocol !== 'http:' || url.hostname === '') {
    const message = `${name} is not the URL of an HTTP proxy, such as http://proxy.example:3128; others are not supported.`;
    throw new HeimdallError('provider_unreachable', message);
  }
  const { username, password } = url;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    hostname: bare(url.hostname),
    port: url.port === '' ? 80 : Number(url.port),
    label: url.host,
    authorization: username === '' ? null : `Basic ${Buffer.from(login).toString('base64')}`,
  };
}

/** `NO_PROXY`: names with all below them, with or without a dot or star before and a port behind; `*` is everything. */
function isExempt(hostname: string, port: string, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const domain = name.replace(/^\*?\./, '');
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
}

function variable(env: ProxyEnvironment, name: string): { readonly name: string; readonly value: string } | null {
  for (const spelling of [name, name.toUpperCase()]) {
    const value = env[spelling]?.trim();
    if (value !== undefined && value !== '') return { name: spelling, value };
  }
  return null;
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
