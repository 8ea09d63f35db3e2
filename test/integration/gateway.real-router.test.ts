/** The whole path with the bundled artifact: official client, gateway, real router, fake upstreams. */
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Artifact, createIdSource, createRouter, type RouterConfig } from '../../src/core/index.ts';
import { createGatewayCatalog } from '../../src/host/routing/gateway-catalog.ts';
import { loadArtifactFolder } from '../../src/host/routing/load-artifact-folder.ts';
import { type Decision, decisionSchema } from '../../src/shared/decision.ts';
import {
  type Harness,
  MemoryLogger,
  startGateway,
  systemClock,
  testProvider,
  testSettings,
} from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';

const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
let artifact: Artifact;
let openai: FakeOpenAiUpstream;
let google: FakeOpenAiUpstream;
let harness: Harness;
let client: OpenAI;

beforeAll(async () => {
  artifact = (await loadArtifactFolder('artifacts', null, new MemoryLogger())).artifact;
  openai = await new FakeOpenAiUpstream().start();
  google = await new FakeOpenAiUpstream().start();
});

afterAll(async () => {
  await openai.stop();
  await google.stop();
});

async function start(configured: readonly string[], apiKey = 'heimdall'): Promise<void> {
  const config: RouterConfig = {
    settings: testSettings(),
    revision: `test-${configured.join('-')}`,
    configuredProviders: new Set(configured),
    simulatorActive: configured.length === 0,
    extraModels: new Map(),
  };
  const logger = new MemoryLogger();
  let random = 0;
  const router = createRouter({
    artifact,
    config: () => config,
    clock: systemClock,
    ids: createIdSource(systemClock, () => (random++ % 97) / 97),
    logger,
  });
  const catalog = createGatewayCatalog({
    catalog: artifact.catalog,
    created: artifact.manifest.created,
    extra: new Map(),
  });
  harness = await startGateway({}, { router: () => router, catalog: () => catalog });
  for (const [name, upstream] of [
    ['openai', openai],
    ['google', google],
  ] as const) {
    harness.providers.set(
      name,
      testProvider(name, upstream.baseUrl, configured.includes(name) ? `key-of-${name}` : null),
    );
  }
  client = new OpenAI({ baseURL: harness.address.openaiBaseUrl, apiKey, maxRetries: 0 });
}

beforeEach(() => {
  openai.reset();
  google.reset();
});

afterEach(async () => {
  await harness.gateway.close(0);
});

const lastDecision = () => harness.recorder.started.at(-1)?.decision as Decision;
const upstreamIds = () => [...openai.requests, ...google.requests].map((request) => request.body.model as string);

describe('with keys of OpenAI and Google', () => {
  beforeEach(() => start(['openai', 'google']));

  it('calls what the decision chose', async () => {
    const { response } = await client.chat.completions.create({ model: 'heimdall/auto', messages }).withResponse();
    const decision = lastDecision();
    expect(response.headers.get('x-heimdall-model')).toBe(decision.model);
    expect(upstreamIds()).toEqual([decision.model.split('/')[1]]);
    const outcome = await harness.recorder.lastOutcome();
    expect(outcome).toMatchObject({ status: 'ok', served_model: decision.model, usage_reported: true });
    expect(outcome.cost_usd).toBeGreaterThan(0);
  });

  it('obeys the bucket in the model name and in the header', async () => {
    await client.chat.completions.create({ model: 'heimdall/hard', messages });
    expect(lastDecision()).toMatchObject({ bucket: 'hard', mode: 'bucket' });
    await client.chat.completions.create({ model: 'auto', messages }, { headers: { 'x-heimdall-bucket': 'mid' } });
    expect(lastDecision().bucket).toBe('mid');
  });

  it('falls back within the bucket', async () => {
    const mid = { model: 'heimdall/mid', messages };
    await client.chat.completions.create(mid);
    const first = openai.requests.length > 0 ? openai : google;
    first.next({ kind: 'status', status: 503 });
    const { response } = await client.chat.completions.create(mid).withResponse();
    const { candidates } = lastDecision();
    expect(response.headers.get('x-heimdall-model')).toBe(candidates[1]?.model);
    expect((await harness.recorder.lastOutcome()).attempts).toHaveLength(2);
  });

  it('answers the cached decision with a new id', async () => {
    const heads = [];
    for (let round = 0; round < 2; round++) {
      const { response } = await client.chat.completions.create({ model: 'auto', messages }).withResponse();
      heads.push(response.headers);
    }
    expect(heads.map((headers) => headers.get('x-heimdall-cache'))).toEqual(['miss', 'hit']);
    expect(heads[0]?.get('x-request-id')).not.toBe(heads[1]?.get('x-request-id'));
  });

  it('takes an explicit model with an effort, and refuses one that nobody knows', async () => {
    await client.chat.completions.create({ model: 'openai/gpt-5@low', messages });
    expect(openai.requests[0]?.body).toMatchObject({ model: 'gpt-5', reasoning_effort: 'low' });
    expect(lastDecision().mode).toBe('explicit');
    await expect(client.chat.completions.create({ model: 'gpt-nonsense', messages })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('answers /v1/route with a valid decision', async () => {
    const init = {
      method: 'POST',
      body: JSON.stringify({ model: 'auto', messages }),
      headers: { 'x-heimdall-alpha': '1' },
    };
    const decision = decisionSchema.parse(await (await harness.fetch('/v1/route', init)).json());
    expect(decision.alpha).toBe(1);
    expect(upstreamIds()).toEqual([]);
  });
});

describe('without any key', () => {
  it('simulates, and names the variable that would change it', async () => {
    await start([]);
    const { data, response } = await client.chat.completions.create({ model: 'auto', messages }).withResponse();
    expect(response.headers.get('x-heimdall-simulated')).toBe('true');
    expect(data.choices[0]?.message.content).toMatch(/^\[simulated\] .*set [A-Z]+_API_KEY/);
    expect(data.choices[0]?.message.content).toContain(lastDecision().model);
  });

  it("uses the caller's own key", async () => {
    await start([], `sk-proj-${'a'.repeat(40)}`);
    await client.chat.completions.create({ model: 'openai/gpt-5-mini', messages });
    expect(openai.requests[0]?.headers.authorization).toBe(`Bearer sk-proj-${'a'.repeat(40)}`);
    expect(lastDecision().auth).toMatchObject({ provider: 'openai', credential_class: 'api-key', reference: '..aaa' });
  });
});
