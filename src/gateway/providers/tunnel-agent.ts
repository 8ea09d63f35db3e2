/** Connections to TLS servers through an HTTP proxy. */
import { request } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { HeimdallError } from '../../core/index.ts';
import { connectionError } from './connection-error.ts';
import type { UpstreamProxy } from './proxy.ts';

/** A proxy that does not answer holds no socket for longer; the caller's own time-out is shorter as a rule. */
const TUNNEL_TIMEOUT_MS = 60_000;

type Callback = (error: Error | null, socket?: Duplex) => void;

/** Asks the proxy for a tunnel (`CONNECT`) and speaks TLS through it; otherwise an agent like any other. */
export class TunnelAgent extends Agent {
  readonly #proxy: UpstreamProxy;

  constructor(proxy: UpstreamProxy, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  /** Called by node for each connection that the pool does not have. */
  override createConnection(
    options: ConnectionOptions & { host?: string; port?: number },
    callback: Callback,
  ): undefined {
    const { hostname, port, label, authorization } = this.#proxy;
    const host = String(options.host);
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`;
    const headers = { host: target, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) };
    const connect = request({ hostname, port, method: 'CONNECT', path: target, headers, agent: false });
    connect.setTimeout(TUNNEL_TIMEOUT_MS, () => connect.destroy(new Error('timeout')));
    connect.on('error', (error) => callback(connectionError(error, `the proxy ${label}`)));
    connect.on('connect', (response, socket) => {
      socket.setTimeout(0);
      if (response.statusCode !== 200) {
        socket.destroy();
        const said = `The proxy ${label} answered ${response.statusCode} when asked for a connection to ${target}.`;
        const hint = response.statusCode === 407 ? ' It wants a user and password in the URL of the proxy.' : '';
        callback(new HeimdallError('provider_unreachable', said + hint));
        return;
      }
      const { servername } = options;
      const secure = connectTls({ ...options, socket, ...(servername === undefined ? {} : { servername }) });
      const failed = (error: Error) => callback(error);
      secure.once('error', failed);
      secure.once('secureConnect', () => {
        secure.off('error', failed);
        callback(null, secure);
      });
    });
    connect.end();
    return undefined;
  }
}
