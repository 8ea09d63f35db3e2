/** Model lists, token counts, legacy completions, and the headers that travel with each dialect. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { ANSWER_WORDS } from '../fakes/scripted-upstream.ts';
import { sseEvents } from './dialect-clients.ts';

const ANSWER = ANSWER_WORDS.join('');
const openai = new FakeOpenAiUpstream();
const anthropic = new FakeAnthropicUpstream();
const google = new FakeGeminiUpstream();
const messages = [{ role: 'user', content: 'What is the capital of France?' }];
let harness: Harness;

beforeAll(async () => {
  for (const upstream of [openai, anthropic, google]) await upstream.start();
});

afterAll(async () => {
  for (const upstream of [openai, anthropic, google]) await upstream.stop();
});

beforeEach(async () => {
  for (const upstream of [openai, anthropic, google]) upstream.reset();
  harness = await startGateway();
  harness.providers.set('openai', testProvider('openai', openai.baseUrl));
  harness.providers.set('anthropic', testProvider('anthropic', anthropic.baseUrl, 'stored-key', 'anthropic'));
  harness.providers.set('google', testProvider('google', google.baseUrl, 'stored-key', 'gemini'));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
  harness.router.known.set('gpt-test', 'openai').set('claude', 'anthropic').set('gemini-test', 'google');
});

afterEach(async () => {
  await harness.gateway.close(0);
});

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return harness.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const get = async (path: string, headers: Record<string, string> = {}) =>
  (await harness.fetch(path, { headers })).json();

describe('model lists', () => {
  const version = { 'anthropic-version': '2023-06-01' };

  it.each([[{ 'anthropic-version': '2023-06-01' }], [{ 'x-api-key': 'heimdall' }]] as Record<string, string>[][])(
    'in the shape of Anthropic for %o',
    async (headers) => {
      const list = await get('/v1/models', headers);
      expect(list).toMatchObject({ has_more: false, first_id: 'heimdall/auto', last_id: 'qwen/qwen-test' });
      expect(list.data[0]).toMatchObject({ type: 'model', id: 'heimdall/auto', display_name: 'Heimdall auto' });
      expect(list.data[4]).toMatchObject({ id: 'gpt-test', display_name: 'gpt-test', max_input_tokens: 400_000 });
    },
  );

  it('in the shape of OpenAI for everybody else', async () => {
    expect((await get('/v1/models')).object).toBe('list');
    expect((await get('/v1/models', { 'x-api-key': 'k', authorization: 'Bearer k' })).object).toBe('list');
  });

  it.each([
    ['/v1beta/models', {}],
    ['/v1alpha/models/', {}],
    ['/models', { 'x-goog-api-key': 'k' }],
  ] as [string, Record<string, string>][])('in the shape of Google at %s', async (path, headers) => {
    const { models } = await get(path, headers);
    expect(models[0]).toMatchObject({ name: 'models/heimdall/auto', displayName: 'Heimdall auto' });
    expect(models[5]).toMatchObject({ name: 'models/gemini-test', inputTokenLimit: 1_000_000 });
  });

  it('one model', async () => {
    expect(await get('/v1/models/qwen/qwen-test', version)).toMatchObject({ type: 'model', id: 'qwen/qwen-test' });
    expect(await get('/v1beta/models/heimdall%2Fauto')).toMatchObject({ name: 'models/heimdall/auto' });
    expect(await get('/v1/models/none', version)).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
    expect(await get('/v1beta/models/none')).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
  });
});

describe('token counts', () => {
  const anthropicCount = (model: string) => post('/v1/messages/count_tokens?beta=true', { model, messages });
  const contents = [{ role: 'user', parts: [{ text: 'What is the capital of France?' }] }];

  it('come from Anthropic for its own models', async () => {
    const response = await anthropicCount('claude');
    expect(await response.json()).toEqual({ input_tokens: 33 });
    expect(response.headers.get('x-heimdall-token-count')).toBe('exact');
    expect(anthropic.requests[0]).toMatchObject({
      path: '/v1/messages/count_tokens',
      body: { model: 'claude-upstream' },
    });
    expect(harness.recorder.started).toHaveLength(0);
  });

  it('come from Google for its own models', async () => {
    const response = await post('/v1beta/models/gemini-test:countTokens', { contents });
    expect(await response.json()).toEqual({ totalTokens: 33 });
    expect(google.requests[0]).toMatchObject({
      path: '/v1beta/models/gemini-test-upstream:countTokens',
      body: { generateContentRequest: { model: 'models/gemini-test-upstream', contents } },
    });
  });

  it.each(['heimdall/auto', 'gpt-test', 'unknown'])('are estimated for %s', async (model) => {
    const response = await anthropicCount(model);
    expect(response.headers.get('x-heimdall-token-count')).toBe('estimate');
    expect((await response.json()).input_tokens).toBeGreaterThan(4);
    const other = await post(`/v1beta/models/${model}:countTokens`, { contents });
    expect((await other.json()).totalTokens).toBeGreaterThan(4);
  });

  it('are estimated when the provider does not answer', async () => {
    anthropic.next({ kind: 'status', status: 500 });
    expect((await anthropicCount('claude')).headers.get('x-heimdall-token-count')).toBe('estimate');
    // On a kept-alive connection one more try is made.
    anthropic.next({ kind: 'drop' }, { kind: 'drop' });
    expect((await anthropicCount('claude')).headers.get('x-heimdall-token-count')).toBe('estimate');
  });

  it('name what is wrong', async () => {
    const response = await post('/v1/messages/count_tokens', { model: 'claude' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });
});

describe('legacy completions', () => {
  it.each(['openai', 'anthropic', 'google'])('are answered by %s', async (provider) => {
    harness.router.candidates = [fakeCandidate('gpt-test', provider)];
    const response = await post('/v1/completions', { model: 'auto', prompt: 'Say hello', max_tokens: 50, echo: true });
    expect(await response.json()).toMatchObject({
      object: 'text_completion',
      choices: [{ text: ANSWER, index: 0, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 6 },
    });
    expect(response.headers.get('x-heimdall-dropped')).toContain('echo');
  });

  it.each([false, true])('stream; with usage: %s', async (include_usage) => {
    const response = await post('/completions', {
      model: 'auto',
      prompt: ['Say hello'],
      stream: true,
      stream_options: { include_usage },
    });
    const events = sseEvents(await response.text());
    expect(events.pop()?.data).toBe('[DONE]');
    const chunks = events.map(({ data }) => JSON.parse(data));
    expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(ANSWER);
    expect(chunks.some(({ usage }) => usage?.total_tokens === 18)).toBe(include_usage);
    expect(openai.requests[0]?.body.messages).toEqual([{ role: 'user', content: 'Say hello' }]);
  });

  it('say how they ended', async () => {
    openai.next({ kind: 'cut', afterChunks: 3 });
    const text = await (await post('/v1/completions', { model: 'auto', prompt: 'x', stream: true })).text();
    expect(text).toContain('"error"');
    openai.next({ kind: 'raw', type: 'text/event-stream', body: 'data: {"error":{"message":"overloaded"}}\n\n' });
    const failed = await (await post('/v1/completions', { model: 'auto', prompt: 'x', stream: true })).text();
    expect(failed).toContain('overloaded');
    const choice = { index: 0, message: { role: 'assistant', content: 'cut' }, finish_reason: 'length' };
    openai.next({
      kind: 'raw',
      type: 'application/json',
      body: JSON.stringify({ id: 'x', model: 'm', choices: [choice] }),
    });
    const short = await (await post('/v1/completions', { model: 'auto', prompt: 'x' })).json();
    expect(short).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect(short.usage).toBeUndefined();
  });

  it.each([
    [{ model: 'auto' }, 'prompt'],
    [{ model: 'auto', prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: 'a' }, 'model'],
    [[], null],
  ])('refuse %o', async (body, param) => {
    const response = await post('/v1/completions', body);
    expect(response.status).toBe(400);
    expect((await response.json()).error.param).toBe(param);
  });
});

describe('headers of the caller', () => {
  const body = { model: 'claude', max_tokens: 10, messages };
  const headers = {
    'anthropic-version': '2023-06-01',
    'anthropic-beta': 'a-2026-01-01,b-2026-01-01',
    'user-agent': 'claude-cli/2.1.0 (external, cli)',
    'x-app': 'cli',
    'x-claude-code-session-id': 'session',
    authorization: 'Bearer sk-ant-oat01-of-the-caller',
  };
  const oauth = {
    adapter: 'anthropic-oauth',
    type: 'oauth',
    provider: 'anthropic',
    token: 'sk-ant-oat01-of-the-caller',
  } as const;

  it('travel to Anthropic with its own subscription, untouched', async () => {
    harness.router.auth = oauth;
    expect((await post('/v1/messages?beta=true', body, headers)).status).toBe(200);
    const [sent] = anthropic.requests;
    expect(sent?.path).toBe('/v1/messages?beta=true');
    // The API takes subscriptions only with this beta, which is added to the caller's and never in their place.
    const betas = `${headers['anthropic-beta']},oauth-2025-04-20`;
    expect(sent?.headers).toMatchObject({ ...headers, 'anthropic-beta': betas });
    expect(sent?.headers['x-api-key']).toBeUndefined();
    await post('/v1/messages', body, { ...headers, 'anthropic-beta': 'oauth-2025-04-20, c' });
    expect(anthropic.requests[1]?.headers['anthropic-beta']).toBe('oauth-2025-04-20, c');
  });

  it('say nothing of the caller with a stored key', async () => {
    expect((await post('/v1/messages', body, headers)).status).toBe(200);
    const sent = anthropic.requests[0]?.headers;
    expect(sent).toMatchObject({ 'x-api-key': 'stored-key', 'anthropic-beta': headers['anthropic-beta'] });
    expect(sent?.['user-agent']).toMatch(/^heimdall\//);
    expect(sent?.authorization).toBeUndefined();
    expect(sent?.['x-app']).toBeUndefined();
  });

  it('never take a subscription to another provider', async () => {
    harness.router.auth = oauth;
    await post('/v1/messages', { ...body, model: 'heimdall/auto' }, headers);
    expect(JSON.stringify(openai.requests[0])).not.toContain('sk-ant-oat01');
    expect(openai.requests[0]?.headers['anthropic-beta']).toBeUndefined();
  });

  it('take a key out of the query, where old clients of Google put it', async () => {
    const contents = [{ parts: [{ text: 'hi' }] }];
    harness.accessToken = 'the-access-token';
    const response = await post('/v1beta/models/gemini-test:generateContent?key=the-access-token', { contents });
    expect(response.status).toBe(200);
    expect(google.requests[0]?.path).toBe('/v1beta/models/gemini-test-upstream:generateContent');
    expect(google.requests[0]?.headers['x-goog-api-key']).toBe('stored-key');
    expect(harness.router.calls[0]?.headers['x-goog-api-key']).toBeUndefined();
    expect((await post('/v1beta/models/gemini-test:generateContent?key=wrong', { contents })).status).toBe(401);
  });
});

describe('the Responses API', () => {
  const body = { model: 'gpt-test', input: 'hi', some_new_field: 1 };

  it('is passed through to a provider that has it', async () => {
    harness.providers.set('openai', { ...testProvider('openai', openai.baseUrl), alsoSpeaks: ['openai-responses'] });
    const answer = { id: 'resp_1', object: 'response', output: [], usage: { input_tokens: 3, output_tokens: 4 } };
    openai.next({ kind: 'raw', type: 'application/json', body: JSON.stringify(answer) });
    const response = await post('/v1/responses', body);
    expect(await response.json()).toEqual(answer);
    expect(openai.requests[0]).toMatchObject({
      path: '/v1/responses',
      body: { ...body, model: 'gpt-test-upstream' },
    });
    expect(await harness.recorder.lastOutcome()).toMatchObject({ input_tokens: 3, output_tokens: 4 });
  });

  it('is translated for the others', async () => {
    const response = await post('/v1/responses', { ...body, model: 'claude' });
    expect(await response.json()).toMatchObject({ object: 'response', status: 'completed' });
    expect(anthropic.requests).toHaveLength(1);
  });
});
