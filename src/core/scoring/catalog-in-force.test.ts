import { describe, expect, it } from 'vitest';
import { ask, createHarness, routerConfig } from '../../../test/helpers/router-harness.ts';
import { readerOf, sha256, TINY_MODELS, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { type CatalogModel, createModelCatalog, loadArtifact, type ModelCatalog } from '../index.ts';
import type { RouterConfig } from '../router.ts';

const CHEAP = { bucket: 'cheap' } as const;
const PROVIDERS = new Set(['openai', 'google', 'openrouter']);

/** The catalog of the tiny artifact with some models changed. */
async function changedCatalog(
  change: (model: CatalogModel) => CatalogModel,
  added: CatalogModel[] = [],
): Promise<ModelCatalog> {
  const { catalog } = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
  return createModelCatalog({
    snapshot_date: '2026-11-23',
    sources: [],
    models: [...catalog.models.map(change), ...added],
  });
}

async function decide(config: Partial<RouterConfig>, model = 'heimdall/cheap', settings = {}) {
  const { router } = await createHarness(routerConfig(settings, { configuredProviders: PROVIDERS, ...config }));
  return (await router.decide(ask('hello', { model }), {})).decision;
}

describe('the catalog in force', () => {
  it('is the newer one when there is one, with its prices', async () => {
    const before = await decide({});
    const catalog = await changedCatalog((model) =>
      model.id === TINY_MODELS.cheapA && model.price !== null
        ? { ...model, price: { ...model.price, output_usd_per_mtok: 40 } }
        : model,
    );
    const after = await decide({ catalog });
    const costOf = (decision: typeof before) =>
      decision.candidates.find(({ model }) => model === TINY_MODELS.cheapA)?.cost_usd ?? 0;
    expect(costOf(after)).toBeGreaterThan(costOf(before) * 50);
  });

  it('gives candidates without an effort that of their bucket, where the model takes it', async () => {
    const catalog = await changedCatalog((model) =>
      model.id === TINY_MODELS.cheapA
        ? { ...model, capabilities: { ...model.capabilities, efforts: ['low', 'high'] } }
        : model,
    );
    const effortsOf = async (effort: string) => {
      const settings = { router: { bucket_defaults: { cheap: { effort } } } };
      const { candidates } = await decide({ catalog }, 'heimdall/cheap', settings);
      return candidates.map((candidate) => [candidate.model === TINY_MODELS.cheapA, candidate.effort]);
    };
    const high = await effortsOf('high');
    expect(high.filter(([isA]) => isA)).toEqual([[true, 'high']]);
    expect(high.filter(([isA]) => !isA).every(([, effort]) => effort === null)).toBe(true);
    expect((await effortsOf('max')).every(([, effort]) => effort === null)).toBe(true);
  });

  it('prices a candidate as the provider that will be called does', async () => {
    const dear = {
      input_usd_per_mtok: 100,
      output_usd_per_mtok: 400,
      cache_read_usd_per_mtok: null,
      cache_write_usd_per_mtok: null,
      source: 'openrouter',
    };
    const catalog = await changedCatalog((model) =>
      model.id === TINY_MODELS.midOpenai
        ? { ...model, offers: model.offers.map((o) => (o.provider === 'openrouter' ? { ...o, price: dear } : o)) }
        : model,
    );
    const priceAt = async (provider: string) =>
      (await decide({ catalog, configuredProviders: new Set([provider]) }, TINY_MODELS.midOpenai)).candidates[0]
        ?.cost_usd ?? 0;
    expect(await priceAt('openrouter')).toBeCloseTo((await priceAt('openai')) * 100, 9);
  });

  it('knows new models by name, and does not choose them by itself', async () => {
    const model: CatalogModel = {
      id: 'newcomer/model-x',
      name: 'Model X',
      author: 'newcomer',
      released: null,
      context_tokens: null,
      max_output_tokens: null,
      capabilities: { tools: true, vision: false, json_schema: false, efforts: null, thinking_budget: null },
      price: null,
      offers: [{ provider: 'openrouter', upstream_id: 'newcomer/model-x' }],
    };
    const catalog = await changedCatalog((known) => known, [model]);
    expect((await decide({ catalog }, 'newcomer/model-x')).model).toBe('newcomer/model-x');
    expect((await decide({ catalog }, 'model-x')).candidates[0]).toMatchObject({ cost_usd: null });
    const auto = await decide({ catalog });
    expect([...auto.candidates, ...auto.excluded].map(({ model: id }) => id)).not.toContain('newcomer/model-x');
  });

  it('sets aside what its provider no longer lists, and still sends what is asked for by name', async () => {
    const catalog = await changedCatalog((model) =>
      model.id === TINY_MODELS.cheapA
        ? { ...model, offers: model.offers.map((offer) => ({ ...offer, gone: '2026-11-20' })) }
        : model,
    );
    const decision = await decide({ catalog });
    expect(decision.model).toBe(TINY_MODELS.cheapB);
    expect(decision.excluded).toContainEqual({
      model: TINY_MODELS.cheapA,
      effort: null,
      reason: 'no longer listed by openrouter since 2026-11-20',
    });
    expect((await decide({ catalog }, TINY_MODELS.cheapA)).model).toBe(TINY_MODELS.cheapA);
  });
});

describe('models that are switched off', () => {
  const off = { disabledModels: new Set([TINY_MODELS.cheapA]) };

  it('are set aside, and refused by name', async () => {
    const decision = await decide(off);
    expect(decision.excluded).toContainEqual({ model: TINY_MODELS.cheapA, effort: null, reason: 'disabled' });
    expect(decision.candidates.map(({ model }) => model)).not.toContain(TINY_MODELS.cheapA);
    await expect(decide(off, TINY_MODELS.cheapA)).rejects.toMatchObject({ code: 'model_disabled' });
    await expect(decide(off, 'tiny-a')).rejects.toMatchObject({ code: 'model_disabled' });
  });

  it('are not simulated either', async () => {
    const decision = await decide({ ...off, configuredProviders: new Set(), simulatorActive: true });
    expect(decision.model).not.toBe(TINY_MODELS.cheapA);
  });

  it('leave the next decision at once, a cached one too', async () => {
    const { router, setConfig } = await createHarness(routerConfig());
    const request = ask('hello', { model: 'heimdall/cheap' });
    const first = (await router.decide(request, {}, CHEAP)).decision;
    expect((await router.decide(request, {}, CHEAP)).decision.cache.state).toBe('hit');
    setConfig(routerConfig({}, { revision: 'r2', disabledModels: new Set([first.model]) }));
    const second = (await router.decide(request, {}, CHEAP)).decision;
    expect(second).toMatchObject({ cache: { state: 'miss' } });
    expect(second.model).not.toBe(first.model);
  });
});

describe('router.openrouter', () => {
  it('keeps models of excluded authors out of the choice, not out of requests that name them', async () => {
    const settings = { router: { openrouter: { exclude_authors: ['deepseek'] } } };
    const decision = await decide({}, 'heimdall/cheap', settings);
    expect(decision.excluded).toContainEqual({
      model: TINY_MODELS.cheapA,
      effort: null,
      reason: 'router.openrouter.exclude_authors has deepseek',
    });
    expect((await decide({}, TINY_MODELS.cheapA, settings)).provider).toBe('openrouter');
  });

  it('keeps Claude out by default', async () => {
    const catalog = await changedCatalog((model) =>
      model.author === 'anthropic'
        ? { ...model, offers: [...model.offers, { provider: 'openrouter', upstream_id: model.id }] }
        : model,
    );
    const decision = await decide({ catalog, configuredProviders: new Set(['openrouter']) }, 'heimdall/mid');
    expect(decision.excluded).toContainEqual({
      model: TINY_MODELS.midClaude,
      effort: null,
      reason: 'router.openrouter.exclude_authors has anthropic',
    });
  });

  it('sets aside what costs more there than it may', async () => {
    const settings = { router: { openrouter: { max_price: { completion: 1 } } } };
    const decision = await decide({}, 'heimdall/cheap', settings);
    expect(decision.candidates.map(({ model }) => model)).toEqual([TINY_MODELS.cheapA]);
    expect(decision.excluded).toContainEqual({
      model: TINY_MODELS.cheapB,
      effort: null,
      reason: 'dearer at openrouter than router.openrouter.max_price',
    });
    const direct = await decide({ configuredProviders: PROVIDERS }, 'heimdall/mid', settings);
    expect(direct.candidates[0]).toMatchObject({ model: TINY_MODELS.midOpenai, provider: 'openai' });
  });
});
