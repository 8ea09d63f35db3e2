/** The response cache over real sockets, with the official clients, in front of servers that speak the true wire formats. */
import { resolve } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/gateway/gateway.ts';
import { LocalEmbedders } from '../../src/host/embeddings/local-embedders.ts';
import type { SettingsInput } from '../../src/shared/settings-schema.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, MemoryLogger, startGateway, testProvider, testSettings } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { shippedArtifact } from '../helpers/shipped-artifact.ts';

const TEXT = 'Hello from the fake upstream.';
type CacheSettings = NonNullable<SettingsInput['response_cache']>;

let local: LocalEmbedders;
const upstream = new FakeOpenAiUpstream();
let harness: Harness;
let cache: ResponseCache;
let logger: MemoryLogger;
let embedders: () => LocalEmbedders['all'];
let nowMs = 0;
const clock = { now: () => 1_760_000_000_000 + nowMs, monotonicMs: () => performance.now() + nowMs };

beforeAll(async () => {
  const artifact = await shippedArtifact();
  local = new LocalEmbedders({ artifact, folder: resolve(import.meta.dirname, '../../artifacts') });
  // The first text loads the model.
  for (const embedder of local.all) await embedder.embed(['warm']);
  await upstream.start();
});

afterAll(async () => {
  await local.close();
  await upstream.stop();
});

beforeEach(async () => {
  nowMs = 0;
  embedders = () => local.all;
  upstream.reset();
  await start({});
});

afterEach(() => harness.gateway.close(0));

async function start(changes: CacheSettings, more: SettingsInput = {}): Promise<void> {
  const input: SettingsInput = { ...more, response_cache: { enabled: true, ...changes } };
  const settings = testSettings(input);
  logger = new MemoryLogger();
  cache = new ResponseCache({
    settings: () => settings,
    clock,
    logger,
    embedders: () => embedders(),
  });
  harness = await startGateway(input, { responseCache: cache, clock });
  harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
}

async function restart(changes: CacheSettings, more: SettingsInput = {}): Promise<void> {
  await harness.gateway.close(0);
  await start(changes, more);
}

/** Callers without a credential of their own are told apart by their app. */
const APP = { 'x-heimdall-app': 'test' };
const pause = () => new Promise((done) => setTimeout(done, 10));
const openai = () =>
  new OpenAI({
    baseURL: harness.address.openaiBaseUrl,
    apiKey: 'heimdall',
    maxRetries: 0,
    defaultHeaders: APP,
  });
const ask = (content: string, changes: object = {}) => ({
  model: 'heimdall/auto',
  messages: [{ role: 'user' as const, content }],
  ...changes,
});

/** Sends a chat; returns what the cache said of it. */
async function state(content: string, changes: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const before = (await cache.stats()).stored;
  const response = await harness.chat(ask(content, changes), { ...APP, ...headers });
  expect(response.status).toBe(200);
  await response.text();
  await harness.recorder.lastOutcome();
  const said = response.headers.get('x-heimdall-response-cache') ?? 'none';
  // An answer is put away a moment after it was given.
  for (let turn = 0; said === 'miss' && turn < 30 && (await cache.stats()).stored === before; turn++) await pause();
  return said;
}

it('gives exact hits without a model for the others, and says once that it is missing', async () => {
  await restart({ mode: 'exact_then_semantic' });
  const missing = () => Promise.reject(new Error('no such model'));
  embedders = () => local.all.map((embedder) => ({ ...embedder, model: embedder.model, embed: missing }));
  for (const text of ['What is the capital of France?', 'Name the capital of France.', 'Which city is it?']) {
    expect(await state(text)).toBe('miss');
    expect(await state(text)).toBe('hit');
  }
  const said = () => logger.lines.filter((line) => line.includes('not embedded'));
  expect(said()).toHaveLength(1);
  embedders = () => local.all;
  expect(await state('What is the capital of Spain?')).toBe('miss');
  embedders = () => local.all.map((embedder) => ({ ...embedder, model: embedder.model, embed: missing }));
  expect(await state('What is the capital of Italy?')).toBe('miss');
  await expect.poll(said).toHaveLength(2);
});

describe('exact hits', () => {
  it('are given without asking, at no cost, with the usage of the first answer', async () => {
    expect(await state('Hi')).toBe('miss');
    nowMs += 5_000;
    const { data, response } = await openai().chat.completions.create(ask('Hi')).withResponse();
    expect(response.headers.get('x-heimdall-response-cache')).toBe('hit');
    expect(response.headers.get('age')).toBe('5');
    expect(response.headers.get('x-heimdall-model')).toBe('gpt-test');
    expect(data.choices[0]).toMatchObject({ message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' });
    expect(data.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 6 });
    expect(upstream.requests).toHaveLength(1);
    const outcome = await harness.recorder.lastOutcome();
    const [first] = [...harness.recorder.outcomes.values()];
    expect(first).toMatchObject({ response_cache: 'miss', saved_usd: null });
    expect(outcome).toMatchObject({
      status: 'ok',
      response_cache: 'hit',
      cost_usd: 0,
      saved_usd: first?.cost_usd,
      input_tokens: 12,
      output_tokens: 6,
      served_model: 'gpt-test',
      attempts: [],
    });
    expect(harness.recorder.started.at(-1)?.decision.notes.join()).toContain('answered from the response cache');
    const stats = await cache.stats();
    expect(stats).toMatchObject({ entries: 1, hits_exact: 1, misses: 1, stored: 1, saved_usd: first?.cost_usd });
    expect((await cache.entries(0, 10))[0]).toMatchObject({ preview: 'Hi', hits: 1, age_s: 5, model: 'gpt-test' });
  });

  it('are off unless the settings say otherwise', async () => {
    await restart({ enabled: false });
    expect(await state('Hi')).toBe('off');
    expect(await state('Hi')).toBe('off');
    expect(upstream.requests).toHaveLength(2);
  });

  it.each([
    [true, false],
    [false, true],
    [true, true],
  ])('cross between streams and whole answers (first streamed: %s, then: %s)', async (first, then) => {
    expect(await state('Hi', { stream: first })).toBe('miss');
    if (then) {
      const options = { stream: true, stream_options: { include_usage: true } } as const;
      const { data, response } = await openai()
        .chat.completions.create(ask('Hi', options) as never)
        .withResponse();
      expect(response.headers.get('x-heimdall-response-cache')).toBe('hit');
      let text = '';
      let usage: unknown;
      const finishes: unknown[] = [];
      for await (const chunk of data as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>) {
        text += chunk.choices[0]?.delta.content ?? '';
        finishes.push(chunk.choices[0]?.finish_reason);
        usage = chunk.usage ?? usage;
      }
      expect(text).toBe(TEXT);
      expect(finishes.filter((reason) => reason === 'stop')).toHaveLength(1);
      expect(usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 6 });
    } else {
      const answer = await openai().chat.completions.create(ask('Hi'));
      expect(answer.choices[0]?.message.content).toBe(TEXT);
      expect(answer.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 6 });
    }
    expect(upstream.requests).toHaveLength(1);
  });

  it('are streams in the proper order for Anthropic, Google and Responses clients', async () => {
    const anthropic = new Anthropic({ baseURL: harness.address.url, apiKey: 'heimdall', maxRetries: 0 });
    const message = { model: 'heimdall/auto', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hi' }] };
    await anthropic.messages.create(message);
    await pause();
    const stream = anthropic.messages.stream(message);
    const events: string[] = [];
    stream.on('streamEvent', ({ type }) => events.push(type));
    const final = await stream.finalMessage();
    expect(stream.response?.headers.get('x-heimdall-response-cache')).toBe('hit');
    expect(final.content).toMatchObject([{ type: 'text', text: TEXT }]);
    expect(final.usage).toMatchObject({ input_tokens: 12, output_tokens: 6 });
    expect(final.stop_reason).toBe('end_turn');
    expect(events.filter((type) => type !== 'content_block_delta')).toEqual([
      'message_start',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);

    const gemini = new GoogleGenAI({ apiKey: 'heimdall', httpOptions: { baseUrl: harness.address.url } });
    const request = { model: 'heimdall/auto', contents: 'Hi' };
    const whole = await gemini.models.generateContent(request);
    await pause();
    let text = '';
    let last: unknown;
    for await (const chunk of await gemini.models.generateContentStream(request)) {
      text += chunk.text ?? '';
      last = chunk.candidates?.[0]?.finishReason;
    }
    expect([text, last, whole.text]).toEqual([TEXT, 'STOP', TEXT]);

    const response = { model: 'heimdall/auto', input: 'Hi' };
    await openai().responses.create(response);
    await pause();
    const types: string[] = [];
    for await (const event of await openai().responses.create({ ...response, stream: true })) {
      types.push(event.type);
      if (event.type === 'response.completed') expect(event.response.usage?.output_tokens).toBe(6);
    }
    expect(types.filter((type) => type !== 'response.output_text.delta')).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    // Dialects do not share answers, but each asked once.
    expect(upstream.requests).toHaveLength(3);
    expect((await cache.stats()).hits_exact).toBe(3);
  });

  it.each([
    [
      'another system prompt',
      {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Hi' },
        ],
      },
    ],
    ['another temperature', { temperature: 0.3 }],
    ['another length', { max_tokens: 5 }],
    ['another seed', { seed: 7 }],
    ['another stop', { stop: ['x'] }],
    ['another format', { response_format: { type: 'json_object' } }],
    ['another effort', { reasoning_effort: 'high' }],
    ['another model', { model: 'heimdall/hard' }],
    ['another user', { user: 'somebody' }],
    ['a field that nobody knows', { x_unheard_of: 1 }],
    ['a tool', { tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }] }],
    [
      'an image',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Hi' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            ],
          },
        ],
      },
    ],
  ])('are not for %s', async (_, changes) => {
    expect(await state('Hi')).toBe('miss');
    expect(await state('Hi', changes)).not.toBe('hit');
    expect(upstream.requests).toHaveLength(2);
    expect(await state('Hi')).toBe('hit');
  });

  it('do not care for what only says who asks and how the answer travels', async () => {
    await state('Hi', { metadata: { a: '1' }, store: true });
    expect(await state('Hi', { stream: true, stream_options: { include_usage: true }, prompt_cache_key: 'k' })).toBe(
      'hit',
    );
  });

  it('never cross from one credential, app, choice of alpha or configuration to another', async () => {
    const key = (token: string) => ({ adapter: 'openai-key', type: 'api-key' as const, provider: 'openai', token });
    harness.router.auth = key('sk-proj-one');
    expect(await state('Hi')).toBe('miss');
    expect(await state('Hi')).toBe('hit');
    harness.router.auth = key('sk-proj-two');
    expect(await state('Hi')).toBe('miss');
    harness.router.auth = null;
    expect(await state('Hi')).toBe('miss');
    expect(await state('Hi', {}, { 'x-heimdall-app': 'other' })).toBe('miss');
    expect(await state('Hi', {}, { 'x-heimdall-alpha': '0.1' })).toBe('miss');
    harness.router.changes = { config_revision: 'changed' };
    expect(await state('Hi')).toBe('miss');
    harness.router.changes = { config_revision: 'changed.3' };
    expect(await state('Hi')).toBe('hit');
  });

  it('end with their time', async () => {
    await restart({ ttl_seconds: 60 });
    await state('Hi');
    nowMs = 59_000;
    expect(await state('Hi')).toBe('hit');
    nowMs = 61_000;
    expect(await state('Hi')).toBe('miss');
  });

  it('are left out, renewed or insisted on as the request says', async () => {
    await state('Hi');
    expect(await state('Hi', {}, { 'x-heimdall-cache': 'off' })).toBe('off');
    expect(await state('Hi', {}, { 'cache-control': 'no-store' })).toBe('off');
    expect(await state('Hi', {}, { 'cache-control': 'no-cache' })).toBe('miss');
    expect(upstream.requests).toHaveLength(4);
    upstream.next({ kind: 'answer', words: ['New.'] });
    expect(await state('Hi', {}, { 'x-heimdall-cache': 'refresh' })).toBe('miss');
    const renewed = await openai().chat.completions.create(ask('Hi'), { headers: { 'x-heimdall-cache': 'only' } });
    expect(renewed.choices[0]?.message.content).toBe('New.');
    const only = openai().chat.completions.create(ask('Never asked'), { headers: { 'x-heimdall-cache': 'only' } });
    await expect(only).rejects.toMatchObject({ status: 504, code: 'response_not_cached' });
    const bad = await harness.chat(ask('Hi'), { 'x-heimdall-cache': 'yes' });
    expect(await bad.json()).toMatchObject({ error: { code: 'request_invalid', param: 'x-heimdall-cache' } });
  });
});

describe('answers that are not kept', () => {
  it.each([
    ['an error', { kind: 'status', status: 500 }, {}],
    ['a stream that broke off', { kind: 'cut', afterChunks: 3 }, { stream: true }],
    ['a tool call', { kind: 'tool-call', name: 'f', args: '{}' }, {}],
    ['one to a high temperature', { kind: 'answer' }, { temperature: 1.5 }],
    ['one of several', { kind: 'answer' }, { n: 2 }],
    ['one with log probabilities', { kind: 'answer' }, { logprobs: true }],
    ['one that is too large', { kind: 'answer', words: ['long '.repeat(60_000)] }, {}],
  ] as const)('%s', async (_, script, changes) => {
    upstream.next(script);
    await (await harness.chat(ask('Hi', changes))).text();
    await harness.recorder.lastOutcome();
    await pause();
    expect((await cache.stats()).entries).toBe(0);
  });

  it('one that the client did not wait for', async () => {
    upstream.next({ kind: 'answer', chunkMs: 30 });
    const left = new AbortController();
    const response = await fetch(`${harness.address.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(ask('Hi', { stream: true })),
      signal: left.signal,
    });
    await response.body?.getReader().read();
    left.abort();
    expect((await harness.recorder.lastOutcome()).status).toBe('aborted');
    expect((await cache.stats()).entries).toBe(0);
  });
});

describe('semantic hits', () => {
  beforeEach(() => restart({ mode: 'exact_then_semantic' }));

  it('answer a prompt that means the same', async () => {
    expect(await state('How do I sort a list in Python?')).toBe('miss');
    expect(await state('how can I sort a list in python')).toBe('semantic');
    expect(upstream.requests).toHaveLength(1);
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({ response_cache: 'semantic', cost_usd: 0 });
    expect(await cache.stats()).toMatchObject({ hits_semantic: 1, entries: 1 });
  });

  it.each([
    ['What is 2+2?', 'What is 2+3?'],
    ['Is paracetamol safe for dogs?', 'Is paracetamol not safe for dogs?'],
    ['What is the capital of France?', 'What is the capital of Spain?'],
    ['is sqlite faster than postgres', 'is postgres faster than sqlite'],
    ['How do I enable two-factor login?', 'How do I disable two-factor login?'],
    ['Convert 10 USD to EUR', 'Convert 10 EUR to USD'],
    ['What does `f(x, 1)` return?', 'What does `f(x, 2)` return?'],
  ])('do not take %j for %j, however low the threshold', async (first, then) => {
    await restart({ mode: 'exact_then_semantic', threshold: 0.5 });
    expect(await state(first)).toBe('miss');
    expect(await state(then)).toBe('miss');
    expect(upstream.requests).toHaveLength(2);
    expect((await cache.stats()).near_misses[0]?.reason).not.toBe('below_threshold');
  });

  it('are for what is close only', async () => {
    await state('How do I bake bread?');
    expect(await state('Why do I bake at all?')).toBe('miss');
  });

  it('say what came close and what kept it apart', async () => {
    await restart({ mode: 'exact_then_semantic', threshold: 0.8 });
    await state('What is 2+2?');
    await state('What is 2+3?');
    const [near] = (await cache.stats()).near_misses;
    expect(near).toMatchObject({ reason: 'numbers', preview: 'What is 2+3?', cached_preview: 'What is 2+2?' });
    expect(near?.cosine).toBeGreaterThan(0.82);
  });

  it('need everything else to be the same: system prompt, earlier turns, bucket, credential', async () => {
    const first = 'How do I sort a list in Python?';
    const then = 'how can I sort a list in python';
    const turns = (system: string, content: string) => ({
      messages: [
        { role: 'system', content: system },
        { role: 'user', content },
      ],
    });
    await state('', turns('A', first));
    expect(await state('', turns('B', then))).toBe('miss');
    expect(await state('', turns('A', then))).toBe('semantic');
    await restart({ mode: 'exact_then_semantic' });
    await state(first);
    expect(await state(then)).toBe('semantic');
    harness.router.changes = { bucket: 'hard' };
    expect(await state(then)).toBe('miss');
    harness.router.changes = {};
    harness.router.auth = { adapter: 'a', type: 'api-key', provider: 'openai', token: 'sk-other' };
    expect(await state(then)).toBe('miss');
  });

  it('show no prompts where prompts are not to be kept', async () => {
    await restart({ mode: 'exact_then_semantic' }, { storage: { prompts: 'hashed' } });
    await state('What is 2+2?');
    await state('What is 2+3?');
    expect(JSON.stringify([await cache.entries(0, 10), await cache.stats()])).not.toContain('What is');
  });
});

describe('bounds and purging', () => {
  it('keeps within its memory, and forgets what it is told to', async () => {
    await restart({ max_entries: 3 });
    for (const text of ['a', 'b', 'c', 'd']) await state(text);
    expect(await cache.stats()).toMatchObject({ entries: 3, evictions: 1 });
    const [newest] = await cache.entries(0, 1);
    expect(newest?.preview).toBe('d');
    expect(await cache.purge(newest?.id ?? '')).toBe(true);
    expect(await cache.purge('unheard-of')).toBe(false);
    expect(await state('d')).toBe('miss');
    expect(await cache.clear()).toBe(3);
    expect(await state('c')).toBe('miss');
  });

  it('is right for many of the same at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => harness.chat(ask('Hi'))));
    expect(all.every(({ status }) => status === 200)).toBe(true);
    await Promise.all(all.map((response) => response.text()));
    await pause();
    expect((await cache.stats()).entries).toBe(1);
  });
});
