/** Sessions over real sockets: the bundled artifact, the real router, fake upstreams, and a plugin that sees it all. */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Artifact, createIdSource, createRouter, type Plugin, type RouterConfig } from '../../src/core/index.ts';
import type { DecisionRecorder } from '../../src/gateway/gateway.ts';
import { createGatewayCatalog } from '../../src/host/routing/gateway-catalog.ts';
import { loadArtifactFolder } from '../../src/host/routing/load-artifact-folder.ts';
import { winnerSegments } from '../../src/shared/alpha-score.ts';
import type { Decision, Outcome } from '../../src/shared/decision.ts';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import {
  type Harness,
  MemoryLogger,
  startGateway,
  systemClock,
  testProvider,
  testSettings,
} from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import type { ScriptedUpstream } from '../fakes/scripted-upstream.ts';

interface Seen {
  readonly decision: Decision;
  readonly outcome: Outcome;
}

let artifact: Artifact;
let harness: Harness;
let seen: Seen[];
const openai = new FakeOpenAiUpstream();
const google = new FakeOpenAiUpstream();
const deepseek = new FakeOpenAiUpstream();
const anthropic = new FakeAnthropicUpstream();
const gemini = new FakeGeminiUpstream();
const upstreams: readonly ScriptedUpstream[] = [openai, google, deepseek, anthropic, gemini];

beforeAll(async () => {
  artifact = (await loadArtifactFolder('artifacts', null, new MemoryLogger())).artifact;
  await Promise.all(upstreams.map((upstream) => upstream.start()));
});

afterAll(async () => {
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
});

/** @param nativeGemini Google in its own dialect. */
async function start(nativeGemini = false): Promise<void> {
  const config: RouterConfig = {
    settings: testSettings(),
    revision: 'test',
    configuredProviders: new Set(['openai', 'google', 'deepseek', 'anthropic']),
    simulatorActive: false,
    extraModels: new Map(),
  };
  let random = 0;
  const watcher: Plugin = {
    name: 'watcher',
    postHook(decision, outcome) {
      seen.push({ decision, outcome });
    },
  };
  const router = createRouter({
    artifact,
    config: () => config,
    clock: systemClock,
    ids: createIdSource(systemClock, () => (random++ % 97) / 97),
    logger: new MemoryLogger(),
    plugins: [watcher],
  });
  const started = new Map<string, Decision>();
  const recorder: DecisionRecorder = {
    begin: ({ decision }) => void started.set(decision.id, decision),
    update: (id, outcome) => void router.recordOutcome(started.get(id) as Decision, outcome),
  };
  const catalog = createGatewayCatalog({ catalog: artifact.catalog, extra: new Map(), created: '2026-01-01' });
  harness = await startGateway({}, { router: () => router, catalog: () => catalog, recorder });
  harness.providers.set('openai', testProvider('openai', openai.baseUrl));
  harness.providers.set('deepseek', testProvider('deepseek', deepseek.baseUrl));
  harness.providers.set('anthropic', testProvider('anthropic', anthropic.baseUrl, 'key-of-anthropic', 'anthropic'));
  harness.providers.set(
    'google',
    nativeGemini
      ? testProvider('google', gemini.baseUrl, 'key-of-google', 'gemini')
      : testProvider('google', google.baseUrl),
  );
}

beforeEach(() => {
  seen = [];
  for (const upstream of upstreams) upstream.reset();
});

afterEach(() => harness.gateway.close(0));

/** What the plugin saw of the newest request, once it has ended. */
async function last(count = 1): Promise<Seen> {
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(count);
  return seen.at(-1) as Seen;
}

const SYSTEM = 'You are careful. '.repeat(5_000);
const QUESTION = 'Prove that there are infinitely many primes.';
const tokens = Math.ceil(SYSTEM.length / 4);

function completion(usage: object): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage,
  });
}
const WARM = { prompt_tokens: tokens, completion_tokens: 50, total_tokens: tokens + 50 };
const warmAnswer = { kind: 'status', status: 200, body: completion(WARM) } as const;

describe('between turns', () => {
  beforeEach(() => start());

  const ask = async (alpha: number, headers: Record<string, string>): Promise<Decision> => {
    const before = seen.length;
    for (const upstream of [openai, google, deepseek]) {
      upstream.reset();
      upstream.next(warmAnswer);
    }
    const body = {
      model: 'heimdall/hard',
      messages: [
        { role: 'system', content: SYSTEM },
        { role: 'user', content: QUESTION },
      ],
    };
    const response = await harness.chat(body, { 'x-heimdall-alpha': String(alpha), ...headers });
    expect(response.status).toBe(200);
    await response.json();
    return (await last(before + 1)).decision;
  };

  it('keeps the warm model against a slightly better score, and leaves it for a large saving', async () => {
    const mine = { 'x-heimdall-session': 'mine' };
    const alone = await ask(1, { 'x-heimdall-session': 'scout' });
    const segments = winnerSegments(alone.candidates);
    const top = segments.at(-1);
    if (top === undefined || top.from <= 0.05) throw new Error('one model wins at every alpha');
    const warm = alone.candidates[top.winner]?.model;
    // Just below the flip the next model has the slightly better score.
    const below = top.from - 0.01;
    expect((await ask(1, mine)).model).toBe(warm);
    const other = (await ask(below, { 'x-heimdall-session': 'other' })).model;
    expect(other).not.toBe(warm);
    const kept = await ask(below, mine);
    expect(kept).toMatchObject({ model: warm, session: { state: 'warm', source: 'x-heimdall-session' } });
    const price = kept.candidates.find(({ model }) => model === other);
    expect(price?.switch_cost_usd).toBeGreaterThan(0);
    expect(price?.penalties.cold_cache).toBeGreaterThan(0);
    const left = await ask(0, mine);
    expect(left.model).not.toBe(warm);
    expect(left.notes.join()).toContain(`in the prompt cache of ${warm}`);
  });

  it('does not let two callers with the same first turns share a session', async () => {
    const one = await ask(1, { authorization: 'Bearer caller-one' });
    expect(one.session).toMatchObject({ source: 'first_turns', state: 'new' });
    expect((await ask(1, { authorization: 'Bearer caller-one' })).session.state).toBe('warm');
    const two = await ask(1, { authorization: 'Bearer caller-two' });
    expect(two.session.state).toBe('new');
    expect(two.session.key).not.toBe(one.session.key);
  });

  it('is no turn of the session when an answer is only simulated', async () => {
    const mine = { 'x-heimdall-session': 'tried' };
    const kept = (await ask(1, mine)).model;
    expect((await ask(1, { ...mine, 'x-heimdall-simulate': 'true' })).session.state).toBe('none');
    expect((await ask(1, mine)).session).toMatchObject({ state: 'warm', model: kept });
  });

  it('refuses a session that is no id', async () => {
    const response = await harness.chat(
      { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] },
      { 'x-heimdall-session': 'x'.repeat(300) },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'x-heimdall-session' } });
  });
});

const WEATHER = { type: 'object', properties: { city: { type: 'string' } } } as const;
const CALL = { kind: 'tool-call', name: 'weather', args: '{"city":"Oslo"}' } as const;

describe('a tool loop', () => {
  beforeEach(() => start());

  const scriptCalls = () => {
    for (const upstream of [openai, google, deepseek]) upstream.next(CALL, CALL);
  };
  const expectOneModel = async (calls: number) => {
    await last(calls);
    const models = seen.map(({ outcome }) => `${outcome.served_provider} ${outcome.served_model}`);
    expect(models).toEqual(Array.from({ length: calls }, () => models[0]));
    expect(seen.map(({ decision }) => decision.session.state)).toEqual(['new', 'locked', 'locked']);
    expect(seen.at(-1)?.decision.guardrails.map(({ id }) => id)).toContain('affinity_tool_loop');
  };

  it.each([true, false])('stays on one model with the openai client, streamed: %s', async (stream) => {
    scriptCalls();
    const client = new OpenAI({ baseURL: harness.address.openaiBaseUrl, apiKey: 'heimdall', maxRetries: 0 });
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: QUESTION }];
    const tools: OpenAI.ChatCompletionTool[] = [
      { type: 'function', function: { name: 'weather', parameters: WEATHER } },
    ];
    for (let round = 0; round < 3; round++) {
      const body = { model: 'heimdall/auto', messages, tools };
      // At alpha 0 another model would be chosen.
      const headers = { 'x-heimdall-alpha': round === 0 ? '1' : '0' };
      const answer = stream
        ? await client.chat.completions.stream({ ...body, stream: true }, { headers }).finalMessage()
        : ((await client.chat.completions.create(body, { headers })).choices[0]
            ?.message as OpenAI.ChatCompletionMessage);
      messages.push(answer);
      for (const call of answer.tool_calls ?? []) {
        messages.push({ role: 'tool', tool_call_id: call.id, content: '12 degrees' });
      }
    }
    await expectOneModel(3);
  });

  it.each([true, false])('stays on one model with the Anthropic client, streamed: %s', async (stream) => {
    scriptCalls();
    anthropic.next(CALL, CALL);
    const client = new Anthropic({ baseURL: harness.address.url, apiKey: 'heimdall', maxRetries: 0 });
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: QUESTION }];
    for (let round = 0; round < 3; round++) {
      const body = {
        model: 'heimdall/auto',
        max_tokens: 1_000,
        messages,
        tools: [{ name: 'weather', input_schema: WEATHER }],
      };
      const headers = {
        'x-claude-code-session-id': '6f1c',
        'x-heimdall-alpha': round === 0 ? '1' : '0',
      };
      const answer = stream
        ? await client.messages.stream(body, { headers }).finalMessage()
        : await client.messages.create(body, { headers });
      messages.push({ role: 'assistant', content: answer.content });
      const results = answer.content.flatMap((block) =>
        block.type === 'tool_use'
          ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: '12 degrees' }]
          : [],
      );
      // As Claude Code does, with a reminder beside the results.
      messages.push({
        role: 'user',
        content: [...results, { type: 'text', text: '<system-reminder>Go on.</system-reminder>' }],
      });
    }
    await expectOneModel(3);
    expect(seen.every(({ decision }) => decision.session.source === 'claude-code')).toBe(true);
  });

  it('moves to whoever answers when its model is dead, and stays there', async () => {
    const headers = { 'x-heimdall-session': 'loop' };
    const body = (round: number) => ({
      model: 'heimdall/hard',
      messages: [
        { role: 'user', content: QUESTION },
        ...Array.from({ length: round }, () => [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: 'c', content: '12 degrees' },
        ]).flat(),
      ],
    });
    await (await harness.chat(body(0), headers)).json();
    const first = (await last(1)).outcome;
    const dead = first.served_provider === 'openai' ? openai : google;
    dead.next(...Array.from({ length: 6 }, () => ({ kind: 'status', status: 503 }) as const));
    expect((await harness.chat(body(1), headers)).status).toBe(200);
    const moved = await last(2);
    expect(moved.decision).toMatchObject({ model: first.served_model, session: { state: 'locked' } });
    expect(moved.outcome.served_provider).not.toBe(first.served_provider);
    dead.reset();
    expect((await harness.chat(body(2), headers)).status).toBe(200);
    const stayed = await last(3);
    expect(stayed.outcome.served_model).toBe(moved.outcome.served_model);
    expect(stayed.outcome.attempts).toHaveLength(1);
  });
});

describe('what a PostHook gets', () => {
  beforeEach(() => start(true));

  const explicit = (model: string) => ({ model, messages: [{ role: 'user', content: 'Hi' }] });

  it.each<[string, string, ScriptedUpstream, string, Partial<Outcome>]>([
    [
      'OpenAI',
      'openai/gpt-5',
      openai,
      completion({
        prompt_tokens: 10_000,
        completion_tokens: 1_000,
        total_tokens: 11_000,
        prompt_tokens_details: { cached_tokens: 8_000 },
        completion_tokens_details: { reasoning_tokens: 700 },
      }),
      // 2,000 · 1.25 + 8,000 · .125 + 1,000 · 10 micro-dollars
      {
        input_tokens: 10_000,
        cached_input_tokens: 8_000,
        output_tokens: 1_000,
        reasoning_tokens: 700,
        cost_usd: 0.0135,
      },
    ],
    [
      'Anthropic',
      'anthropic/claude-sonnet-4.5',
      anthropic,
      JSON.stringify({
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [{ type: 'text', text: 'Done.' }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: {
          input_tokens: 1_000,
          cache_read_input_tokens: 8_000,
          cache_creation_input_tokens: 1_000,
          cache_creation: { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 400 },
          output_tokens: 500,
        },
      }),
      // 1,000 · 3 + 8,000 · .3 + 600 · 3.75 + 400 · 6 + 500 · 15
      {
        input_tokens: 10_000,
        cached_input_tokens: 8_000,
        cache_write_tokens: 1_000,
        cache_write_1h_tokens: 400,
        output_tokens: 500,
        cost_usd: 0.01755,
      },
    ],
    [
      'Google',
      'google/gemini-2.5-pro',
      gemini,
      JSON.stringify({
        candidates: [{ content: { role: 'model', parts: [{ text: 'Done.' }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: {
          promptTokenCount: 10_000,
          cachedContentTokenCount: 4_000,
          candidatesTokenCount: 200,
          thoughtsTokenCount: 800,
          totalTokenCount: 11_000,
        },
        modelVersion: 'm',
      }),
      // 6,000 · 1.25 + 4,000 · .125 + 1,000 · 10
      {
        input_tokens: 10_000,
        cached_input_tokens: 4_000,
        output_tokens: 1_000,
        reasoning_tokens: 800,
        cost_usd: 0.018,
      },
    ],
    [
      'DeepSeek',
      'deepseek/deepseek-v4-flash',
      deepseek,
      completion({
        prompt_tokens: 10_000,
        completion_tokens: 100,
        total_tokens: 10_100,
        prompt_cache_hit_tokens: 9_000,
        prompt_cache_miss_tokens: 1_000,
      }),
      // 1,000 · .14 + 9,000 · .0028 + 100 · .28
      { input_tokens: 10_000, cached_input_tokens: 9_000, output_tokens: 100, cost_usd: 0.0001932 },
    ],
  ])('has the true cost of a request to %s', async (_name, model, upstream, body, expected) => {
    upstream.next({ kind: 'status', status: 200, body });
    const response = await harness.chat(explicit(model));
    expect(response.status).toBe(200);
    await response.json();
    const { outcome } = await last();
    expect(outcome).toMatchObject({ status: 'ok', usage_reported: true, rate_limit: null, ...expected });
  });

  it("has the provider's limits, and every attempt", async () => {
    const headers = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '0' };
    openai.next({ kind: 'status', status: 429, headers: { ...headers, 'x-ratelimit-reset-requests': '2s' } });
    const before = Date.now();
    await harness.chat(explicit('openai/gpt-5'));
    const { decision, outcome } = await last();
    expect(decision.mode).toBe('explicit');
    expect(outcome.attempts.map(({ error }) => error)).toEqual(['provider_rate_limited']);
    expect(outcome.rate_limit).toMatchObject({ requests: { limit: 500, remaining: 0 }, tokens: null });
    expect(outcome.rate_limit?.requests?.reset_ms).toBeGreaterThanOrEqual(before + 2_000);
  });
});
