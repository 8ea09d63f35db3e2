/** Heimdall's own calls, beside those to models, through a real local proxy. */
import { afterEach, expect, test } from 'vitest';
import { createProxiedFetch } from '../../src/gateway/gateway.ts';
import { createPkce } from '../../src/host/oauth/pkce.ts';
import { exchangeCode } from '../../src/host/oauth/token-endpoint.ts';
import { FakeHttpProxy } from '../fakes/http-proxy.ts';
import { startJsonServer } from '../fakes/json-server.ts';
import { CLIENT_ID, callbackAddress, startAuthorizationServer } from '../helpers/authorization-server.ts';
import { startHost } from './host-harness.ts';

const ended: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function startProxy(port: number): Promise<{ proxy: FakeHttpProxy; env: Record<string, string> }> {
  const proxy = new FakeHttpProxy(() => port);
  await proxy.start();
  ended.push(() => proxy.stop());
  return { proxy, env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` } };
}

const portOf = (url: string) => Number(new URL(url).port);

test('the catalog is read through the proxy', async () => {
  const far = await startJsonServer({ '/api/v1/models': { data: [] } });
  const { proxy, env } = await startProxy(portOf(far.url));
  const host = await startHost({
    env,
    yaml: 'catalog: { base_url: http://lists.test/api/v1, sources: { price_file: { enabled: false } } }\n',
  });
  await host.ask('catalog.refresh');
  expect(proxy.asked).toEqual(['GET http://lists.test/api/v1/models']);
  expect(far.seen.map(({ path }) => path)).toEqual(['/api/v1/models']);
});

test('signing in asks for tokens through the proxy', async () => {
  const server = await startAuthorizationServer();
  ended.push(() => server.stop());
  const { proxy, env } = await startProxy(portOf(server.url));
  const host = await startHost({
    env: { HTTPS_PROXY: env.HTTP_PROXY ?? '' },
    yaml: `
auth_adapters:
  google_oauth:
    client_id: ${CLIENT_ID}
    authorization_url: ${server.authorizationUrl}
    token_url: https://accounts.test/token
    scopes: [openid, offline_access]
`,
  });
  const { url } = await host.ask<{ url: string }>('accounts.login', { provider: 'google' });
  // The tunnel ends at a server without TLS, so there are no tokens; what counts is the way that was taken.
  const page = await fetch(await callbackAddress(url));
  expect(page.status).toBe(400);
  expect(proxy.asked).toEqual(['CONNECT accounts.test:443']);
});

test('tokens come back through a proxy', async () => {
  const server = await startAuthorizationServer();
  ended.push(() => server.stop());
  const { proxy, env } = await startProxy(portOf(server.url));
  const client = {
    clientId: CLIENT_ID,
    clientSecret: null,
    authorizationUrl: server.authorizationUrl,
    tokenUrl: 'http://accounts.test/token',
    revokeUrl: null,
    scopes: [],
    fetch: createProxiedFetch({ env }),
  };
  const grant = { code: 'none', verifier: createPkce().verifier, redirectUri: 'http://127.0.0.1:5555/oauth2callback' };
  // The server itself answered: it knows the client, and not the code.
  expect(await exchangeCode(client, grant)).toEqual({ ok: false, error: 'invalid_grant' });
  expect(proxy.asked).toEqual(['POST http://accounts.test/token']);
});
