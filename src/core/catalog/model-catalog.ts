import type { CatalogData } from '../artifacts/manifest.ts';
import type { ModelPrice } from './request-cost.ts';

export type CatalogModel = CatalogData['models'][number];

/** Models, prices, context windows and capabilities. */
export interface ModelCatalog {
  readonly snapshotDate: string;
  readonly models: readonly CatalogModel[];
  get(id: string): CatalogModel | undefined;
  /**
   * The model that a caller means: its catalog id, a provider's own name for it, or the id without its author where
   * only one model has that name.
   */
  find(name: string): CatalogModel | undefined;
}

/** The price of a catalog model; null when it is unpriced. */
export function catalogPrice({ price }: CatalogModel): ModelPrice | null {
  if (price === null) return null;
  return {
    inputUsdPerMtok: price.input_usd_per_mtok,
    outputUsdPerMtok: price.output_usd_per_mtok,
    cacheReadUsdPerMtok: price.cache_read_usd_per_mtok,
    cacheWriteUsdPerMtok: price.cache_write_usd_per_mtok,
  };
}

export function createModelCatalog(data: CatalogData): ModelCatalog {
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
