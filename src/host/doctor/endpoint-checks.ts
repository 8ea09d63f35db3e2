/** What the console's self-test asks: is it there, is it Heimdall, does it let clients in. */
import type { EndpointStatus } from '../endpoint.ts';
import { type Check, Fault, Skipped } from './finding.ts';
import { portOwner } from './port-owner.ts';

/** An endpoint on this machine answers at once, or not at all. Milliseconds. */
const TIMEOUT_MS = 3_000;

export interface EndpointSubject {
  readonly status: EndpointStatus;
  /** As in the settings. */
  readonly port: number;
  /** What every request must bring; null when nothing. */
  readonly accessToken: string | null;
  readonly version: string;
}

const group = 'Endpoint';

export const ENDPOINT_SELF_TEST: readonly Check<EndpointSubject>[] = [
  {
    id: 'endpoint.port',
    group,
    title: 'the port is open',
    run({ status, port }) {
      if (status.url !== null) return status.url;
      const owner = portOwner(port);
      throw new Fault(
        status.error ?? 'the endpoint has not been started',
        owner === null
          ? 'Choose another port in Settings, Endpoint.'
          : `${port} belongs to ${owner}. End it, or choose another port in Settings, Endpoint.`,
      );
    },
  },
  {
    id: 'endpoint.health',
    group,
    title: 'Heimdall answers there',
    async run({ status, version, accessToken }) {
      const response = await ask(status, '/healthz', accessToken);
      const body = await response.text();
      if (!response.ok || !body.includes(version)) {
        throw new Fault(
          `GET /healthz answered ${response.status}, and not as this Heimdall would`,
          'Another program may listen on this port for another address. End it, or choose another port.',
        );
      }
      return 'GET /healthz: 200';
    },
  },
  {
    id: 'endpoint.models',
    group,
    title: 'clients get the list of models',
    async run({ status, accessToken }) {
      const response = await ask(status, '/v1/models', accessToken);
      if (response.status === 401) return 'GET /v1/models: 401, because a key is required';
      if (!response.ok) throw new Fault(`GET /v1/models answered ${response.status}`, 'Run `heimdall doctor`.');
      const { data } = (await response.json()) as { data?: unknown[] };
      return `GET /v1/models: ${data?.length ?? 0} models`;
    },
  },
];

async function ask({ url }: EndpointStatus, path: string, token: string | null): Promise<Response> {
  if (url === null) throw new Skipped('the port is not open');
  try {
    return await fetch(`${url}${path}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
  } catch (error) {
    const { cause, message } = error as Error;
    throw new Fault(
      `GET ${path} got no answer: ${cause instanceof Error ? cause.message : message}`,
      'Look for a firewall or a security program that closes ports of this machine.',
    );
  }
}
