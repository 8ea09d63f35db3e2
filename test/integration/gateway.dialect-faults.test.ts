/** What clients of each dialect see when upstreams misbehave, over real sockets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream, unusedPort } from '../fakes/openai-upstream.ts';
import { ANSWER_WORDS, type ScriptedUpstream } from '../fakes/scripted-upstream.ts';
import { ask, CLIENTS, sseEvents, type TestClient } from './dialect-clients.ts';

const ANSWER = ANSWER_WORDS.join('');
const PROVIDERS = [
  { name: 'openai', dialect: 'openai-chat', upstream: new FakeOpenAiUpstream() },
  { name: 'anthropic', dialect: 'anthropic', upstream: new FakeAnthropicUpstream() },
  { name: 'google', dialect: 'gemini', upstream: new FakeGeminiUpstream() },
] as const;

/** How each dialect names a kind of failure. */
const KINDS = {
  'openai-chat': { limited: 'rate_limit_exceeded', server: 'provider_error', invalid: null },
  'openai-responses': { limited: 'rate_limit_exceeded', server: 'provider_error', invalid: null },
  anthropic: { limited: 'rate_limit_error', server: 'api_error', invalid: 'invalid_request_error' },
  gemini: { limited: 'RESOURCE_EXHAUSTED', server: 'UNAVAILABLE', invalid: 'INVALID_ARGUMENT' },
} as const;

let harness: Harness;

beforeAll(async () => {
  for (const { upstream } of PROVIDERS) await upstream.start();
});

afterAll(async () => {
  for (const { upstream } of PROVIDERS) await upstream.stop();
});

async function start(keepAliveMs?: number): Promise<void> {
  harness = await startGateway({}, keepAliveMs === undefined ? {} : { keepAliveMs });
  for (const { name, dialect, upstream } of PROVIDERS) {
    upstream.reset();
    harness.providers.set(name, testProvider(name, upstream.baseUrl, `key-of-${name}`, dialect));
  }
}

beforeEach(() => start());

afterEach(async () => {
  await harness.gateway.close(0);
});

/** The text that a stream delivered before it ended or broke. */
function deltas(client: TestClient, events: ReturnType<typeof sseEvents>): string {
  let text = '';
  for (const { data } of events) {
    if (data === '[DONE]') continue;
    const value = JSON.parse(data);
    if (client.name === 'openai-chat') text += value.choices?.[0]?.delta.content ?? '';
    else if (client.name === 'anthropic') text += value.delta?.text ?? '';
    else if (client.name === 'gemini') text += value.candidates?.[0]?.content?.parts?.[0]?.text ?? '';
    else if (value.type === 'response.output_text.delta') text += value.delta;
  }
  return text;
}

/** The message of the error that ends a stream, or null. */
function streamError(events: ReturnType<typeof sseEvents>): string | null {
  const { data = 'null' } = events.at(-1) ?? {};
  if (data === '[DONE]') return null;
  const value = JSON.parse(data);
  return value.error?.message ?? value.message ?? value.response?.error?.message ?? null;
}

async function received(upstream: ScriptedUpstream) {
  while (upstream.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  return upstream.requests[0];
}

describe.each(PROVIDERS)('an upstream that speaks $dialect', ({ name, upstream }) => {
  describe.each(CLIENTS)('and a client that speaks $name', (client) => {
    beforeEach(() => {
      harness.router.candidates = [fakeCandidate('gpt-test', name)];
    });

    it('429 with retry-after', async () => {
      upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
      const response = await ask(harness, client);
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(response.headers.get('x-should-retry')).toBe('false');
      const error = client.error(await response.json());
      expect(error.kind).toBe(KINDS[client.name].limited);
      expect(error.message).toContain('The fake upstream says 429.');
      const outcome = await harness.recorder.lastOutcome();
      expect(outcome).toMatchObject({ status: 'error', error_code: 'provider_rate_limited', http_status: 429 });
    });

    it.each([500, 529])('%i', async (status) => {
      upstream.next({ kind: 'status', status });
      const response = await ask(harness, client);
      expect(response.status).toBe(502);
      expect(client.error(await response.json()).message).toContain(`The fake upstream says ${status}.`);
      expect((await harness.recorder.lastOutcome()).attempts).toMatchObject([{ status, error: 'provider_error' }]);
    });

    it('400 of the request itself', async () => {
      upstream.next({ kind: 'status', status: 400 });
      const response = await ask(harness, client);
      expect(response.status).toBe(400);
      const error = client.error(await response.json());
      expect(error.message).toContain('The fake upstream says 400.');
      const { invalid } = KINDS[client.name];
      if (invalid !== null) expect(error.kind).toBe(invalid);
    });

    it('a refused connection', async () => {
      const url = `http://127.0.0.1:${await unusedPort()}`;
      const known = harness.providers.get(name);
      if (known !== undefined) harness.providers.set(name, { ...known, baseUrl: url });
      const response = await ask(harness, client, 'text', true);
      expect(response.status).toBe(502);
      expect(client.error(await response.json()).message).toContain('Could not reach');
    });

    it('a first byte that comes late', async () => {
      harness.settings = { ...harness.settings, timeout: 40 };
      upstream.next({ kind: 'slow', ms: 1_000 });
      const response = await ask(harness, client);
      expect(response.status).toBe(504);
      expect(client.error(await response.json()).message).toContain('did not begin to answer');
    });

    it('a stream that stalls and goes on', async () => {
      const { candidates } = harness.router;
      await harness.gateway.close(0);
      await start(40);
      harness.router.candidates = candidates;
      upstream.next({ kind: 'stall', afterChunks: 5, ms: 120 });
      const text = await (await ask(harness, client, 'text', true)).text();
      expect(client.readStream(sseEvents(text)).text).toBe(ANSWER);
      expect(text.includes(': keep-alive')).toBe(client.name !== 'gemini');
    });

    it('a stream that stalls for good', async () => {
      harness.settings = { ...harness.settings, gateway: { ...harness.settings.gateway, stream_idle_timeout: 80 } };
      upstream.next({ kind: 'stall', afterChunks: 5 });
      const events = sseEvents(await (await ask(harness, client, 'text', true)).text());
      expect(deltas(client, events)).toMatch(/^Hello from/);
      expect(streamError(events)).toContain('stopped in the middle');
      await upstream.requests[0]?.closedEarly;
      expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'error', error_code: 'provider_timeout' });
    });

    it('a stream that is cut', async () => {
      upstream.next({ kind: 'cut', afterChunks: 5 });
      const events = sseEvents(await (await ask(harness, client, 'text', true)).text());
      expect(deltas(client, events)).toMatch(/^Hello from/);
      expect(streamError(events)).toContain('broke off');
      expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'error', error_code: 'provider_error' });
    });

    it('a stream that ends too early', async () => {
      upstream.next({ kind: 'short', afterChunks: 5 });
      const events = sseEvents(await (await ask(harness, client, 'text', true)).text());
      expect(streamError(events)).toContain('broke off');
    });

    it('a complete answer that is cut', async () => {
      upstream.next({ kind: 'cut', afterChunks: 0 });
      const response = await ask(harness, client);
      expect(response.status).toBe(502);
      expect(client.error(await response.json()).message).toContain('broke off');
    });

    it('a stream of something else', async () => {
      upstream.next({ kind: 'raw', type: 'text/event-stream', body: 'data: {"nonsense\n\nevent: x\ndata: 7\n\n' });
      const response = await ask(harness, client, 'text', true);
      expect(response.status).toBe(502);
      expect(client.error(await response.json()).message).toContain('without an answer');
      expect((await harness.recorder.lastOutcome()).error_code).toBe('provider_bad_response');
    });

    it('an answer of something else', async () => {
      upstream.next({ kind: 'raw', type: 'application/json', body: '{"hello":[]}' });
      const response = await ask(harness, client);
      expect(response.status).toBe(502);
      expect(client.error(await response.json()).message).toContain('no answer of its protocol');
    });

    it('compression that nobody asked for', async () => {
      upstream.next({ kind: 'encoded', encoding: 'gzip' }, { kind: 'encoded', encoding: 'gzip' });
      expect(client.read(await (await ask(harness, client)).json()).text).toBe(ANSWER);
      const text = await (await ask(harness, client, 'text', true)).text();
      expect(client.readStream(sseEvents(text)).text).toBe(ANSWER);
    });

    it('a client that leaves', async () => {
      upstream.next({ kind: 'answer', words: Array(300).fill('word '), chunkMs: 10 });
      const abort = new AbortController();
      const response = await ask(harness, client, 'text', true, { signal: abort.signal });
      await response.body?.getReader().read();
      abort.abort();
      await (await received(upstream))?.closedEarly;
      expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'aborted' });
    });

    it('another candidate of another dialect takes over', async () => {
      const other = PROVIDERS.find((provider) => provider.name !== name) as (typeof PROVIDERS)[number];
      harness.router.candidates = [fakeCandidate('gpt-test', name), fakeCandidate('gemini-test', other.name)];
      upstream.next({ kind: 'status', status: 503 });
      const response = await ask(harness, client, 'text', true);
      expect(response.headers.get('x-heimdall-provider')).toBe(other.name);
      expect(client.readStream(sseEvents(await response.text())).text).toBe(ANSWER);
      expect((await harness.recorder.lastOutcome()).attempts).toHaveLength(2);
    });
  });
});

describe.each(CLIENTS)('errors of our own to a client that speaks $name', (client) => {
  const send = (path: string, init: RequestInit = {}) =>
    harness.fetch(path, { method: 'POST', body: '{}', ...init, headers: { ...client.headers, ...init.headers } });

  it.each([
    ['a foreign origin', { headers: { origin: 'https://evil.example' } }, 403, /origin/i],
    ['a bad body', { body: '{"secret' }, 400, /JSON/],
    ['the wrong method', { method: 'PUT' }, 405, /POST/],
  ])('%s', async (_name, init, status, message) => {
    const response = await send(client.path(false), init as RequestInit);
    expect(response.status).toBe(status);
    const error = client.error(await response.json());
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('secret');
  });

  it('a path that is not served', async () => {
    const paths = {
      'openai-chat': '/v1/moderations',
      'openai-responses': '/v1/responses/r/cancel',
      anthropic: '/v1/messages/batches',
      gemini: '/v1beta/models/m:predict',
    };
    const response = await send(paths[client.name]);
    expect([404, 405]).toContain(response.status);
    expect(client.error(await response.json()).message).toBeTruthy();
  });

  it('a body that is too large', async () => {
    harness.settings = { ...harness.settings, gateway: { ...harness.settings.gateway, max_body_bytes: 1_024 } };
    const response = await send(client.path(false), { body: JSON.stringify({ x: 'y'.repeat(3_000) }) });
    expect(response.status).toBe(413);
    expect(client.error(await response.json()).message).toContain('max_body_bytes');
  });

  it('the access token, as this client sends its key', async () => {
    harness.accessToken = 'a-secret-token';
    harness.router.candidates = [fakeCandidate('gpt-test', 'simulator')];
    const refused = await ask(harness, client);
    expect(refused.status).toBe(401);
    expect(client.error(await refused.json()).message).toContain('access token');
    const [name] = Object.keys(client.headers) as [string];
    const value = name === 'authorization' ? 'Bearer a-secret-token' : 'a-secret-token';
    const accepted = await ask(harness, client, 'text', false, { headers: { [name]: value } });
    expect(accepted.status).toBe(200);
    expect(harness.router.calls[0]?.headers[name]).toBeUndefined();
    expect(client.read(await accepted.json()).text).toContain('[simulated]');
  });
});

describe.each(CLIENTS)('$name client that leaves on the last frame', (client) => {
  const lastFrame = {
    'openai-chat': 'data: [DONE]',
    'openai-responses': '"type":"response.completed"',
    anthropic: '"type":"message_stop"',
    gemini: '"finishReason":"STOP"',
  }[client.name];

  it('has had its answer', async () => {
    const [{ upstream }] = PROVIDERS;
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    // All that it has to say, and then the connection stays open.
    upstream.next({ kind: 'stall', afterChunks: 1_000 });
    const abort = new AbortController();
    const response = await ask(harness, client, 'text', true, { signal: abort.signal });
    let text = '';
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString();
      if (text.includes(lastFrame)) break;
    }
    abort.abort();
    await (await received(upstream))?.closedEarly;
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({ status: 'ok', http_status: 200, error_code: null });
    expect(outcome.cost_usd).toBeGreaterThan(0);
  });
});
