/** Pauses, circuits and larger contexts, over real sockets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, systemClock, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';

const openai = new FakeOpenAiUpstream();
const google = new FakeOpenAiUpstream();
const anthropic = new FakeAnthropicUpstream();
const body = { model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] };
let harness: Harness;
/** Milliseconds that the clock of the gateway is ahead. */
let ahead = 0;

beforeAll(async () => {
  for (const upstream of [openai, google, anthropic]) await upstream.start();
});

afterAll(async () => {
  for (const upstream of [openai, google, anthropic]) await upstream.stop();
});

beforeEach(async () => {
  ahead = 0;
  for (const upstream of [openai, google, anthropic]) upstream.reset();
  const clock = { now: () => systemClock.now() + ahead, monotonicMs: () => systemClock.monotonicMs() + ahead };
  harness = await startGateway({}, { clock });
  harness.providers.set('openai', testProvider('openai', openai.baseUrl));
  harness.providers.set('google', testProvider('google', google.baseUrl));
  harness.providers.set('anthropic', testProvider('anthropic', anthropic.baseUrl, 'key', 'anthropic'));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai'), fakeCandidate('gemini-test', 'google')];
  harness.router.known.set('gpt-test', 'openai');
});

afterEach(async () => {
  await harness.gateway.close(0);
});

async function attempts() {
  return (await harness.recorder.lastOutcome()).attempts.map(({ model, error }) => [model, error]);
}

describe('pauses', () => {
  it('skip a limited model, visibly, until its time is up', async () => {
    openai.next({ kind: 'status', status: 429, headers: { 'retry-after': '20' } });
    await (await harness.chat(body)).text();
    const second = await harness.chat(body);
    await second.text();
    expect(second.headers.get('x-heimdall-model')).toBe('gemini-test');
    expect(await attempts()).toEqual([
      ['gpt-test', 'provider_cooling_down'],
      ['gemini-test', null],
    ]);
    expect(openai.requests).toHaveLength(1);
    ahead = 21_000;
    expect((await harness.chat(body)).headers.get('x-heimdall-model')).toBe('gpt-test');
  });

  it('answer 503 with the time left when the upstream named it and there is no other way', async () => {
    openai.next({ kind: 'status', status: 429, headers: { 'retry-after': '20' } });
    await (await harness.chat({ ...body, model: 'gpt-test' })).text();
    const refused = await harness.chat({ ...body, model: 'gpt-test' });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('20');
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect((await refused.json()).error.code).toBe('provider_cooling_down');
    expect(openai.requests).toHaveLength(1);
  });

  it('that are a guess do not hold up the only way', async () => {
    openai.next({ kind: 'status', status: 429 });
    await (await harness.chat({ ...body, model: 'gpt-test' })).text();
    expect((await harness.chat({ ...body, model: 'gpt-test' })).status).toBe(200);
  });

  it('keep off Anthropic for minutes, with every model of that account', async () => {
    harness.router.candidates = [
      fakeCandidate('opus', 'anthropic'),
      fakeCandidate('sonnet', 'anthropic'),
      fakeCandidate('gpt-test', 'openai'),
    ];
    anthropic.next({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    const first = await harness.chat(body);
    expect(first.headers.get('x-heimdall-model')).toBe('gpt-test');
    expect(await attempts()).toEqual([
      ['opus', 'provider_rate_limited'],
      ['gpt-test', null],
    ]);
    ahead = 170_000;
    await (await harness.chat(body)).text();
    expect(anthropic.requests).toHaveLength(1);
    // Another account is not concerned.
    harness.router.auth = { adapter: 'anthropic-oauth', type: 'oauth', provider: 'anthropic', token: 'sk-ant-oat-x' };
    expect((await harness.chat(body)).headers.get('x-heimdall-model')).toBe('opus');
    harness.router.auth = null;
    ahead = 181_000;
    expect((await harness.chat(body)).headers.get('x-heimdall-model')).toBe('opus');
  });

  it('treat an account without money as limited', async () => {
    harness.router.candidates = [fakeCandidate('opus', 'anthropic'), fakeCandidate('gpt-test', 'openai')];
    const message = 'Your credit balance is too low to access the Anthropic API.';
    const error = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } });
    anthropic.next({ kind: 'status', status: 400, body: error });
    expect((await harness.chat(body)).headers.get('x-heimdall-model')).toBe('gpt-test');
    expect(await attempts()).toMatchObject([
      ['opus', 'provider_rate_limited'],
      ['gpt-test', null],
    ]);
  });
});

describe('the circuit of a provider', () => {
  it('opens after five failures, and one try closes it', async () => {
    openai.next(...Array(5).fill({ kind: 'status', status: 500 }));
    for (let index = 0; index < 5; index++) {
      ahead += 11_000;
      await (await harness.chat(body)).text();
    }
    await (await harness.chat(body)).text();
    expect(openai.requests).toHaveLength(5);
    expect(await attempts()).toEqual([
      ['gpt-test', 'provider_cooling_down'],
      ['gemini-test', null],
    ]);
    ahead += 31_000;
    for (let index = 0; index < 2; index++) {
      const response = await harness.chat(body);
      expect(response.headers.get('x-heimdall-model')).toBe('gpt-test');
      await response.text();
    }
  });

  it('counts streams that break', async () => {
    openai.next(...Array(5).fill({ kind: 'cut', afterChunks: 2 }));
    for (let index = 0; index < 5; index++) {
      ahead += 11_000;
      await (await harness.chat({ ...body, stream: true })).text();
    }
    expect((await harness.chat(body)).headers.get('x-heimdall-model')).toBe('gemini-test');
  });
});

describe('a bucket whose candidates have all failed', () => {
  it('is followed by mid where it is cheap: OpenRouter’s 5xx, another cheap model, then mid', async () => {
    harness.providers.set('openrouter', testProvider('openrouter', openai.baseUrl));
    harness.router.changes = { bucket: 'cheap' };
    harness.router.candidates = [
      fakeCandidate('qwen/qwen-test', 'openrouter'),
      fakeCandidate('deepseek', 'openrouter'),
    ];
    harness.router.buckets = { mid: [fakeCandidate('gemini-test', 'google')] };
    openai.next({ kind: 'status', status: 502 }, { kind: 'status', status: 503 });
    const response = await harness.chat(body);
    expect(response.headers.get('x-heimdall-bucket')).toBe('cheap');
    expect(response.headers.get('x-heimdall-attempts')).toBe('3');
    expect(await attempts()).toEqual([
      ['qwen/qwen-test', 'provider_error'],
      ['deepseek', 'provider_error'],
      ['gemini-test', null],
    ]);
  });

  it('asks past a Claude subscription whose limit is reached', async () => {
    harness.router.auth = { adapter: 'anthropic-oauth', type: 'oauth', provider: 'anthropic', token: 'sk-ant-oat-y' };
    harness.router.candidates = [fakeCandidate('opus', 'anthropic')];
    harness.router.buckets = { mid: [fakeCandidate('opus', 'anthropic'), fakeCandidate('gpt-test', 'openai')] };
    anthropic.next({ kind: 'status', status: 429 });
    const response = await harness.chat(body);
    expect(response.headers.get('x-heimdall-model')).toBe('gpt-test');
    expect(openai.requests[0]?.headers.authorization).toBe('Bearer key-of-openai');
  });
});

describe('a request that is too long', () => {
  const overflow = JSON.stringify({
    error: {
      message: "This model's maximum context length is 400000 tokens.",
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
  });

  it('goes to a model with a larger context only', async () => {
    harness.router.candidates = [
      fakeCandidate('gpt-test', 'openai'),
      fakeCandidate('qwen/qwen-test', 'google'),
      fakeCandidate('gemini-test', 'google'),
    ];
    openai.next({ kind: 'status', status: 400, body: overflow });
    const response = await harness.chat(body);
    expect(response.headers.get('x-heimdall-model')).toBe('gemini-test');
    expect(await attempts()).toEqual([
      ['gpt-test', 'context_overflow'],
      ['gemini-test', null],
    ]);
  });

  it('goes to the hard bucket when no candidate of its own takes more', async () => {
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai'), fakeCandidate('qwen/qwen-test', 'google')];
    harness.router.buckets = {
      hard: [fakeCandidate('gpt-test', 'openai', 'high'), fakeCandidate('gemini-test', 'google')],
    };
    openai.next({ kind: 'status', status: 400, body: overflow });
    const response = await harness.chat(body);
    expect(response.headers.get('x-heimdall-model')).toBe('gemini-test');
    expect(openai.requests).toHaveLength(1);
  });

  it('is refused in the upstream’s own words when there is none', async () => {
    harness.router.candidates = [fakeCandidate('gemini-test', 'google'), fakeCandidate('gpt-test', 'openai')];
    google.next({ kind: 'status', status: 400, body: overflow });
    const response = await harness.chat(body);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
    expect(openai.requests).toHaveLength(0);
    expect(await harness.recorder.lastOutcome()).toMatchObject({ error_code: 'context_overflow', http_status: 400 });
  });
});
