import type { CatalogData, CatalogPrice, CatalogRates } from '../artifacts/manifest.ts';
import type { ModelPrice, TokenPrices } from './request-cost.ts';

type CatalogEntry = CatalogData['models'][number];

/** A model of the catalog, with who offers it and for how much. */
export interface CatalogModel extends CatalogEntry {}
export type CatalogOffer = CatalogModel['offers'][number];

/** What a provider charges for a model; null when nobody knows. */
export function priceOfOffer(model: CatalogModel, offer: CatalogOffer): CatalogPrice | null {
  return offer.price === undefined ? model.price : offer.price;
}

/** Models, prices, context windows and capabilities. */
export interface ModelCatalog {
  /** ISO day on which prices and capabilities were read. */
  readonly snapshotDate: string;
  /** In the order of the catalog. */
  readonly models: readonly CatalogModel[];
  /** A model by its id alone. */
  get(id: string): CatalogModel | undefined;
  /**
   * The model that a caller means: its catalog id, a provider's own name for it, or the id without its author where
   * only one model has that name.
   */
  find(name: string): CatalogModel | undefined;
}

/** A price as the cost of a request is computed from it. */
export function catalogPrice(price: CatalogPrice | null): ModelPrice | null {
  if (price === null) return null;
  if (price.tiers === undefined) return tokenPrices(price);
  return {
    ...tokenPrices(price),
    tiers: price.tiers.map((tier) => ({ aboveInputTokens: tier.above_input_tokens, ...tokenPrices(tier) })),
  };
}

function tokenPrices(rates: CatalogRates): TokenPrices {
  return {
    inputUsdPerMtok: rates.input_usd_per_mtok,
    outputUsdPerMtok: rates.output_usd_per_mtok,
    cacheReadUsdPerMtok: rates.cache_read_usd_per_mtok,
    cacheWriteUsdPerMtok: rates.cache_write_usd_per_mtok,
    cacheWrite1hUsdPerMtok: rates.cache_write_1h_usd_per_mtok ?? null,
    reasoningUsdPerMtok: rates.reasoning_usd_per_mtok ?? null,
  };
}

export function createModelCatalog(data: Omit<CatalogData, 'sources'> & Partial<CatalogData>): ModelCatalog {
  const byId = new Map<string, CatalogModel>();
  const byName = new Map<string, CatalogModel | null>();
  for (const model of data.models) byId.set(model.id, model);
  for (const model of data.models) {
    const names = new Set([
      model.id.slice(model.id.indexOf('/') + 1),
      ...model.offers.map((offer) => offer.upstream_id),
    ]);
    for (const name of names) {
      if (byId.has(name)) continue;
      const known = byName.get(name);
      // null marks a name that two models share: it means neither.
      byName.set(name, known === undefined || known === model ? model : null);
    }
  }
  return {
    snapshotDate: data.snapshot_date,
    models: data.models,
    get: (id) => byId.get(id),
    find: (name) => byId.get(name) ?? byName.get(name) ?? undefined,
  };
}
