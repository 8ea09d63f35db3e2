import { describe, expect, it } from 'vitest';
import type { CatalogModel } from '../../core/index.ts';
import { catalogVersion } from './catalog-version.ts';
import type { ListedModel, ListedPrice, StoredListing } from './listing.ts';
import { mergeCatalog } from './merge-catalog.ts';
import { loadFixture } from './sources/__fixtures__/load-fixture.ts';
import { parseOpenRouter } from './sources/openrouter.ts';
import { parsePriceFile } from './sources/price-file.ts';
import { parseAnthropic, parseOpenAi } from './sources/provider-listings.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

function listing(models: ListedModel[], more: Partial<StoredListing> = {}): StoredListing {
  return { url: 'http://127.0.0.1/models', fetched_ms: NOON, etag: null, models, gone: [], ...more };
}

const price = (input: number, output: number): ListedPrice => ({
  input_usd_per_mtok: input,
  output_usd_per_mtok: output,
  cache_read_usd_per_mtok: null,
  cache_write_usd_per_mtok: null,
});

function bundled(id: string, change: Partial<CatalogModel> = {}): CatalogModel {
  return {
    id,
    name: id,
    author: id.slice(0, id.indexOf('/')),
    released: '2025-01-01',
    context_tokens: 1_000,
    max_output_tokens: null,
    capabilities: { tools: false, vision: false, json_schema: false, efforts: ['low'], thinking_budget: null },
    price: { ...price(1, 2), source: 'models.dev' },
    offers: [{ provider: 'openrouter', upstream_id: id }],
    ...change,
  };
}

const snapshot = (...models: CatalogModel[]) => ({ snapshotDate: '2026-07-24', models });

function find(data: ReturnType<typeof mergeCatalog>, id: string): CatalogModel {
  const model = data.models.find((entry) => entry.id === id);
  if (model === undefined) throw new Error(`${id} is not there: ${data.models.map((entry) => entry.id)}`);
  return model;
}

describe('mergeCatalog', () => {
  it('is the snapshot while nothing was read', () => {
    const base = snapshot(bundled('a/b'));
    expect(mergeCatalog(base, {})).toMatchObject({ snapshot_date: '2026-07-24', models: base.models });
  });

  it('takes limits and price at OpenRouter from its list, and keeps the capabilities of the snapshot', () => {
    const openrouter = listing([
      {
        provider: 'openrouter',
        id: 'a/b',
        context_tokens: 2_000,
        max_output_tokens: 500,
        tools: true,
        price: price(3, 4),
      },
    ]);
    expect(find(mergeCatalog(snapshot(bundled('a/b')), { openrouter }), 'a/b')).toMatchObject({
      context_tokens: 2_000,
      max_output_tokens: 500,
      capabilities: { tools: false, efforts: ['low'] },
      price: { input_usd_per_mtok: 3, source: 'openrouter', date: '2026-11-23' },
      facts: { context_tokens: { source: 'openrouter', date: '2026-11-23' } },
    });
  });

  it('prices a direct offer by the price file, else the snapshot, else OpenRouter, and never by a guess', () => {
    const offers = [
      { provider: 'openai', upstream_id: 'b' },
      { provider: 'openrouter', upstream_id: 'openai/b' },
    ];
    const base = snapshot(
      bundled('openai/b', { offers }),
      bundled('openai/c', {
        price: null,
        offers: [
          { provider: 'openai', upstream_id: 'c' },
          { provider: 'openrouter', upstream_id: 'openai/c' },
        ],
      }),
      bundled('deepseek/d', {
        price: null,
        offers: [
          { provider: 'deepinfra', upstream_id: 'd' },
          { provider: 'openrouter', upstream_id: 'deepseek/d' },
        ],
      }),
    );
    const openrouter = listing(
      ['openai/b', 'openai/c', 'deepseek/d'].map((id) => ({ provider: 'openrouter', id, price: price(7, 8) })),
    );
    const price_file = listing([{ provider: 'openai', id: 'b', price: price(5, 6) }]);
    const inputs = (data: ReturnType<typeof mergeCatalog>, id: string) =>
      find(data, id).offers.map((offer) => [offer.price?.input_usd_per_mtok, offer.price?.source]);
    expect(inputs(mergeCatalog(base, { openrouter }), 'openai/b')).toEqual([
      [1, 'models.dev'],
      [7, 'openrouter'],
    ]);
    const all = mergeCatalog(base, { openrouter, price_file });
    expect(inputs(all, 'openai/b')).toEqual([
      [5, 'price_file'],
      [7, 'openrouter'],
    ]);
    expect(inputs(all, 'openai/c')).toEqual([
      [7, 'openrouter'],
      [7, 'openrouter'],
    ]);
    // What somebody else charges says nothing about this provider.
    expect(inputs(all, 'deepseek/d')).toEqual([
      [undefined, undefined],
      [7, 'openrouter'],
    ]);
    expect(find(all, 'deepseek/d').price).toBeNull();
  });

  it("knows a model of OpenRouter's under Anthropic's dated name", () => {
    const merged = mergeCatalog(snapshot(bundled('a/b')), {
      openrouter: listing([
        ...parseOpenRouter(loadFixture('openrouter-models.json')),
        { provider: 'openrouter', id: 'a/b' },
      ]),
      anthropic: listing([
        ...parseAnthropic(loadFixture('anthropic-models-1.json')),
        ...parseAnthropic(loadFixture('anthropic-models-2.json')),
      ]),
      price_file: listing(parsePriceFile(loadFixture('litellm-prices.json'))),
    });
    expect(find(merged, 'anthropic/claude-sonnet-4.5')).toMatchObject({
      // Anthropic's own limit counts, not the reseller's.
      context_tokens: 200_000,
      offers: [
        { provider: 'anthropic', upstream_id: 'claude-sonnet-4-5-20250929', price: { cache_write_1h_usd_per_mtok: 6 } },
        { provider: 'openrouter', upstream_id: 'anthropic/claude-sonnet-4.5', price: { source: 'openrouter' } },
      ],
    });
    expect(find(merged, 'anthropic/claude-opus-5')).toMatchObject({ price: null, context_tokens: 1_000_000 });
    expect(merged.models.filter(({ id }) => id.includes('sonnet'))).toHaveLength(1);
  });

  it('keeps a dated name apart where the plain one is there too, unpriced but with the limits of its make', () => {
    const gpt = bundled('openai/gpt-5.1', {
      context_tokens: 400_000,
      offers: [{ provider: 'openrouter', upstream_id: 'openai/gpt-5.1' }],
    });
    const models = parseOpenAi(loadFixture('openai-models.json')).reverse();
    const merged = mergeCatalog(snapshot(gpt), { openai: listing(models) });
    expect(find(merged, 'openai/gpt-5.1').offers[0]).toMatchObject({ provider: 'openai', upstream_id: 'gpt-5.1' });
    expect(find(merged, 'openai/gpt-5.1-2025-11-13')).toMatchObject({
      context_tokens: 400_000,
      price: null,
      offers: [{ provider: 'openai', upstream_id: 'gpt-5.1-2025-11-13' }],
    });
  });

  it('marks what has left, and a keyed list only what was on it', () => {
    const base = snapshot(
      bundled('a/b'),
      bundled('openai/old', { offers: [{ provider: 'openai', upstream_id: 'old' }] }),
      bundled('openai/never', { offers: [{ provider: 'openai', upstream_id: 'never' }] }),
    );
    const gone = [{ model: { provider: 'openai', id: 'old' }, since: '2026-11-20' }];
    const merged = mergeCatalog(base, {
      openrouter: listing([{ provider: 'openrouter', id: 'x/y' }]),
      openai: listing([{ provider: 'openai', id: 'new' }], { gone }),
    });
    expect(find(merged, 'a/b').offers[0]).toMatchObject({ gone: '2026-11-23' });
    expect(find(merged, 'openai/old').offers[0]).toMatchObject({ gone: '2026-11-20' });
    expect(find(merged, 'openai/never').offers[0]).not.toHaveProperty('gone');
  });
});

describe('catalogVersion', () => {
  it('stays while only dates and sources change', () => {
    const at = (day: string, input: number) =>
      catalogVersion(
        mergeCatalog(snapshot(bundled('a/b')), {
          openrouter: listing([{ provider: 'openrouter', id: 'a/b', context_tokens: 5, price: price(input, 4) }], {
            fetched_ms: Date.parse(day),
          }),
        }).models,
      );
    expect(at('2026-11-23', 3)).toMatch(/^[0-9a-f]{12}$/);
    expect(at('2026-11-24', 3)).toBe(at('2026-11-23', 3));
    expect(at('2026-11-23', 3.1)).not.toBe(at('2026-11-23', 3));
  });
});
