/** Testing a provider's key: what is asked, and what the console is told; never the key. */
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { type SeenRequest, startJsonServer } from '../fakes/json-server.ts';
import { unusedPort } from '../fakes/openai-upstream.ts';
import { startHost } from './host-harness.ts';

type Verdict = ConsoleOutput<'keys.test'>;

const KEY = 'sk-test-CANARY-of-the-test-xyz';

/** Takes the key where `keyOf` finds it; else answers as the provider does. */
const takes =
  (keyOf: (request: SeenRequest) => unknown, status: number, refusal: unknown) =>
  (request: SeenRequest, response: ServerResponse) => {
    if (keyOf(request) === KEY) return { data: [{ id: 'one' }], models: [] };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(refusal));
    return undefined;
  };

async function testKey(provider: string, settings: string, key = KEY): Promise<{ verdict: Verdict; text: string }> {
  const host = await startHost({ yaml: `simulator: never\nproviders:\n  ${provider}: ${settings}\n` });
  await host.ask('keys.set', { provider, key });
  const response = await host.post('keys.test', { provider });
  const body = await response.text();
  return { verdict: JSON.parse(body).value, text: body + JSON.stringify(host.logger.lines) };
}

test.each([
  ['mine', 'openai-chat', '/v1/models', (r: SeenRequest) => String(r.headers.authorization).replace('Bearer ', '')],
  ['openrouter', 'openai-chat', '/v1/key', (r: SeenRequest) => String(r.headers.authorization).replace('Bearer ', '')],
  ['anthropic', 'anthropic', '/v1/models', (r: SeenRequest) => r.headers['x-api-key']],
  ['google', 'gemini', '/v1/models', (r: SeenRequest) => r.headers['x-goog-api-key']],
])('%s is asked in its own way, and nothing is generated', async (provider, dialect, path, keyOf) => {
  const server = await startJsonServer({ [path]: takes(keyOf, 401, { error: { message: 'Incorrect key.' } }) });
  const settings = `{ base_url: "${server.url}/v1", dialect: ${dialect} }`;
  const good = await testKey(provider, settings);
  expect(good.verdict).toMatchObject({ verdict: 'ok', message: expect.stringContaining('took the key') });
  const asked = server.seen.filter(({ path: seen }) => seen.startsWith(path));
  expect(asked.every(({ method }) => method === 'GET')).toBe(true);
  const bad = await testKey(provider, settings, 'sk-another-CANARY-key');
  expect(bad.verdict).toMatchObject({ verdict: 'refused', message: expect.stringContaining('Incorrect key.') });
  expect(good.text + bad.text).not.toContain('CANARY');
});

test('a key that the provider repeats is cut out of what it said', async () => {
  const echo = takes(() => null, 403, { error: { message: `The key ${KEY} has no access.` } });
  const server = await startJsonServer({ '/v1/models': echo });
  const { verdict, text } = await testKey('mine', `{ base_url: "${server.url}/v1" }`);
  expect(verdict).toMatchObject({
    verdict: 'refused',
    message: expect.stringContaining('The key [key] has no access.'),
  });
  expect(text).not.toContain('CANARY');
});

test("Google's 400 of a key that it does not know is a refusal", async () => {
  const refusal = {
    error: {
      code: 400,
      message: 'API key not valid. Please pass a valid API key.',
      status: 'INVALID_ARGUMENT',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
    },
  };
  const server = await startJsonServer({ '/v1/models': takes(() => null, 400, refusal) });
  const { verdict } = await testKey('google', `{ base_url: "${server.url}/v1", dialect: gemini }`);
  expect(verdict).toMatchObject({ verdict: 'refused', message: expect.stringContaining('API key not valid') });
});

test('a server without a list of models tells nothing of the key, and one that is not there is offline', async () => {
  const server = await startJsonServer();
  expect((await testKey('mine', `{ base_url: "${server.url}/v1" }`)).verdict.verdict).toBe('unclear');
  const gone = await testKey('mine', `{ base_url: "http://127.0.0.1:${await unusedPort()}/v1" }`);
  expect(gone.verdict).toMatchObject({ verdict: 'offline', message: expect.stringContaining('127.0.0.1') });
});

test('without a key there is nothing to test', async () => {
  const host = await startHost();
  const answer = await (await host.post('keys.test', { provider: 'openai' })).json();
  expect(answer).toMatchObject({ ok: false, error: { code: 'provider_unconfigured' } });
});
