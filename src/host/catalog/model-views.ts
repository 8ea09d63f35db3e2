/** The catalog for people: every model with its offers, prices, buckets and what is known of its quality. */
import {
  type Artifact,
  type CatalogModel,
  type CatalogPrice,
  candidateLists,
  type ExtraModel,
  type ModelCatalog,
  ownQuality,
  priceOfOffer,
  type RouterConfig,
} from '../../core/index.ts';
import type { CatalogModelView, ModelPriceView } from '../../shared/catalog.ts';
import { BUCKETS } from '../../shared/decision.ts';

type Membership = CatalogModelView['buckets'][number];

/** @param catalog The one in force; its dates may be newer than those of `config.catalog`. */
export function describeModels(artifact: Artifact, config: RouterConfig, catalog: ModelCatalog): CatalogModelView[] {
  const members = memberships(artifact, config, catalog);
  const own = [...config.extraModels.values()].map((model) => describeOwn(artifact, config, model, members));
  const others = catalog.models
    .filter(({ id }) => !config.extraModels.has(id))
    .map((model) => describeCatalogModel(artifact, config, model, members));
  return [...own, ...others];
}

function describeCatalogModel(
  artifact: Artifact,
  config: RouterConfig,
  model: CatalogModel,
  members: ReadonlyMap<string, Membership[]>,
): CatalogModelView {
  const { id, name, author, released, context_tokens, max_output_tokens, capabilities, offers } = model;
  const gone = offers.every((offer) => offer.gone !== undefined)
    ? (offers
        .map((offer) => offer.gone ?? '')
        .sort()
        .at(-1) ?? null)
    : null;
  return {
    id,
    name,
    author,
    released,
    origin: 'catalog',
    context_tokens,
    max_output_tokens,
    capabilities,
    price: priceView(model.price),
    offers: offers.map((offer) => ({
      provider: offer.provider,
      upstream_id: offer.upstream_id,
      price: priceView(priceOfOffer(model, offer)),
      configured: config.configuredProviders.has(offer.provider),
      gone: offer.gone ?? null,
    })),
    enabled: config.disabledModels?.has(id) !== true,
    gone,
    buckets: members.get(id) ?? [],
    quality: qualityView(artifact.quality.row(id, effortOf(members.get(id))), null),
    facts: model.facts ?? {},
  };
}

function describeOwn(
  artifact: Artifact,
  config: RouterConfig,
  model: ExtraModel,
  members: ReadonlyMap<string, Membership[]>,
): CatalogModelView {
  const { id, provider, upstreamId, contextTokens, inputUsdPerMtok, outputUsdPerMtok } = model;
  const price: ModelPriceView | null =
    inputUsdPerMtok === null || outputUsdPerMtok === null
      ? null
      : {
          input_usd_per_mtok: inputUsdPerMtok,
          output_usd_per_mtok: outputUsdPerMtok,
          cache_read_usd_per_mtok: null,
          cache_write_usd_per_mtok: null,
          cache_write_1h_usd_per_mtok: null,
          reasoning_usd_per_mtok: null,
          tiers: [],
          source: 'settings',
          date: null,
        };
  const configured = config.configuredProviders.has(provider);
  const expected = ownQuality(artifact, model, effortOf(members.get(id)));
  return {
    id,
    name: upstreamId,
    author: provider,
    released: null,
    origin: config.settings.providers[provider]?.models.some((own) => own.id === id) ? 'settings' : 'discovered',
    context_tokens: contextTokens,
    max_output_tokens: null,
    capabilities: {
      tools: model.tools ?? true,
      vision: model.vision ?? true,
      json_schema: model.json ?? true,
      efforts: null,
      thinking_budget: null,
    },
    price,
    offers: [{ provider, upstream_id: upstreamId, price, configured, gone: null }],
    enabled: config.disabledModels?.has(id) !== true,
    gone: null,
    buckets: members.get(id) ?? [],
    quality: qualityView(expected.row, expected.like),
    facts: {},
  };
}

function memberships(
  artifact: Artifact,
  config: RouterConfig,
  catalog: ModelCatalog,
): ReadonlyMap<string, Membership[]> {
  const { extraModels, extraNames } = config;
  const lists = candidateLists(artifact, config);
  const members = new Map<string, Membership[]>();
  for (const bucket of BUCKETS) {
    for (const { model, effort } of lists[bucket]) {
      const id = extraModels.has(model) ? model : (catalog.find(model)?.id ?? extraNames?.get(model) ?? model);
      members.set(id, [...(members.get(id) ?? []), { bucket, effort }]);
    }
  }
  return members;
}

/** Of the effort that it is a candidate with, or of its default. */
function effortOf(members: readonly Membership[] = []): Membership['effort'] {
  return members.at(-1)?.effort ?? null;
}

function qualityView(row: ReturnType<Artifact['quality']['row']>, like: string | null): CatalogModelView['quality'] {
  if (row === undefined) return null;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { mean: row.q.length === 0 ? row.prior : sum(row.q) / row.q.length, results: sum(row.n), like };
}

function priceView(price: CatalogPrice | null): ModelPriceView | null {
  if (price === null) return null;
  const { tiers = [], source, date = null } = price;
  return {
    ...ratesView(price),
    tiers: tiers.map((tier) => ({ above_input_tokens: tier.above_input_tokens, ...ratesView(tier) })),
    source,
    date,
  };
}

function ratesView(rates: Omit<CatalogPrice, 'source' | 'date' | 'tiers'>) {
  return {
    input_usd_per_mtok: rates.input_usd_per_mtok,
    output_usd_per_mtok: rates.output_usd_per_mtok,
    cache_read_usd_per_mtok: rates.cache_read_usd_per_mtok,
    cache_write_usd_per_mtok: rates.cache_write_usd_per_mtok,
    cache_write_1h_usd_per_mtok: rates.cache_write_1h_usd_per_mtok ?? null,
    reasoning_usd_per_mtok: rates.reasoning_usd_per_mtok ?? null,
  };
}
