/** Every client dialect against every provider dialect: what the upstream was sent, and what the client understood. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { FakeResponsesUpstream } from '../fakes/responses-upstream.ts';
import { ANSWER_WORDS, type ScriptedUpstream, type UpstreamScript } from '../fakes/scripted-upstream.ts';
import { type Cell, CompatibilityTable, committedPage } from '../helpers/compatibility-table.ts';
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
import { bodyWith, cachedTokens, EXTRAS, type Extra, hasArrived } from './dialect-extras.ts';

const ANSWER = ANSWER_WORDS.join('');
const THOUGHT = 'The user asks for the weather.';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was sent.
type Body = any;

/** What an upstream must have been sent, per feature. */
interface Provider {
  readonly name: string;
  /** Column of docs/compatibility.md. */
  readonly label: string;
  readonly dialect: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini';
  /** Further dialects that it takes as they come. */
  readonly alsoSpeaks?: readonly ['openai-responses'];
  /** The clients that it is for; all when absent. */
  readonly clients?: (name: TestClient['name']) => boolean;
  readonly upstream: ScriptedUpstream;
  readonly credential: readonly [header: string, value: string];
  path(stream: boolean): RegExp;
  readonly received: Readonly<Record<Feature, (body: Body) => void>>;
}

const EFFORT = /^(low|medium|high)$/;
const withSchema = { properties: { city: { type: 'string' } }, required: ['city'] };

/** What a server of chat completions must have been sent. */
const chatReceived: Provider['received'] = {
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
};

const chatPath = () => /^\/v1\/chat\/completions$/;

const providers: readonly Provider[] = [
  {
    name: 'openai',
    label: 'OpenAI',
    dialect: 'openai-chat',
    clients: (name) => name !== 'openai-responses',
    upstream: new FakeOpenAiUpstream(),
    credential: ['authorization', 'Bearer key-of-openai'],
    path: chatPath,
    received: chatReceived,
  },
  {
    name: 'openai',
    label: 'OpenAI',
    dialect: 'openai-responses',
    alsoSpeaks: ['openai-responses'],
    clients: (name) => name === 'openai-responses',
    upstream: new FakeResponsesUpstream(),
    credential: ['authorization', 'Bearer key-of-openai'],
    path: () => /^\/v1\/responses$/,
    // What was asked goes out as it came; that it does, other tests see.
    received: {
      text: ({ input, instructions }) => expect([instructions, input[0].content[0].text]).toEqual([SYSTEM, QUESTION]),
      tools: ({ tools }) =>
        expect(tools).toMatchObject([{ type: 'function', name: TOOL.name, parameters: withSchema }]),
      'tool loop': ({ input }) =>
        expect(input.slice(1)).toMatchObject([{ type: 'function_call' }, { type: 'function_call_output' }]),
      image: ({ input }) => expect(input[0].content[1].image_url).toBe(`data:image/png;base64,${PNG}`),
      thinking: ({ reasoning }) => expect(reasoning).toEqual({ effort: 'medium', summary: 'auto' }),
      'JSON schema': ({ text }) => expect(text.format).toMatchObject({ type: 'json_schema', schema: withSchema }),
    },
  },
  {
    name: 'anthropic',
    label: 'Anthropic',
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
    label: 'Google',
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
  {
    name: 'openrouter',
    label: 'OpenRouter',
    dialect: 'openai-chat',
    upstream: new FakeOpenAiUpstream(),
    credential: ['authorization', 'Bearer key-of-openrouter'],
    path: chatPath,
    received: {
      ...chatReceived,
      text: (body) => chatReceived.text({ ...body, max_completion_tokens: limitOf(body) }),
      // It takes a budget as well as an effort.
      thinking: ({ reasoning, reasoning_effort }) =>
        expect(reasoning?.max_tokens === 4_000 || EFFORT.test(reasoning?.effort ?? reasoning_effort)).toBe(true),
    },
  },
  {
    name: 'local',
    label: 'compatible server',
    dialect: 'openai-chat',
    upstream: new FakeOpenAiUpstream(),
    credential: ['authorization', 'Bearer key-of-local'],
    path: chatPath,
    received: {
      ...chatReceived,
      text: (body) => chatReceived.text({ ...body, max_completion_tokens: limitOf(body) }),
      // Not every server knows the field, so it goes out only as the caller wrote it.
      thinking: ({ reasoning_effort }) => expect(reasoning_effort ?? 'medium').toMatch(EFFORT),
    },
  },
];

/** Servers differ in the name of the limit. */
function limitOf({ max_tokens, max_completion_tokens }: Body): unknown {
  return max_completion_tokens ?? max_tokens;
}

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

const CLIENT_LABELS: Readonly<Record<TestClient['name'], string>> = {
  'openai-chat': 'OpenAI chat completions',
  'openai-responses': 'OpenAI Responses',
  anthropic: 'Anthropic Messages',
  gemini: 'Google generateContent',
};
const LABELS = [...new Set(providers.map(({ label }) => label))];
const table = new CompatibilityTable(
  CLIENTS.map(({ name }) => CLIENT_LABELS[name]),
  [...FEATURES, ...EXTRAS],
  LABELS,
);

function noteCell(client: TestClient, provider: Provider, feature: Feature | Extra, cell: Cell): void {
  table.note(CLIENT_LABELS[client.name], feature, provider.label, cell);
}

describe.each(providers)('to $label in the dialect $dialect', (provider) => {
  const { upstream } = provider;

  beforeEach(() => {
    upstream.reset();
    harness.providers.clear();
    harness.providers.set(provider.name, {
      ...testProvider(
        provider.name,
        upstream.baseUrl,
        `key-of-${provider.name}`,
        provider.alsoSpeaks === undefined ? provider.dialect : 'openai-chat',
      ),
      ...(provider.alsoSpeaks === undefined ? {} : { alsoSpeaks: provider.alsoSpeaks }),
    });
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

  describe.each(CLIENTS.filter(({ name }) => provider.clients?.(name) ?? true))(
    'from a client that speaks $name',
    (client) => {
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
        expect(cachedTokens(client, body)).toBe(provider.dialect === 'anthropic' ? 4 : 0);
        const dropped = response.headers.get('x-heimdall-dropped');
        if (feature === 'thinking' && !/"(reasoning|thinking)/.test(JSON.stringify(sent?.body))) {
          expect(dropped).toMatch(/reasoning/);
        }
        noteCell(client, provider, feature, { kind: 'crossed', without: dropped });
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
        const without = response.headers.get('x-heimdall-dropped');
        noteCell(client, provider, feature, { kind: 'crossed', without });
      });

      it.each(EXTRAS.flatMap((extra) => [[extra, false] as const, [extra, true] as const]))(
        '%s crosses or is named (stream: %s)',
        async (extra, stream) => {
          const body = bodyWith(client, extra, stream);
          if (body === null) {
            noteCell(client, provider, extra, { kind: 'absent' });
            return;
          }
          const response = await ask(harness, client, 'text', stream, { body: JSON.stringify(body) });
          const answer = await response.text();
          expect([response.status, answer]).toEqual([200, expect.anything()]);
          const read = stream ? client.readStream(sseEvents(answer)) : client.read(JSON.parse(answer));
          expect(read.text).toBe(ANSWER);
          const said = response.headers.get('x-heimdall-dropped');
          const arrived = hasArrived(extra, upstream.requests[0]?.body);
          // Either it is there, or there is a name for what is not.
          if (arrived) noteCell(client, provider, extra, { kind: 'crossed', without: said });
          else noteCell(client, provider, extra, { kind: 'lost', name: said ?? '' });
          expect(arrived || said !== null).toBe(true);
        },
      );

      it('says what it is in the record and in the headers', async () => {
        const response = await ask(harness, client);
        await response.text();
        const start = harness.recorder.started.at(-1);
        expect(start?.dialect).toBe(client.name);
        expect(start?.promptText).toBe(QUESTION);
        expect(response.headers.get('x-heimdall-decision-id')).toBe(start?.decision.id);
        expect(response.headers.get('request-id')).toBe(client.name === 'anthropic' ? start?.decision.id : null);
      });
    },
  );
});

/** The conversation of a richer request without what makes it richer. */
function textOf(provider: Provider, body: Body): Body {
  if (provider.dialect === 'gemini') return { contents: [{ role: 'user', parts: [body.contents[0].parts[0]] }] };
  if (provider.dialect === 'anthropic') return { messages: [body.messages[0]] };
  if (provider.dialect === 'openai-responses') return {};
  return { messages: body.messages.slice(0, 2) };
}

describe('what cannot cross', () => {
  it('is named in the headers and in the notes of the decision', async () => {
    const anthropic = providers.find(({ name }) => name === 'anthropic') as Provider;
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
    expect(harness.recorder.started.at(-1)?.decision.notes).toEqual([`the first choice cannot be told: ${dropped}`]);
  });
});

describe('docs/compatibility.md', () => {
  it('says what was seen here (npm run compat writes it)', () => {
    const page = table.render();
    expect(committedPage(page)).toBe(page);
  });
});
