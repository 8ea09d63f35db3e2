/**
 * Embeddings over real sockets with the official clients: served here by the shipped models, and by servers that speak
 * the true wire formats.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { ApiError, GoogleGenAI } from '@google/genai';
import { OpenAIEmbeddings } from '@langchain/openai';
import { embed, embedMany } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalEmbedders } from '../../src/host/embeddings/local-embedders.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { shippedArtifact } from '../helpers/shipped-artifact.ts';

const TEXTS = ['How do I sort a list in Python?', 'Sorting lists in Python', 'The weather in Oslo is cold in winter.'];

interface Golden {
  readonly text: string;
  readonly embedding: readonly number[];
}
const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../fixtures/golden/minilm.json'), 'utf8'),
) as Golden[];

function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [dot, left, right] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    const [a, b] = [one[index] as number, other[index] as number];
    dot += a * b;
    left += a * a;
    right += b * b;
  }
  return dot / Math.sqrt(left * right);
}

/** A request that the fake provider got. */
interface Received {
  readonly path: string;
  readonly headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was sent.
  readonly body: any;
}

/** OpenAI's `/v1/embeddings` and Google's `/v1beta/models/…:embedContent`, as their references have them. */
class FakeEmbeddings {
  readonly received: Received[] = [];
  failure: { status: number; body: string; headers?: Record<string, string> } | null = null;
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const path = request.url ?? '';
      this.received.push({ path, headers: request.headers, body });
      if (this.failure !== null) {
        const { status, body: text, headers } = this.failure;
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
        return;
      }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(path.startsWith('/v1beta/') ? googleAnswer(path, body) : openAiAnswer(body));
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** A vector that tells its input: its length and its position. */
const vectorOf = (input: unknown, index: number) => [String(input).length / 1_024, index / 8, -0.5];

// biome-ignore lint/suspicious/noExplicitAny: as it was sent.
function openAiAnswer(body: any): string {
  const inputs = Array.isArray(body.input) && typeof body.input[0] !== 'number' ? body.input : [body.input];
  const encode = (vector: number[]) =>
    body.encoding_format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
  const data = inputs.map((input: unknown, index: number) => {
    return { object: 'embedding', index, embedding: encode(vectorOf(input, index)) };
  });
  const usage = { prompt_tokens: 7 * inputs.length, total_tokens: 7 * inputs.length };
  return JSON.stringify({ object: 'list', data, model: body.model, usage, x_unknown: 'kept' });
}

// biome-ignore lint/suspicious/noExplicitAny: as it was sent.
function googleAnswer(path: string, body: any): string {
  // biome-ignore lint/suspicious/noExplicitAny: as it was sent.
  const values = (one: any, index: number) => ({ values: vectorOf(one.content.parts[0].text, index) });
  if (path.endsWith(':embedContent')) return JSON.stringify({ embedding: values(body, 0), xUnknown: 'kept' });
  return JSON.stringify({ embeddings: body.requests.map(values) });
}

let local: LocalEmbedders;
let harness: Harness;
const upstream = new FakeEmbeddings();

beforeAll(async () => {
  const artifact = await shippedArtifact();
  local = new LocalEmbedders({ artifact, folder: resolve(import.meta.dirname, '../../artifacts') });
  await upstream.start();
  harness = await startGateway(
    {},
    {
      embedders: () => local.all,
      catalog: () => ({
        models: () => [],
        resolve: (model, provider) =>
          model === 'my-embedder' && provider === 'vllm' ? { upstreamId: 'BAAI/bge-m3' } : null,
        contextTokens: () => null,
        price: () => null,
      }),
    },
  );
  harness.providers.set('openai', testProvider('openai', `${upstream.origin}/v1`));
  harness.providers.set('google', testProvider('google', `${upstream.origin}/v1beta`, 'key-of-google', 'gemini'));
  harness.providers.set('vllm', testProvider('vllm', `${upstream.origin}/v1`));
  harness.providers.set('anthropic', testProvider('anthropic', `${upstream.origin}/v1`, 'key-of-claude', 'anthropic'));
  harness.providers.set('openrouter', testProvider('openrouter', `${upstream.origin}/v1`, null));
}, 60_000);

afterAll(async () => {
  await harness.gateway.close(0);
  await local.close();
  await upstream.stop();
});

beforeEach(() => {
  upstream.received.length = 0;
  upstream.failure = null;
});

const openai = () => new OpenAI({ baseURL: harness.address.openaiBaseUrl, apiKey: 'heimdall', maxRetries: 0 });
const google = () => new GoogleGenAI({ apiKey: 'heimdall', httpOptions: { baseUrl: harness.address.url } });
const post = (path: string, body: unknown) =>
  harness.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('embeddings of the shipped MiniLM', () => {
  it('are those of sentence-transformers, for the openai client in its default base64 and as floats', async () => {
    const input = golden.map(({ text }) => text);
    const base64 = await openai().embeddings.create({ model: 'all-MiniLM-L6-v2', input });
    const floats = await openai().embeddings.create({ model: 'heimdall/minilm', input, encoding_format: 'float' });
    expect(base64).toMatchObject({ object: 'list', model: 'heimdall/minilm' });
    expect(base64.data).toHaveLength(golden.length);
    let worst = 1;
    for (const [index, { embedding }] of golden.entries()) {
      const vector = base64.data[index]?.embedding as number[];
      expect(vector).toHaveLength(384);
      worst = Math.min(worst, cosine(vector, embedding));
      expect(cosine(floats.data[index]?.embedding as number[], vector)).toBeGreaterThan(0.999_999);
    }
    expect(worst).toBeGreaterThan(0.98);
    expect(base64.usage.prompt_tokens).toBe(base64.usage.total_tokens);
    expect(harness.recorder.started).toHaveLength(0);
  });

  it('do not depend on what else is in the request, and count true tokens', async () => {
    const [text] = TEXTS as [string];
    const alone = await openai().embeddings.create({ model: 'heimdall/minilm', input: text });
    const among = await openai().embeddings.create({ model: 'heimdall/minilm', input: ['hi', text, 'x '.repeat(200)] });
    expect(among.data[1]?.embedding).toEqual(alone.data[0]?.embedding);
    // how do i sort a list in python ?
    expect(alone.usage).toEqual({ prompt_tokens: 9, total_tokens: 9 });
  });

  it('cut long texts at 256 tokens, as sentence-transformers does, and say which', async () => {
    const long = 'word '.repeat(5_000);
    const { data, response } = await openai()
      .embeddings.create({ model: 'heimdall/minilm', input: ['short', long, `${'word '.repeat(254)}and more`] })
      .withResponse();
    expect(response.headers.get('x-heimdall-truncated')).toBe('1, 2');
    expect(data.usage.prompt_tokens).toBe(1 + 254 + 254);
    expect(data.data[1]?.embedding).toEqual(data.data[2]?.embedding);
  });

  it('come to @google/genai for one and several contents', async () => {
    const one = await google().models.embedContent({ model: 'heimdall/minilm', contents: TEXTS[0] as string });
    const many = await google().models.embedContent({ model: 'heimdall/minilm', contents: TEXTS });
    expect(one.embeddings).toHaveLength(1);
    expect(many.embeddings).toHaveLength(3);
    expect(many.embeddings?.[0]?.values).toEqual(one.embeddings?.[0]?.values);
    const [first, alike, other] = (many.embeddings ?? []).map(({ values }) => values ?? []) as [
      number[],
      number[],
      number[],
    ];
    expect(cosine(first, alike)).toBeGreaterThan(cosine(first, other) + 0.3);
  });

  it('come to the AI SDK and LangChain', async () => {
    const viaOpenAi = createOpenAI({ baseURL: harness.address.openaiBaseUrl, apiKey: 'heimdall' });
    const viaGoogle = createGoogleGenerativeAI({ baseURL: `${harness.address.url}/v1beta`, apiKey: 'heimdall' });
    const one = await embed({ model: viaOpenAi.textEmbeddingModel('heimdall/minilm'), value: TEXTS[0] as string });
    const many = await embedMany({ model: viaGoogle.textEmbeddingModel('heimdall/minilm'), values: TEXTS });
    const single = await embed({ model: viaGoogle.textEmbeddingModel('heimdall/minilm'), value: TEXTS[0] as string });
    expect(one.usage.tokens).toBe(9);
    expect(many.embeddings).toHaveLength(3);
    expect(cosine(one.embedding, many.embeddings[0] as number[])).toBeGreaterThan(0.999_999);
    expect(single.embedding).toEqual(many.embeddings[0]);
    const langchain = new OpenAIEmbeddings({
      model: 'heimdall/minilm',
      apiKey: 'heimdall',
      configuration: { baseURL: harness.address.openaiBaseUrl },
    });
    const [first] = await langchain.embedDocuments(TEXTS);
    expect(cosine(first as number[], one.embedding)).toBeGreaterThan(0.999_999);
    expect(await langchain.embedQuery(TEXTS[0] as string)).toHaveLength(384);
  });

  it('are refused with the name of the field for what the model cannot do', async () => {
    const create = (changes: object) =>
      openai().embeddings.create({ model: 'heimdall/minilm', input: 'x', ...changes } as never);
    await expect(create({ dimensions: 128 })).rejects.toMatchObject({ status: 400, param: 'dimensions' });
    await expect(create({ input: [[1, 2], [3]] })).rejects.toMatchObject({ status: 400, param: 'input[0]' });
    await expect(create({ input: [1, 2] })).rejects.toMatchObject({ status: 400, param: 'input' });
    await expect(create({ input: ['x', ''] })).rejects.toMatchObject({ status: 400, param: 'input[1]' });
    await expect(create({ input: [] })).rejects.toMatchObject({ status: 400, param: 'input' });
    await expect(create({ input: Array(2_049).fill('x') })).rejects.toMatchObject({ status: 400, param: 'input' });
    await expect(create({ encoding_format: 'int8' })).rejects.toMatchObject({ status: 400, param: 'encoding_format' });
    await expect(create({ model: 'unheard-of' })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    expect((await create({ dimensions: 384, user: 'u' })).data[0]?.embedding).toHaveLength(384);
    const refused = google().models.embedContent({
      model: 'heimdall/minilm',
      contents: 'x',
      config: { outputDimensionality: 128 },
    });
    await expect(refused).rejects.toBeInstanceOf(ApiError);
    const raw = await post('/v1beta/models/heimdall/minilm:embedContent', { content: { parts: [{ text: '' }] } });
    expect(await raw.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
  });

  it('leave the event loop to decisions while a large request runs', async () => {
    const input = Array.from({ length: 96 }, (_, index) => `${index} ${'brown dog '.repeat(60)}`);
    const running = openai().embeddings.create({ model: 'heimdall/minilm', input });
    let [worst, last] = [0, performance.now()];
    const watch = setInterval(() => {
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
    }, 1);
    const small = await openai().embeddings.create({ model: 'heimdall/minilm', input: 'first' });
    let finished = false;
    void running.then(() => {
      finished = true;
    });
    expect(small.data).toHaveLength(1);
    expect(finished).toBe(false);
    expect((await running).data).toHaveLength(96);
    clearInterval(watch);
    // One text of this length takes the model about 10 ms, all of them a second.
    expect(worst).toBeLessThan(400);
  });
});

describe('embeddings of the static table', () => {
  it('need no model to load', async () => {
    const { data } = await openai().embeddings.create({ model: 'heimdall/static', input: TEXTS });
    const [first, alike, other] = data.map(({ embedding }) => embedding) as [number[], number[], number[]];
    expect(cosine(first, alike)).toBeGreaterThan(cosine(first, other));
  });
});

describe('embeddings of providers', () => {
  it('pass through byte for byte to a provider of the same dialect', async () => {
    const body = { model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'base64', dimensions: 3, x: 1 };
    const response = await post('/v1/embeddings', body);
    expect(upstream.received).toMatchObject([
      { path: '/v1/embeddings', body, headers: { authorization: 'Bearer key-of-openai' } },
    ]);
    expect(await response.text()).toBe(openAiAnswer(body));
    expect(response.headers.get('x-heimdall-provider')).toBe('openai');
    const sdk = await openai().embeddings.create({ model: 'openai/text-embedding-3-large', input: [[1, 2, 3]] });
    expect(upstream.received[1]?.body).toMatchObject({ model: 'text-embedding-3-large', input: [[1, 2, 3]] });
    expect(sdk.data[0]?.embedding).toEqual(vectorOf([1, 2, 3], 0));
    const one = { content: { parts: [{ text: 'a' }] }, taskType: 'RETRIEVAL_QUERY' };
    const gemini = await post('/v1beta/models/gemini-embedding-001:embedContent', one);
    expect(await gemini.text()).toContain('"xUnknown":"kept"');
    expect(upstream.received[2]).toMatchObject({
      path: '/v1beta/models/gemini-embedding-001:embedContent',
      body: { ...one, model: 'models/gemini-embedding-001' },
      headers: { 'x-goog-api-key': 'key-of-google' },
    });
  });

  it("finds the user's own models, and any model by the name of its provider", async () => {
    await openai().embeddings.create({ model: 'my-embedder', input: 'a' });
    await openai().embeddings.create({ model: 'vllm/nomic/embed', input: 'a' });
    expect(upstream.received.map(({ body }) => body.model)).toEqual(['BAAI/bge-m3', 'nomic/embed']);
  });

  it('crosses from OpenAI to Google in batches of a hundred, and says what could not', async () => {
    const input = Array.from({ length: 130 }, (_, index) => 'x'.repeat(index + 1));
    const { data, response } = await openai()
      .embeddings.create({ model: 'gemini-embedding-001', input, dimensions: 768, user: 'u' })
      .withResponse();
    expect(upstream.received.map(({ body }) => body.requests.length)).toEqual([100, 30]);
    expect(upstream.received[0]?.body.requests[0]).toEqual({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text: 'x' }] },
      outputDimensionality: 768,
    });
    expect(data.data).toHaveLength(130);
    expect(data.data[129]?.embedding[0]).toBeCloseTo(130 / 1_024, 6);
    expect(response.headers.get('x-heimdall-dropped')).toBe('user');
    expect(response.headers.get('x-heimdall-usage')).toBe('estimate');
    const tokens = openai().embeddings.create({ model: 'gemini-embedding-001', input: [[1, 2]] });
    await expect(tokens).rejects.toMatchObject({ status: 400, param: 'input[0]' });
  });

  it('crosses from Google to OpenAI', async () => {
    const config = { outputDimensionality: 3, taskType: 'CLUSTERING' };
    const { embeddings } = await google().models.embedContent({
      model: 'text-embedding-3-small',
      contents: ['a', 'bb'],
      config,
    });
    expect(upstream.received[0]?.body).toEqual({
      model: 'text-embedding-3-small',
      input: ['a', 'bb'],
      encoding_format: 'float',
      dimensions: 3,
    });
    expect(embeddings?.map(({ values }) => values)).toEqual([vectorOf('a', 0), vectorOf('bb', 1)]);
    const response = await post('/v1beta/models/text-embedding-3-small:embedContent', {
      content: { parts: [{ text: 'a' }] },
      taskType: 'CLUSTERING',
      title: 't',
    });
    expect(response.headers.get('x-heimdall-dropped')).toBe('title, taskType');
    expect(await response.json()).toMatchObject({ usageMetadata: { promptTokenCount: 7 } });
  });

  it('says in the dialect of the caller what the provider said, and leaves a limited model alone', async () => {
    upstream.failure = { status: 400, body: '{"error":{"message":"Bad input","type":"invalid_request_error"}}' };
    const request = () => openai().embeddings.create({ model: 'text-embedding-3-small', input: 'a' });
    await expect(request()).rejects.toMatchObject({ status: 400, message: expect.stringContaining('Bad input') });
    const fromGoogle = google().models.embedContent({ model: 'text-embedding-3-small', contents: 'a' });
    await expect(fromGoogle).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('INVALID_ARGUMENT'),
    });
    upstream.failure = { status: 401, body: '{"error":{"message":"no key-of-openai"}}' };
    await expect(request()).rejects.toMatchObject({ status: 401, message: expect.not.stringContaining('key-of') });
    upstream.failure = { status: 429, body: '{"error":{"message":"slow"}}', headers: { 'retry-after': '30' } };
    await expect(request()).rejects.toMatchObject({ status: 429 });
    const asked = upstream.received.length;
    await expect(request()).rejects.toMatchObject({ status: 503, code: 'provider_cooling_down' });
    expect(upstream.received).toHaveLength(asked);
    upstream.failure = { status: 200, body: '{"nothing":1}' };
    const bad = google().models.embedContent({ model: 'openai/text-embedding-3-large', contents: 'a' });
    await expect(bad).rejects.toMatchObject({ status: 502 });
    await expect(openai().embeddings.create({ model: 'anthropic/claude', input: 'a' })).rejects.toMatchObject({
      status: 400,
      param: 'model',
    });
  });

  it('names the missing key, and what needs none', async () => {
    await expect(openai().embeddings.create({ model: 'openrouter/x/y', input: 'a' })).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/OPENROUTER_API_KEY.*heimdall\/minilm needs none/),
    });
  });

  it('are in the lists of models, marked, and not in that of Anthropic', async () => {
    const list = await openai().models.list();
    const minilm = list.data.find(({ id }) => id === 'heimdall/minilm');
    expect(minilm).toMatchObject({ object: 'model', type: 'embedding' });
    expect(list.data.some(({ id }) => id === 'text-embedding-3-small')).toBe(true);
    expect(await openai().models.retrieve('heimdall/minilm')).toMatchObject({ owned_by: 'heimdall' });
    const gemini = await (await harness.fetch('/v1beta/models')).json();
    const entry = (gemini as { models: { name: string }[] }).models.find(
      ({ name }) => name === 'models/heimdall/minilm',
    );
    expect(entry).toMatchObject({ supportedGenerationMethods: ['embedContent', 'batchEmbedContents'] });
    const anthropic = await harness.fetch('/v1/models', { headers: { 'anthropic-version': '2023-06-01' } });
    expect(await anthropic.text()).not.toContain('minilm');
  });

  it('say nothing of texts or keys in the log', () => {
    const lines = harness.logger.lines.join('\n');
    expect(lines).toContain('info embeddings');
    expect(lines).not.toMatch(/Python|key-of|Oslo/);
  });
});
