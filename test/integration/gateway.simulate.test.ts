/** `x-heimdall-simulate: true`: the request is decided as always, and nobody is called. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { ask, CLIENTS, sseEvents } from './dialect-clients.ts';

const openai = new FakeOpenAiUpstream();
const anthropic = new FakeAnthropicUpstream();
const SIMULATE = { 'x-heimdall-simulate': 'true' };
let harness: Harness;

beforeAll(async () => {
  await Promise.all([openai.start(), anthropic.start()]);
  harness = await startGateway();
  harness.providers.set('openai', testProvider('openai', openai.baseUrl));
  harness.providers.set('anthropic', testProvider('anthropic', anthropic.baseUrl, 'k', 'anthropic'));
});

afterAll(async () => {
  await harness.gateway.close(0);
  await Promise.all([openai.stop(), anthropic.stop()]);
});

beforeEach(() => {
  openai.reset();
  anthropic.reset();
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai'), fakeCandidate('claude-test', 'anthropic')];
});

describe.each(CLIENTS)('x-heimdall-simulate from a client that speaks $name', (client) => {
  it.each([false, true])('is answered by the simulator (stream: %s)', async (stream) => {
    const response = await ask(harness, client, 'text', stream, { headers: SIMULATE });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-heimdall-simulated')).toBe('true');
    expect(response.headers.get('x-heimdall-provider')).toBe('simulator');
    const text = await response.text();
    const read = stream ? client.readStream(sseEvents(text)) : client.read(JSON.parse(text));
    expect(read.text).toMatch(/^\[simulated\] No model answered.*x-heimdall-simulate/);
    expect([openai.requests, anthropic.requests]).toEqual([[], []]);
  });
});

describe('x-heimdall-simulate', () => {
  const body = { model: 'heimdall/auto', messages: [{ role: 'user', content: 'Hello' }] };

  it('is recorded: the decision as it would be, the answer as simulated and without a price', async () => {
    await (await harness.chat(body, SIMULATE)).text();
    const { decision } = harness.recorder.started.at(-1) ?? {};
    expect(decision).toMatchObject({ model: 'gpt-test', provider: 'openai', notes: ['simulated on request'] });
    expect(decision?.candidates).toHaveLength(2);
    expect(await harness.recorder.lastOutcome()).toMatchObject({
      status: 'ok',
      simulated: true,
      served_provider: 'simulator',
      cost_usd: null,
      attempts: [{ provider: 'simulator', error: null }],
    });
  });

  it('holds for token counts of a named model, too', async () => {
    harness.router.known.set('claude-test', 'anthropic');
    const count = (headers: Record<string, string>) =>
      harness.fetch('/v1/messages/count_tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ...body, model: 'claude-test' }),
      });
    expect((await count(SIMULATE)).headers.get('x-heimdall-token-count')).toBe('estimate');
    expect(anthropic.requests).toEqual([]);
    expect((await count({})).headers.get('x-heimdall-token-count')).toBe('exact');
  });

  it.each(['yes', '1', 'TRUE', ''])('is refused when it is mistyped (%j), so that nobody is charged', async (value) => {
    const response = await harness.chat(body, { 'x-heimdall-simulate': value });
    expect(response.status).toBe(400);
    expect((await response.json()).error.param).toBe('x-heimdall-simulate');
    expect(openai.requests).toEqual([]);
  });

  it('false is as good as nothing', async () => {
    const response = await harness.chat(body, { 'x-heimdall-simulate': 'false' });
    expect(response.headers.get('x-heimdall-simulated')).toBe('false');
    expect(openai.requests).toHaveLength(1);
  });
});
