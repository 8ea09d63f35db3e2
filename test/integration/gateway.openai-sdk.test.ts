/** The official OpenAI client against a real gateway and a fake upstream, over real sockets. */
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { ANSWER_WORDS, FakeOpenAiUpstream, unusedPort } from '../fakes/openai-upstream.ts';

const ANSWER = ANSWER_WORDS.join('');
const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
const weatherTool = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
};

let upstream: FakeOpenAiUpstream;
let other: FakeOpenAiUpstream;
let harness: Harness;
let client: OpenAI;

beforeAll(async () => {
  upstream = await new FakeOpenAiUpstream().start();
  other = await new FakeOpenAiUpstream().start();
});

afterAll(async () => {
  await upstream.stop();
  await other.stop();
});

beforeEach(async () => {
  upstream.reset();
  other.reset();
  harness = await startGateway();
  harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
  harness.providers.set('google', testProvider('google', `${other.baseUrl}/`));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai', 'medium'), fakeCandidate('gemini-test', 'google')];
  harness.router.known.set('gpt-test', 'openai');
  client = new OpenAI({ baseURL: harness.address.openaiBaseUrl, apiKey: 'heimdall', maxRetries: 2 });
});

afterEach(async () => {
  await harness.gateway.close(0);
});

describe('answers', () => {
  it('completes without streaming and says what it did in headers', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'heimdall/auto', messages }, { headers: { 'x-heimdall-app': 'sdk-test' } })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe(ANSWER);
    expect(data.model).toBe('gpt-test-upstream-2025-08-07');
    expect(data.usage?.total_tokens).toBe(18);
    const id = harness.recorder.started[0]?.decision.id;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': id,
      'x-heimdall-decision-id': id,
      'x-heimdall-model': 'gpt-test',
      'x-heimdall-provider': 'openai',
      'x-heimdall-bucket': 'mid',
      'x-heimdall-alpha': '0.6',
      'x-heimdall-cache': 'miss',
      'x-heimdall-simulated': 'false',
    });
    expect(Number(response.headers.get('x-heimdall-overhead-ms'))).toBeGreaterThanOrEqual(0);
    expect(harness.recorder.started[0]).toMatchObject({
      app: 'sdk-test',
      dialect: 'openai-chat',
      promptText: 'What is the capital of France?',
    });
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({
      status: 'ok',
      http_status: 200,
      served_model: 'gpt-test',
      served_provider: 'openai',
      simulated: false,
      streamed: false,
      input_tokens: 12,
      output_tokens: 6,
      usage_reported: true,
      cost_usd: (12 * 1 + 6 * 10) / 1e6,
    });
    expect(outcome.attempts).toMatchObject([{ model: 'gpt-test', provider: 'openai', status: 200, error: null }]);
    expect(outcome.total_ms).toBeGreaterThanOrEqual(outcome.ttft_ms as number);
  });

  it('sends the upstream its own model id, key and effort, and every field of the caller', async () => {
    await client.chat.completions.create({
      model: 'heimdall/auto',
      messages,
      max_tokens: 50,
      temperature: 0.1,
      // @ts-expect-error: fields that nobody knows yet must arrive too
      some_new_field: { a: [1, 2] },
    });
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer key-of-openai');
    expect(upstream.requests[0]?.body).toEqual({
      model: 'gpt-test-upstream',
      messages,
      max_completion_tokens: 50,
      reasoning_effort: 'medium',
      some_new_field: { a: [1, 2] },
    });
  });

  it('streams chunk by chunk and hides the usage that the client did not ask for', async () => {
    upstream.next({ kind: 'answer', chunkMs: 5 });
    const stream = await client.chat.completions.create({ model: 'heimdall/auto', messages, stream: true });
    let text = '';
    let usageChunks = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.choices.length === 0) usageChunks++;
    }
    expect(text).toBe(ANSWER);
    expect(usageChunks).toBe(0);
    expect(upstream.requests[0]?.body.stream_options).toEqual({ include_usage: true });
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({
      status: 'ok',
      streamed: true,
      input_tokens: 12,
      output_tokens: 6,
      usage_reported: true,
    });
    expect(outcome.total_ms as number).toBeGreaterThan(outcome.ttft_ms as number);
  });

  it('passes the usage chunk on when the client asks for it', async () => {
    const stream = await client.chat.completions.create({
      model: 'heimdall/auto',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 18 } });
  });

  it('delivers the first words while the upstream is still talking', async () => {
    upstream.next({ kind: 'answer', words: ['one', ' two', ' three'], chunkMs: 60 });
    const stream = await client.chat.completions.create({ model: 'heimdall/auto', messages, stream: true });
    const arrivals: number[] = [];
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) arrivals.push(performance.now());
    expect(arrivals).toHaveLength(3);
    expect((arrivals[2] as number) - (arrivals[0] as number)).toBeGreaterThan(80);
  });

  it('carries tool definitions there and tool calls back', async () => {
    upstream.next({ kind: 'tool-call', name: 'get_weather', args: '{"city":"Paris","unit":"celsius"}' });
    const runner = client.chat.completions.stream({ model: 'heimdall/auto', messages, tools: [weatherTool] });
    const final = await runner.finalChatCompletion();
    const [call] = final.choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ function: { name: 'get_weather', arguments: '{"city":"Paris","unit":"celsius"}' } });
    expect(upstream.requests[0]?.body.tools).toEqual([weatherTool]);
    expect(harness.router.calls[0]?.request).toMatchObject({ tools: 1, stream: true });
  });

  it('reads answers that were compressed against its wish', async () => {
    upstream.next({ kind: 'encoded', encoding: 'gzip' }, { kind: 'encoded', encoding: 'gzip' });
    const whole = await client.chat.completions.create({ model: 'heimdall/auto', messages });
    expect(whole.choices[0]?.message.content).toBe(ANSWER);
    const streamed = await client.chat.completions.stream({ model: 'heimdall/auto', messages }).finalContent();
    expect(streamed).toBe(ANSWER);
  });

  it('estimates the usage of an upstream that reports none', async () => {
    upstream.next({ kind: 'answer', reportUsage: false });
    await client.chat.completions.create({ model: 'heimdall/auto', messages });
    expect(await harness.recorder.lastOutcome()).toMatchObject({
      input_tokens: 42,
      output_tokens: 8,
      usage_reported: false,
      cost_usd: null,
    });
  });

  it('lists models and finds one by a percent-encoded id', async () => {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids.slice(0, 4)).toEqual(['heimdall/auto', 'heimdall/cheap', 'heimdall/mid', 'heimdall/hard']);
    expect(ids).toContain('qwen/qwen-test');
    expect(await client.models.retrieve('qwen/qwen-test')).toMatchObject({ object: 'model', owned_by: 'qwen' });
    expect((await harness.fetch('/v1/models/qwen/qwen-test')).status).toBe(200);
    await expect(client.models.retrieve('no/such')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    expect((await harness.fetch('/v1/models/%E0%A4%A')).status).toBe(400);
  });
});

describe('names and headers', () => {
  it('passes an explicit model through and records it', async () => {
    await client.chat.completions.create({ model: 'gpt-test', messages, temperature: 0.1 });
    expect(upstream.requests[0]?.body).toMatchObject({ model: 'gpt-test-upstream', temperature: 0.1 });
    expect(harness.recorder.started[0]?.decision.mode).toBe('explicit');
  });

  it('answers 404 in the OpenAI shape for an unknown model', async () => {
    const failure = client.chat.completions.create({ model: 'gpt-nonsense', messages });
    await expect(failure).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    await expect(failure).rejects.toThrow(/GET \/v1\/models/);
    await expect(failure).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('hands alpha, bucket and model headers to the router', async () => {
    const headers = { 'x-heimdall-alpha': '0.25', 'x-heimdall-bucket': 'hard' };
    const { response } = await client.chat.completions.create({ model: 'auto', messages }, { headers }).withResponse();
    expect(harness.router.calls[0]?.overrides).toEqual({ alpha: 0.25, bucket: 'hard' });
    expect(harness.router.calls[0]?.request.model).toBe('heimdall/auto');
    expect(response.headers.get('x-heimdall-alpha')).toBe('0.25');
    await client.chat.completions.create({ model: 'auto', messages }, { headers: { 'x-heimdall-model': 'gpt-test' } });
    expect(harness.router.calls[1]?.overrides).toEqual({ model: 'gpt-test' });
  });

  it.each([
    ['x-heimdall-alpha', '1.5'],
    ['x-heimdall-alpha', 'high'],
    ['x-heimdall-bucket', 'huge'],
  ])('refuses %s: %s and names the header', async (name, value) => {
    const failure = client.chat.completions.create({ model: 'auto', messages }, { headers: { [name]: value } });
    await expect(failure).rejects.toMatchObject({ status: 400, param: name });
  });
});

describe('failures', () => {
  it('falls back to the next candidate and says so', async () => {
    upstream.next({ kind: 'status', status: 500 });
    const { data, response } = await client.chat.completions
      .create({ model: 'heimdall/auto', messages })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe(ANSWER);
    expect(response.headers.get('x-heimdall-model')).toBe('gemini-test');
    expect(response.headers.get('x-heimdall-attempts')).toBe('2');
    expect(other.requests[0]?.headers.authorization).toBe('Bearer key-of-google');
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({
      status: 'ok',
      served_model: 'gemini-test',
      served_provider: 'google',
      cost_usd: null,
    });
    expect(outcome.attempts).toMatchObject([
      { model: 'gpt-test', status: 500, error: 'provider_error' },
      { model: 'gemini-test', status: 200, error: null },
    ]);
  });

  it.each([
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'provider_rate_limited', 429],
    ['401', { kind: 'status', status: 401 }, 'auth_rejected', 401],
    ['a dropped connection', { kind: 'drop' }, 'provider_unreachable', null],
    ['HTML', { kind: 'raw', type: 'text/html', body: '<h1>hi</h1>' }, 'provider_bad_response', 200],
    ['another protocol', { kind: 'raw', type: 'application/json', body: '[]' }, 'provider_bad_response', 200],
    [
      'an error with status 200',
      { kind: 'raw', type: 'application/json', body: '{"error":{}}' },
      'provider_error',
      200,
    ],
    ['a cut body', { kind: 'cut', afterChunks: 0 }, 'provider_error', 200],
  ] as const)('falls back after %s', async (_name, script, error, status) => {
    upstream.next(script);
    const data = await client.chat.completions.create({ model: 'heimdall/auto', messages });
    expect(data.choices[0]?.message.content).toBe(ANSWER);
    expect((await harness.recorder.lastOutcome()).attempts[0]).toMatchObject({ error, status });
  });

  it('falls back from a stream that is none', async () => {
    upstream.next({ kind: 'raw', type: 'application/json', body: '{}' });
    expect(await client.chat.completions.stream({ model: 'auto', messages }).finalContent()).toBe(ANSWER);
    expect((await harness.recorder.lastOutcome()).attempts[0]).toMatchObject({ error: 'provider_bad_response' });
  });

  it('falls back when the first byte takes too long', async () => {
    harness.settings = { ...harness.settings, timeout: 60 };
    upstream.next({ kind: 'slow', ms: 1_000 });
    await client.chat.completions.create({ model: 'heimdall/auto', messages });
    expect((await harness.recorder.lastOutcome()).attempts[0]).toMatchObject({
      error: 'provider_timeout',
      status: null,
    });
    await upstream.requests[0]?.closedEarly;
  });

  it('answers one 502 without retries when every upstream is dead, naming hosts only', async () => {
    const port = await unusedPort();
    harness.providers.set('openai', testProvider('openai', `http://127.0.0.1:${port}/secret-path/v1`));
    harness.providers.set('google', testProvider('google', `http://127.0.0.1:${port}/v1`));
    const failure = await client.chat.completions.create({ model: 'heimdall/auto', messages }).catch((error) => error);
    expect(failure).toBeInstanceOf(OpenAI.InternalServerError);
    expect(failure).toMatchObject({ status: 502, code: 'provider_unreachable', type: 'api_error' });
    expect(failure.message).toContain(`127.0.0.1:${port}`);
    expect(failure.message).not.toContain('secret-path');
    expect(failure.headers.get('x-should-retry')).toBe('false');
    expect(harness.router.calls).toHaveLength(1);
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({ status: 'error', http_status: 502, error_code: 'provider_unreachable' });
    expect(outcome.attempts).toHaveLength(2);
  });

  it('asks nobody else for an explicit model, or with fallbacks off', async () => {
    upstream.next({ kind: 'status', status: 503 }, { kind: 'status', status: 503 });
    await expect(client.chat.completions.create({ model: 'gpt-test', messages })).rejects.toMatchObject({
      status: 502,
    });
    harness.settings = { ...harness.settings, enable_fallbacks: false };
    await expect(client.chat.completions.create({ model: 'auto', messages })).rejects.toMatchObject({ status: 502 });
    expect(other.requests).toHaveLength(0);
  });

  it('keeps a 429 with its retry-after when nobody else can answer', async () => {
    upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    const failure = await client.chat.completions.create({ model: 'gpt-test', messages }).catch((error) => error);
    expect(failure).toBeInstanceOf(OpenAI.RateLimitError);
    expect(failure.headers.get('retry-after')).toBe('7');
    expect(upstream.requests).toHaveLength(1);
  });

  it('passes a refusal of the request on, without the key, and asks nobody else', async () => {
    const body = JSON.stringify({
      error: {
        message: "Unsupported value for key-of-openai: 'foo'",
        type: 'invalid_request_error',
        param: 'foo',
        code: 'unsupported_value',
      },
    });
    upstream.next({ kind: 'status', status: 400, body });
    const failure = await client.chat.completions.create({ model: 'auto', messages }).catch((error) => error);
    expect(failure).toMatchObject({
      status: 400,
      param: 'foo',
      code: 'unsupported_value',
      type: 'invalid_request_error',
    });
    expect(failure.message).toContain("Unsupported value for [key]: 'foo'");
    expect(other.requests).toHaveLength(0);
    expect(await harness.recorder.lastOutcome()).toMatchObject({
      status: 'error',
      http_status: 400,
      error_code: 'provider_error',
      served_provider: 'openai',
    });
  });

  it('reports a stream that was cut as an error frame and never switches provider', async () => {
    upstream.next({ kind: 'cut', afterChunks: 3 });
    const stream = await client.chat.completions.create({ model: 'auto', messages, stream: true });
    let text = '';
    const read = async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow(/broke off/);
    expect(text).toBe('Hello from');
    expect(other.requests).toHaveLength(0);
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'error', error_code: 'provider_error' });
  });

  it('records an error that the upstream reports inside the stream', async () => {
    const word =
      'data: {"id":"x","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
    const body = `${word}data: {"error":{"message":"overloaded","type":"server_error"}}\n\n`;
    upstream.next({ kind: 'raw', type: 'text/event-stream', body });
    await expect(client.chat.completions.stream({ model: 'auto', messages }).finalContent()).rejects.toThrow(
      'overloaded',
    );
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'error', error_code: 'provider_error' });
  });

  it('cancels the upstream at once when the client leaves a stream', async () => {
    upstream.next({ kind: 'answer', words: Array(200).fill('word '), chunkMs: 10 });
    const stream = await client.chat.completions.create({ model: 'auto', messages, stream: true });
    for await (const _ of stream) break;
    await upstream.requests[0]?.closedEarly;
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'aborted', http_status: 200 });
  });

  it('cancels the upstream when the client leaves before the first byte, and tries nobody else', async () => {
    upstream.next({ kind: 'slow', ms: 2_000 });
    const abort = new AbortController();
    const failure = client.chat.completions.create({ model: 'auto', messages }, { signal: abort.signal });
    while (upstream.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await expect(failure).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await upstream.requests[0]?.closedEarly;
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'aborted', http_status: null });
    expect(other.requests).toHaveLength(0);
  });

  it('survives an upstream that closes a kept-alive connection', async () => {
    await client.chat.completions.create({ model: 'gpt-test', messages });
    upstream.closeIdle();
    const data = await client.chat.completions.create({ model: 'gpt-test', messages });
    expect(data.choices[0]?.message.content).toBe(ANSWER);
  });
});

describe('credentials', () => {
  const callerKey = {
    adapter: 'openai-key',
    type: 'api-key' as const,
    provider: 'openai',
    token: 'sk-proj-of-the-caller',
  };

  it("uses the caller's own key for its provider only", async () => {
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl, null));
    harness.providers.set('google', testProvider('google', other.baseUrl, null));
    harness.router.auth = callerKey;
    const organised = { headers: { 'openai-organization': 'org-1' } };
    await client.chat.completions.create({ model: 'auto', messages }, organised);
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer sk-proj-of-the-caller');
    expect(upstream.requests[0]?.headers['openai-organization']).toBe('org-1');
    upstream.next({ kind: 'status', status: 500 });
    const failure = await client.chat.completions.create({ model: 'auto', messages }).catch((error) => error);
    expect(failure).toMatchObject({ status: 502, code: 'provider_error' });
    expect(failure.message).toContain('GEMINI_API_KEY');
    expect(other.requests).toHaveLength(0);
    expect((await harness.recorder.lastOutcome()).attempts[1]).toMatchObject({
      error: 'provider_unconfigured',
      status: null,
    });
  });

  it('never forwards a key for this endpoint alone', async () => {
    harness.providers.set('openai', { ...testProvider('openai', upstream.baseUrl, null), requiresKey: false });
    harness.router.auth = { adapter: 'openai-key', type: 'local', provider: null, token: 'heimdall' };
    await client.chat.completions.create({ model: 'auto', messages });
    expect(upstream.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('answers 503 for an explicit model whose provider has no key', async () => {
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl, null));
    const failure = await client.chat.completions.create({ model: 'gpt-test', messages }).catch((error) => error);
    expect(failure).toMatchObject({ status: 503, code: 'provider_unconfigured' });
    expect(failure.message).toContain('OPENAI_API_KEY');
  });

  it('keeps keys and prompts out of the log', async () => {
    upstream.next({
      kind: 'status',
      status: 500,
      body: '{"error":{"message":"about: capital of France, key-of-openai"}}',
    });
    await client.chat.completions.create({ model: 'auto', messages });
    await client.chat.completions.create({ model: 'gpt-nonsense', messages }).catch(() => {});
    const log = harness.logger.lines.join('\n');
    expect(log).toContain('attempt failed');
    expect(log).not.toContain('capital of France');
    expect(log).not.toContain('key-of');
  });
});

describe('simulator', () => {
  beforeEach(() => {
    harness.router.candidates = [fakeCandidate('gpt-test', 'simulator', 'medium')];
  });

  it('answers in the wire format and says that it is simulated', async () => {
    const { data, response } = await client.chat.completions.create({ model: 'auto', messages }).withResponse();
    const text = data.choices[0]?.message.content ?? '';
    expect(text).toMatch(/^\[simulated\] /);
    expect(text).toContain('gpt-test');
    expect(text).toContain('OPENAI_API_KEY');
    expect(response.headers.get('x-heimdall-simulated')).toBe('true');
    expect(response.headers.get('x-heimdall-provider')).toBe('simulator');
    expect(await harness.recorder.lastOutcome()).toMatchObject({
      status: 'ok',
      simulated: true,
      usage_reported: false,
      cost_usd: null,
      input_tokens: 42,
    });
    const again = await client.chat.completions.create({ model: 'auto', messages });
    expect(again.choices).toEqual(data.choices);
    expect(again.id).toBe(data.id);
  });

  it('streams the same text, and stops when the client leaves', async () => {
    const whole = await client.chat.completions.create({ model: 'auto', messages });
    const streamed = await client.chat.completions.stream({ model: 'auto', messages }).finalContent();
    expect(streamed).toBe(whole.choices[0]?.message.content);
    const stream = await client.chat.completions.create({ model: 'auto', messages, stream: true });
    for await (const _ of stream) break;
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'aborted' });
  });

  it('calls a tool that is asked for by name with arguments that fit its schema', async () => {
    const asked = [{ role: 'user' as const, content: 'Please get weather for Paris' }];
    for (const stream of [false, true]) {
      const final = stream
        ? await client.chat.completions
            .stream({ model: 'auto', messages: asked, tools: [weatherTool] })
            .finalChatCompletion()
        : await client.chat.completions.create({ model: 'auto', messages: asked, tools: [weatherTool] });
      expect(final.choices[0]?.finish_reason).toBe('tool_calls');
      const [call] = final.choices[0]?.message.tool_calls ?? [];
      expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({
        city: 'Paris',
        unit: 'celsius',
      });
    }
  });
});

describe('route', () => {
  it('answers the decision, calls nobody and records it as decision only', async () => {
    const response = await harness.fetch('/v1/route', {
      method: 'POST',
      body: JSON.stringify({ model: 'heimdall/auto', messages }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(harness.recorder.started[0]?.decision);
    expect(response.headers.get('x-heimdall-decision-id')).toBe(harness.recorder.started[0]?.decision.id);
    expect(harness.recorder.started[0]?.outcome).toMatchObject({ status: 'decision-only', http_status: 200 });
    expect(upstream.requests).toHaveLength(0);
  });
});
