/** Where Heimdall can be made to call: not its own machine or network by a public server, and no metadata server by anybody. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createProxiedFetch } from '../../src/gateway/gateway.ts';
import { parseSettings } from '../../src/shared/settings-schema.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** @returns its port and the paths that it was asked for. */
async function listen(location: string | null): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (location === null) response.end('"a secret of this network"');
    else response.writeHead(302, { location }).end();
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { port: (server.address() as AddressInfo).port, asked };
}

/** Names of the tests; the public one stands for a server elsewhere, although it runs here. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'prices.example': '127.0.0.1',
  'inner.example': '127.0.0.1',
  'ten.example': '10.0.0.1',
  'six.example': 'fd00::1',
  'mapped.example': '::ffff:127.0.0.1',
  'metadata.google.internal': '169.254.169.254',
};
const lookup: LookupFunction = (name, options, callback) => {
  const address = ADDRESSES[name] ?? '';
  const found = { address, family: address.includes(':') ? 6 : 4 };
  if (options.all) callback(null, [found]);
  else callback(null, found.address, found.family);
};
const fetch = createProxiedFetch({ env: {}, lookup });

it.each([
  'http://127.0.0.1:PORT/inner',
  'http://localhost:PORT/inner',
  'http://localhost.:PORT/inner',
  'http://[::1]:PORT/inner',
  'http://[::ffff:127.0.0.1]:PORT/inner',
  'http://[::ffff:7f00:1]:PORT/inner',
  'http://0.0.0.0:PORT/inner',
  'http://2130706433:PORT/inner',
  'http://0177.0.0.1:PORT/inner',
  'http://10.0.0.1/inner',
  'http://192.168.0.1/inner',
  'http://169.254.169.254/latest/meta-data/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://inner.example:PORT/inner',
  'http://ten.example/inner',
  'http://six.example/inner',
  'http://mapped.example:PORT/inner',
  '//127.0.0.1:PORT/inner',
  'file:///etc/passwd',
  'ftp://127.0.0.1:PORT/inner',
  'http://',
])('a public server cannot send a call on to %s', async (location) => {
  const inner = await listen(null);
  const outer = await listen(location.replace('PORT', String(inner.port)));
  await expect(fetch(`http://prices.example:${outer.port}/list`)).rejects.toMatchObject({
    code: expect.stringMatching(/^provider_(?:bad_response|unreachable)$/),
  });
  expect([outer.asked, inner.asked]).toEqual([['/list'], []]);
});

it('a server of this network may send a call on within it', async () => {
  const inner = await listen(null);
  const outer = await listen(`http://127.0.0.1:${inner.port}/inner`);
  expect((await fetch(`http://127.0.0.1:${outer.port}/list`)).status).toBe(200);
  expect(inner.asked).toEqual(['/inner']);
});

it.each([
  'http://169.254.169.254/v1',
  'http://[::ffff:169.254.169.254]/v1',
  'http://2852039166/v1',
  'http://0xa9.254.43518/v1',
  'http://169.254.170.2/v1',
  'http://100.100.100.200/v1',
  'http://[fd00:ec2::254]/v1',
  'http://metadata.google.internal/v1',
  'http://METADATA.google.internal./v1',
])('the settings take no metadata server: %s', (url) => {
  const places = {
    'providers.own.base_url': { providers: { own: { base_url: url } } },
    'catalog.base_url': { catalog: { base_url: url } },
    'catalog.sources.price_file.url': { catalog: { sources: { price_file: { url } } } },
  };
  for (const [key, settings] of Object.entries(places)) {
    const parsed = parseSettings(settings);
    expect(parsed.ok ? [] : parsed.issues, key).toMatchObject([{ key, message: expect.stringContaining('metadata') }]);
  }
});

it.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'javascript:alert(1)', '//127.0.0.1'])(
  'a base URL is http or https, not %s',
  (url) => {
    expect(parseSettings({ providers: { own: { base_url: url } } }).ok).toBe(false);
  },
);
