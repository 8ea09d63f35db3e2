/** Streams whose upstream is silent at first, or fails before the first word of its answer. */
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { ANSWER_WORDS } from '../fakes/scripted-upstream.ts';
import { ask, CLIENTS, sseEvents } from './dialect-clients.ts';

const ANSWER = ANSWER_WORDS.join('');
const KEEP_ALIVE_MS = 30;
const GOOGLE_SDK = { 'x-goog-api-client': 'google-genai-sdk/2.32.0 gl-node/v20' };
const UPSTREAMS = {
  openai: { dialect: 'openai-chat', upstream: new FakeOpenAiUpstream() },
  anthropic: { dialect: 'anthropic', upstream: new FakeAnthropicUpstream() },
  google: { dialect: 'gemini', upstream: new FakeGeminiUpstream() },
} as const;
const NAMES = ['openai', 'anthropic', 'google'] as const;
type Name = (typeof NAMES)[number];

let harness: Harness;

beforeAll(async () => {
  for (const { upstream } of Object.values(UPSTREAMS)) await upstream.start();
});

afterAll(async () => {
  for (const { upstream } of Object.values(UPSTREAMS)) await upstream.stop();
});

async function start(keepAliveMs?: number): Promise<void> {
  harness = await startGateway({}, keepAliveMs === undefined ? {} : { keepAliveMs });
  for (const name of NAMES) {
    const { dialect, upstream } = UPSTREAMS[name];
    upstream.reset();
    harness.providers.set(name, testProvider(name, upstream.baseUrl, `key-of-${name}`, dialect));
  }
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai'), fakeCandidate('gemini-test', 'anthropic')];
}

beforeEach(() => start());

afterEach(async () => {
  await harness.gateway.close(0);
});

describe.each(CLIENTS)('a client that speaks $name', (client) => {
  beforeEach(async () => {
    await harness.gateway.close(0);
    await start(KEEP_ALIVE_MS);
  });

  const stream = () => ask(harness, client, 'text', true, { headers: GOOGLE_SDK });

  it('is kept waiting, and then gets the whole answer', async () => {
    UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 5 * KEEP_ALIVE_MS });
    const response = await stream();
    expect(response.status).toBe(200);
    // Who will answer is not known yet; what is, is said.
    expect(response.headers.get('x-heimdall-decision-id')).toMatch(/^dec-/);
    expect(response.headers.get('x-heimdall-bucket')).toBe('mid');
    expect(response.headers.get('x-heimdall-model')).toBeNull();
    const text = await response.text();
    expect(text.startsWith(client.name === 'gemini' ? '\n' : ': keep-alive\n\n')).toBe(true);
    expect(client.readStream(sseEvents(text)).text).toBe(ANSWER);
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'ok', served_provider: 'openai' });
  });

  it('gets the answer of another, although the head is out', async () => {
    harness.settings = { ...harness.settings, timeout: 4 * KEEP_ALIVE_MS };
    UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 5_000 });
    const text = await (await stream()).text();
    expect(client.readStream(sseEvents(text)).text).toBe(ANSWER);
    expect((await harness.recorder.lastOutcome()).attempts).toMatchObject([
      { provider: 'openai', error: 'provider_timeout' },
      { provider: 'anthropic', error: null },
    ]);
  });

  it('gets the error in the stream when nobody answers', async () => {
    harness.settings = { ...harness.settings, timeout: 4 * KEEP_ALIVE_MS };
    UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 5_000 });
    UPSTREAMS.anthropic.upstream.next({ kind: 'status', status: 529 });
    const events = sseEvents(await (await stream()).text());
    const last = JSON.parse(events.at(-1)?.data ?? '');
    const message = last.error?.message ?? last.message ?? last.response?.error?.message;
    expect(message).toMatch(/None of the 2 candidates answered.*did not begin.*says 529/);
    const names = events.map(({ event }) => event);
    if (client.name === 'anthropic') expect(last).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    else if (client.name === 'openai-responses') expect(names).toEqual(['error', 'response.failed']);
    else if (client.name === 'gemini') expect(last.error).toMatchObject({ code: 502, status: 'UNAVAILABLE' });
    else expect(last.error).toMatchObject({ code: 'provider_error' });
    expect(await harness.recorder.lastOutcome()).toMatchObject({
      status: 'error',
      error_code: 'provider_error',
      http_status: 200,
    });
  });

  it('gets what the upstream says of the request in the stream, too', async () => {
    UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 4 * KEEP_ALIVE_MS, status: 400 });
    const text = await (await stream()).text();
    expect(text).toContain('The fake upstream says 400.');
    expect(UPSTREAMS.anthropic.upstream.requests).toHaveLength(0);
    expect((await harness.recorder.lastOutcome()).http_status).toBe(200);
  });
});

describe('Google’s own client', () => {
  beforeEach(async () => {
    await harness.gateway.close(0);
    await start(KEEP_ALIVE_MS);
  });

  const genai = (headers: Record<string, string> = {}) =>
    new GoogleGenAI({
      apiKey: 'heimdall',
      httpOptions: { baseUrl: harness.address.url, headers },
    });

  async function said(client: GoogleGenAI): Promise<string> {
    const chunks = await client.models.generateContentStream({ model: 'heimdall/auto', contents: 'Hi' });
    let text = '';
    for await (const chunk of chunks) text += chunk.text ?? '';
    return text;
  }

  it.each(['openai', 'google'] as const)(
    'reads on after empty lines before and within the answer of %s',
    async (name) => {
      harness.router.candidates = [fakeCandidate('gpt-test', name)];
      const { upstream } = UPSTREAMS[name];
      upstream.next({ kind: 'slow', ms: 4 * KEEP_ALIVE_MS }, { kind: 'stall', afterChunks: 3, ms: 4 * KEEP_ALIVE_MS });
      expect(await said(genai())).toBe(ANSWER);
      expect(await said(genai())).toBe(ANSWER);
    },
  );

  it('throws the error of a stream that was kept waiting', async () => {
    harness.settings = { ...harness.settings, timeout: 4 * KEEP_ALIVE_MS };
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 5_000 });
    await expect(said(genai())).rejects.toThrow(/did not begin to answer/);
  });

  it('is left alone where its parser is not known', async () => {
    UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 4 * KEEP_ALIVE_MS });
    const gemini = CLIENTS.find(({ name }) => name === 'gemini') as (typeof CLIENTS)[number];
    const response = await ask(harness, gemini, 'text', true);
    expect(response.headers.get('x-heimdall-model')).toBe('gpt-test');
    expect((await response.text()).startsWith('data:')).toBe(true);
  });
});

it('OpenAI’s own client throws the error of a stream that was kept waiting', async () => {
  await harness.gateway.close(0);
  await start(KEEP_ALIVE_MS);
  harness.settings = { ...harness.settings, timeout: 4 * KEEP_ALIVE_MS };
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
  UPSTREAMS.openai.upstream.next({ kind: 'slow', ms: 5_000 });
  const client = new OpenAI({ baseURL: harness.address.openaiBaseUrl, apiKey: 'x' });
  const stream = client.chat.completions.stream({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }] });
  await expect(stream.finalContent()).rejects.toThrow(/did not begin to answer/);
  // The client did not ask again: the error came in the answer.
  expect(UPSTREAMS.openai.upstream.requests).toHaveLength(1);
});

/** What each API sends first when it says 200 and then cannot answer. */
const FIRST_ERRORS: Readonly<Record<Name, string>> = {
  openai: 'data: {"error":{"message":"The server is overloaded","type":"server_error","code":null}}\n\n',
  anthropic:
    'event: message_start\ndata: {"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":1}}}\n\n' +
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  google: 'data: {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}\r\n\r\n',
};
/** Beginnings that lead to nothing. */
const EMPTY = {
  'ends at once': '',
  'has nothing but comments': ': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n',
  'is no stream of its protocol': 'data: nonsense\n\nevent: x\ndata: 7\n\n',
  'names a role and ends':
    'data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\ndata: [DONE]\n\n',
};

describe.each(NAMES)('a 200 of %s', (name) => {
  const { upstream } = UPSTREAMS[name];
  const other = name === 'openai' ? 'anthropic' : 'openai';

  beforeEach(() => {
    harness.router.candidates = [fakeCandidate('gpt-test', name), fakeCandidate('gemini-test', other)];
  });

  const bodies: [string, string, string][] = [
    ['begins with an error', FIRST_ERRORS[name], 'provider_error'],
    ...Object.entries(EMPTY).map(([what, body]): [string, string, string] => [what, body, 'provider_bad_response']),
  ];
  it.each(bodies)('that %s is a failed attempt, for every client', async (_what, body, error) => {
    for (const client of CLIENTS) {
      upstream.next({ kind: 'raw', type: 'text/event-stream', body });
      const text = await (await ask(harness, client, 'text', true)).text();
      expect(client.readStream(sseEvents(text)).text).toBe(ANSWER);
      const outcome = await harness.recorder.lastOutcome();
      expect(outcome.attempts).toMatchObject([
        { provider: name, status: 200, error },
        { provider: other, error: null },
      ]);
      expect(outcome).toMatchObject({ status: 'ok', served_provider: other });
      // Three failures within seconds would have it skipped.
      await harness.gateway.close(0);
      const { candidates } = harness.router;
      await start();
      harness.router.candidates = candidates;
    }
  });

  it('that falls silent before the first word is one, too', async () => {
    harness.settings = { ...harness.settings, gateway: { ...harness.settings.gateway, stream_idle_timeout: 60 } };
    upstream.next({ kind: 'stall', afterChunks: 0 });
    const response = await ask(harness, CLIENTS[0] as (typeof CLIENTS)[number], 'text', true);
    expect(sseEvents(await response.text()).at(-1)?.data).toBe('[DONE]');
    expect((await harness.recorder.lastOutcome()).attempts[0]?.error).toBe('provider_timeout');
    await upstream.requests[0]?.closedEarly;
  });
});

describe('an error that begins a stream', () => {
  const [chat] = CLIENTS as [(typeof CLIENTS)[number]];
  const error = (fields: object) => ({
    kind: 'raw' as const,
    type: 'text/event-stream',
    body: `data: ${JSON.stringify({ error: fields })}\n\n`,
  });

  it('keeps its meaning: a limit is a 429', async () => {
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    UPSTREAMS.openai.upstream.next(error({ message: 'Slow down', type: 'rate_limit_exceeded', code: 429 }));
    const response = await ask(harness, chat, 'text', true);
    expect(response.status).toBe(429);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect((await response.json()).error.message).toContain('Slow down');
  });

  it('asks for a larger context when it says so', async () => {
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai'), fakeCandidate('gemini-test', 'anthropic')];
    UPSTREAMS.openai.upstream.next(error({ message: 'Too long', code: 'context_length_exceeded' }));
    const response = await ask(harness, chat, 'text', true);
    expect(response.headers.get('x-heimdall-model')).toBe('gemini-test');
    expect((await harness.recorder.lastOutcome()).attempts[0]?.error).toBe('context_overflow');
    await response.text();
  });

  it('is not asked elsewhere when the request is at fault, and the key is cut out of it', async () => {
    UPSTREAMS.openai.upstream.reset();
    harness.router.candidates = [fakeCandidate('gpt-test', 'anthropic'), fakeCandidate('gemini-test', 'openai')];
    const body =
      'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error","message":"bad key-of-anthropic"}}\n\n';
    UPSTREAMS.anthropic.upstream.next({ kind: 'raw', type: 'text/event-stream', body });
    const response = await ask(harness, chat, 'text', true);
    expect(response.status).toBe(400);
    expect((await response.json()).error.message).toBe('bad [key]');
    expect(UPSTREAMS.openai.upstream.requests).toHaveLength(0);
  });
});

it('what could not be carried is recorded of who answered', async () => {
  const chat = CLIENTS[0] as (typeof CLIENTS)[number];
  harness.router.candidates = [fakeCandidate('gpt-test', 'anthropic'), fakeCandidate('gemini-test', 'openai')];
  UPSTREAMS.anthropic.upstream.next({ kind: 'status', status: 500 });
  const send = () =>
    harness.chat({ ...chat.body('text', false), seed: 1, logprobs: true }).then(async (response) => {
      await response.text();
      return response;
    });
  const response = await send();
  expect(harness.recorder.started.at(-1)?.decision.notes.join()).toMatch(/the first choice cannot be told: .*logprobs/);
  expect(response.headers.get('x-heimdall-dropped')).toBeNull();
  expect((await harness.recorder.lastOutcome()).dropped).toEqual([]);
  await send();
  expect((await harness.recorder.lastOutcome()).dropped).toContain('logprobs');
});
