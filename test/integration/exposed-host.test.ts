/** A host that other machines reach: only with its token, and only by names that it was given. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startHost } from './host-harness.ts';

const TOKEN = 'a-token-of-this-test';

test('what listens on every address is open to who brings the token, under names of its own', async () => {
  const { heimdall, url } = await startHost({
    env: { HEIMDALL_TOKEN: TOKEN },
    yaml: 'gateway: { host: 0.0.0.0, token_env: HEIMDALL_TOKEN, allowed_hosts: [heimdall.example.com] }\n',
  });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(heimdall.endpoint.url as string);
      const sent = request({ host: '127.0.0.1', port, path, method: 'GET', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end();
    });
  const authorization = `Bearer ${TOKEN}`;
  const named = { host: 'heimdall.example.com' };
  expect(await ask('/readyz', { ...named, authorization })).toBe(200);
  expect(await ask('/readyz', named)).toBe(401);
  expect(await ask('/v1/models', { ...named, authorization: 'Bearer wrong' })).toBe(401);
  expect(await ask('/readyz', { host: 'elsewhere.example.com', authorization })).toBe(403);
  const page = { ...named, authorization, 'x-heimdall-console': '1', origin: 'https://heimdall.example.com' };
  expect(await ask('/console/events', page)).toBe(200);
  expect(await ask('/console/events', { ...page, authorization: 'Bearer wrong' })).toBe(401);
  expect(await ask('/console/events', { ...page, origin: 'https://evil.example.com' })).toBe(403);
});

test('it does not start open: without a token an address that others reach is refused', async () => {
  await expect(startHost({ yaml: 'gateway: { host: 0.0.0.0 }\n' })).rejects.toThrow(/gateway\.host .*token_env/);
  await expect(startHost({ yaml: 'gateway: { host: 0.0.0.0, require_user_key: true }\n' })).rejects.toThrow(
    /gateway\.host .*token_env/,
  );
});
