/** Plugins at the endpoint: what they refuse and what they answer, for clients of all dialects. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Plugin } from '../../src/core/index.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { createHarness, routerConfig } from '../helpers/router-harness.ts';
import { ask, CLIENTS, sseEvents } from './dialect-clients.ts';

let harness: Harness;
const upstream = new FakeOpenAiUpstream();

async function start(plugins: readonly Plugin[]): Promise<void> {
  await upstream.start();
  const { router } = await createHarness(routerConfig(), { plugins });
  harness = await startGateway({}, { router: () => router });
  for (const name of ['openai', 'google', 'openrouter']) {
    harness.providers.set(name, testProvider(name, upstream.baseUrl));
  }
}

afterEach(async () => {
  await harness.gateway.close(0);
  await upstream.stop();
});

const FORBIDDEN = {
  'openai-chat': 'request_denied',
  'openai-responses': 'request_denied',
  anthropic: 'permission_error',
  gemini: 'PERMISSION_DENIED',
};

describe.each(CLIENTS)('a client that speaks $name', (client) => {
  it.each([false, true])('is refused by a hook, and nobody is asked (stream: %s)', async (stream) => {
    upstream.reset();
    await start([{ name: 'policy', preHook: () => ({ deny: 'no weather today' }) }]);
    const response = await ask(harness, client, 'text', stream);
    expect(response.status).toBe(403);
    expect(response.headers.get('x-should-retry')).toBe('false');
    const { kind, message } = client.error(await response.json());
    expect([kind, message]).toEqual([FORBIDDEN[client.name], 'Denied by policy: no weather today']);
    expect(upstream.requests).toHaveLength(0);
  });

  it.each([false, true])('is answered by a hook, and nobody is asked (stream: %s)', async (stream) => {
    upstream.reset();
    const text = 'Sunny, as it was a minute ago. ☀️';
    await start([{ name: 'cache', preHook: async () => ({ answer: { text, model: 'remembered' } }) }]);
    const response = await ask(harness, client, 'text', stream);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-heimdall-model')).toBe('remembered');
    expect(response.headers.get('x-heimdall-provider')).toBe('plugin cache');
    const read = stream ? client.readStream(sseEvents(await response.text())) : client.read(await response.json());
    expect(read).toMatchObject({ text, finish: client.finished.stop });
    expect(upstream.requests).toHaveLength(0);
    expect(harness.recorder.started.at(-1)?.decision.notes).toContain('plugin cache: answered');
    expect(await harness.recorder.lastOutcome()).toMatchObject({
      status: 'ok',
      http_status: 200,
      served_model: 'remembered',
      served_provider: 'plugin cache',
      attempts: [],
      cost_usd: 0,
    });
  });
});
