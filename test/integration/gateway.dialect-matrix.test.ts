/** Every client dialect against every provider dialect: what the upstream was sent, and what the client understood. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { ANSWER_WORDS, type ScriptedUpstream, type UpstreamScript } from '../fakes/scripted-upstream.ts';
import {
  ask,
  CLIENTS,
  FEATURES,
  type Feature,
  PNG,
  QUESTION,
  SYSTEM,
  sseEvents,
  type TestClient,
  TOOL,
} from './dialect-clients.ts';

const ANSWER = ANSWER_WORDS.join('');
const THOUGHT = 'The user asks for the weather.';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was sent.
type Body = any;

/** What an upstream must have been sent, per feature. */
interface Provider {
  readonly name: string;
  readonly dialect: 'openai-chat' | 'anthropic' | 'gemini';
  readonly upstream: ScriptedUpstream;
  readonly credential: readonly [header: string, value: string];
  path(stream: boolean): RegExp;
  readonly received: Readonly<Record<Feature, (body: Body) => void>>;
}

const withSchema = { properties: { city: { type: 'string' } }, required: ['city'] };

const providers: readonly Provider[] = [
  {
    name: 'openai',
    dialect: 'openai-chat',
    upstream: new FakeOpenAiUpstream(),
    credential: ['authorization', 'Bearer key-of-openai'],
    path: () => /^\/v1\/chat\/completions$/,
    received: {
      text({ messages, max_completion_tokens }) {
        expect(messages[0]).toMatchObject({ role: expect.stringMatching(/system|developer/) });
        expect(JSON.stringify(messages[0])).toContain(SYSTEM);
        expect(JSON.stringify(messages[1])).toContain(QUESTION);
        expect(max_completion_tokens).toBe(9_000);
      },
      tools: ({ tools }) =>
        expect(tools).toMatchObject([
          { type: 'function', function: { name: TOOL.name, description: TOOL.description, parameters: withSchema } },
        ]),
      'tool loop'({ messages: [, , call, result] }) {
        const [made] = call.tool_calls;
        expect(made.function.name).toBe(TOOL.name);
        expect(JSON.parse(made.function.arguments)).toEqual(JSON.parse(TOOL.args));
        expect(result).toMatchObject({ role: 'tool', tool_call_id: made.id });
        expect(JSON.stringify(result.content)).toContain('celsius');
      },
      image: ({ messages }) => expect(messages[1].content[1].image_url.url).toBe(`data:image/png;base64,${PNG}`),
      thinking: ({ reasoning_effort }) => expect(reasoning_effort).toMatch(/^(low|medium|high)$/),
      'JSON schema': ({ response_format }) =>
        expect(response_format).toMatchObject({ type: 'json_schema', json_schema: { schema: withSchema } }),
    },
  },
  {
    name: 'anthropic',
    dialect: 'anthropic',
    upstream: new FakeAnthropicUpstream(),
    credential: ['x-api-key', 'key-of-anthropic'],
    path: () => /^\/v1\/messages(\?beta=true)?$/,
    received: {
      text({ system, messages, max_tokens }) {
        expect(JSON.stringify(system)).toContain(SYSTEM);
        expect(messages).toHaveLength(1);
        expect(JSON.stringify(messages[0].content)).toContain(QUESTION);
        expect(max_tokens).toBe(9_000);
      },
      tools: ({ tools }) =>
        expect(tools).toMatchObject([{ name: TOOL.name, description: TOOL.description, input_schema: withSchema }]),
      'tool loop'({ messages: [, call, result] }) {
        const use = call.content.find((block: Body) => block.type === 'tool_use');
        expect(use).toMatchObject({ name: TOOL.name, input: JSON.parse(TOOL.args) });
        expect(result.role).toBe('user');
        expect(result.content[0]).toMatchObject({ type: 'tool_result', tool_use_id: use.id });
        expect(JSON.stringify(result.content[0].content)).toContain('celsius');
      },
      image: ({ messages }) =>
        expect(messages[0].content[1]).toMatchObject({
          type: 'image',
          source: { type: 'base64', media_type: 'image/png', data: PNG },
        }),
      thinking: ({ thinking }) => expect(thinking.type).toMatch(/enabled|adaptive/),
      'JSON schema': ({ output_config }) =>
        expect(output_config.format).toMatchObject({ type: 'json_schema', schema: withSchema }),
    },
  },
  {
    name: 'google',
    dialect: 'gemini',
    upstream: new FakeGeminiUpstream(),
    credential: ['x-goog-api-key', 'key-of-google'],
    path: (stream) =>
      stream
        ? /^\/v1beta\/models\/test-upstream:streamGenerateContent\?alt=sse$/
        : /^\/v1beta\/models\/test-upstream:generateContent$/,
    received: {
      text({ systemInstruction, contents, generationConfig }) {
        expect(systemInstruction.parts).toMatchObject([{ text: SYSTEM }]);
        expect(contents).toMatchObject([{ role: 'user', parts: [{ text: QUESTION }] }]);
        expect(generationConfig.maxOutputTokens).toBe(9_000);
      },
      tools({ tools: [{ functionDeclarations }] }) {
        expect(functionDeclarations).toMatchObject([{ name: TOOL.name, description: TOOL.description }]);
        const [{ parameters, parametersJsonSchema }] = functionDeclarations;
        expect((parametersJsonSchema ?? parameters).required).toEqual(['city']);
      },
      'tool loop'({ contents: [, call, result] }) {
        expect(call).toMatchObject({ role: 'model' });
        const made = call.parts.find((part: Body) => part.functionCall !== undefined);
        expect(made.functionCall).toMatchObject({ name: TOOL.name, args: JSON.parse(TOOL.args) });
        const { functionResponse } = result.parts[0];
        expect(functionResponse.name).toBe(TOOL.name);
        expect(JSON.stringify(functionResponse.response)).toContain('celsius');
      },
      image: ({ contents }) =>
        expect(contents[0].parts[1]).toMatchObject({ inlineData: { mimeType: 'image/png', data: PNG } }),
      thinking: ({ generationConfig }) => expect(generationConfig.thinkingConfig).toBeDefined(),
      'JSON schema'({ generationConfig }) {
        expect(generationConfig.responseMimeType).toBe('application/json');
        const { responseSchema, responseJsonSchema } = generationConfig;
        expect((responseJsonSchema ?? responseSchema).required).toEqual(['city']);
      },
    },
  },
];

const scripts: Readonly<Record<Feature, UpstreamScript>> = {
  text: { kind: 'answer' },
  tools: { kind: 'tool-call', name: TOOL.name, args: TOOL.args },
  'tool loop': { kind: 'answer' },
  image: { kind: 'answer' },
  thinking: { kind: 'answer', thinking: THOUGHT },
  'JSON schema': { kind: 'answer', words: ['{"city":', '"Paris"}'] },
};

let harness: Harness;

beforeAll(async () => {
  for (const { upstream } of providers) await upstream.start();
  harness = await startGateway(
    {},
    {
      catalog: () => ({
        models: () => [],
        contextTokens: () => null,
        resolve: () => ({
          upstreamId: 'test-upstream',
          efforts: ['low', 'medium', 'high'],
          thinkingBudget: { min: 1_024, max: 32_000 },
          maxOutputTokens: 64_000,
        }),
        price: () => ({ inputUsdPerMtok: 10, outputUsdPerMtok: 100, cacheReadUsdPerMtok: 1 }),
      }),
    },
  );
});

afterAll(async () => {
  await harness.gateway.close(0);
  for (const { upstream } of providers) await upstream.stop();
});

describe.each(providers)('to a provider that speaks $dialect', (provider) => {
  const { upstream } = provider;

  beforeEach(() => {
    upstream.reset();
    harness.providers.clear();
    harness.providers.set(
      provider.name,
      testProvider(provider.name, upstream.baseUrl, `key-of-${provider.name}`, provider.dialect),
    );
    harness.router.candidates = [fakeCandidate('test', provider.name)];
  });

  function checkAnswer(client: TestClient, feature: Feature, understood: ReturnType<TestClient['read']>): void {
    const { finished } = client;
    if (feature === 'tools') {
      expect(understood.tool).toEqual({ name: TOOL.name, args: JSON.parse(TOOL.args) });
      expect(understood.finish).toBe(finished.tool);
    } else {
      expect(understood.text).toBe(feature === 'JSON schema' ? '{"city":"Paris"}' : ANSWER);
      expect(understood.tool).toBeNull();
      expect(understood.finish).toBe(finished.stop);
    }
    if (feature === 'thinking') expect(understood.thinking).toBe(THOUGHT);
    expect([understood.input, understood.output]).toEqual([12, 6]);
  }

  describe.each(CLIENTS)('from a client that speaks $name', (client) => {
    it.each(FEATURES)('%s', async (feature) => {
      upstream.next(scripts[feature]);
      const response = await ask(harness, client, feature);
      const body = await response.json();
      expect([response.status, body]).toEqual([200, expect.anything()]);
      checkAnswer(client, feature, client.read(body));
      const [sent] = upstream.requests;
      expect(sent?.path).toMatch(provider.path(false));
      expect(sent?.headers[provider.credential[0]]).toBe(provider.credential[1]);
      expect(sent?.body.model ?? 'test-upstream').toBe('test-upstream');
      provider.received.text(feature === 'text' ? sent?.body : { ...sent?.body, ...textOf(provider, sent?.body) });
      provider.received[feature](sent?.body);
    });

    it.each(FEATURES)('%s, streamed', async (feature) => {
      upstream.next(scripts[feature]);
      const response = await ask(harness, client, feature, true);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      checkAnswer(client, feature, client.readStream(sseEvents(await response.text())));
      expect(upstream.requests[0]?.path).toMatch(provider.path(true));
      provider.received[feature](upstream.requests[0]?.body);
      const outcome = await harness.recorder.lastOutcome();
      expect(outcome).toMatchObject({
        status: 'ok',
        streamed: true,
        served_provider: provider.name,
        input_tokens: 12,
        output_tokens: 6,
        usage_reported: true,
      });
      expect(outcome.ttft_ms).toBeGreaterThan(0);
      // Four of the twelve came out of Anthropic's cache.
      const cost = provider.dialect === 'anthropic' ? 8 * 10 + 4 * 1 + 6 * 100 : 12 * 10 + 6 * 100;
      expect(outcome.cost_usd).toBeCloseTo(cost / 1_000_000, 12);
    });

    it('says what it is in the record and in the headers', async () => {
      const response = await ask(harness, client);
      await response.text();
      const start = harness.recorder.started.at(-1);
      expect(start?.dialect).toBe(client.name);
      expect(start?.promptText).toBe(QUESTION);
      expect(response.headers.get('x-heimdall-decision-id')).toBe(start?.decision.id);
      expect(response.headers.get('request-id')).toBe(client.name === 'anthropic' ? start?.decision.id : null);
    });
  });
});

/** The conversation of a richer request without what makes it richer. */
function textOf(provider: Provider, body: Body): Body {
  if (provider.dialect === 'gemini') return { contents: [{ role: 'user', parts: [body.contents[0].parts[0]] }] };
  if (provider.dialect === 'anthropic') return { messages: [body.messages[0]] };
  return { messages: body.messages.slice(0, 2) };
}

describe('what cannot cross', () => {
  it('is named in the headers and in the notes of the decision', async () => {
    const [, anthropic] = providers as [Provider, Provider, Provider];
    harness.providers.set('anthropic', testProvider('anthropic', anthropic.upstream.baseUrl, 'k', 'anthropic'));
    harness.router.candidates = [fakeCandidate('test', 'anthropic')];
    const response = await harness.chat({
      model: 'heimdall/auto',
      messages: [{ role: 'user', content: 'hi' }],
      logprobs: true,
      seed: 7,
    });
    expect(response.status).toBe(200);
    const dropped = response.headers.get('x-heimdall-dropped');
    expect(dropped?.split(', ').sort()).toEqual(['logprobs', 'seed']);
    expect(harness.recorder.started.at(-1)?.decision.notes).toEqual([`dropped: ${dropped}`]);
  });
});
