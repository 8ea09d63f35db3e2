import type { CatalogModelView } from '../../shared/catalog.ts';

const RATES = {
  input_usd_per_mtok: 0.075,
  output_usd_per_mtok: 0.3,
  cache_read_usd_per_mtok: 0.01,
  cache_write_usd_per_mtok: null,
  cache_write_1h_usd_per_mtok: null,
  reasoning_usd_per_mtok: null,
};

/** A model of the catalog, priced and without a key. */
export function catalogModel(id: string, change: Partial<CatalogModelView> = {}): CatalogModelView {
  const [author = ''] = id.split('/');
  const price = { ...RATES, tiers: [], source: 'price_file', date: new Date().toISOString().slice(0, 10) };
  return {
    id,
    name: id.toUpperCase(),
    author,
    released: null,
    origin: 'catalog',
    context_tokens: 128_000,
    max_output_tokens: null,
    capabilities: { tools: true, vision: false, json_schema: false, efforts: null, thinking_budget: null },
    price,
    offers: [{ provider: author, upstream_id: id, price, configured: false, gone: null }],
    enabled: true,
    gone: null,
    buckets: [],
    quality: null,
    facts: {},
    ...change,
  };
}
