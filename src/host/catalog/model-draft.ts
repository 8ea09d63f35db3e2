/** A model on its way from the snapshot to the catalog in force, and what is done to it there. */
import type { CatalogModel, CatalogOffer, CatalogPrice } from '../../core/index.ts';
import type { ListedModel, ListedPrice } from './listing.ts';

export const OPENROUTER = 'openrouter';

export interface Draft {
  model: CatalogModel;
  /** It is in the artifact, where its capabilities were looked after. */
  readonly bundled: CatalogModel | null;
  /** What OpenRouter charges; undefined when it does not list it. */
  openrouterPrice?: CatalogPrice | null;
}

/**
 * The name that dated ones have in common. `claude-sonnet-4-5-20250929` is what Anthropic calls `claude-sonnet-4.5`;
 * where a provider has both, such as `gpt-5` and `gpt-5-2025-08-07`, they are two models of one make.
 */
export function plainName(name: string): string {
  return name.replaceAll('.', '-').replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2})$/, '');
}

/** @param relative A model of the same make: what is not said of the new one is taken from it, but for its price. */
export function newModel(id: string, entry: ListedModel, relative?: Draft): CatalogModel {
  const slash = id.indexOf('/');
  return {
    id,
    name: entry.name ?? id.slice(slash + 1),
    author: id.slice(0, slash),
    released: entry.released ?? null,
    context_tokens: relative?.model.context_tokens ?? null,
    max_output_tokens: relative?.model.max_output_tokens ?? null,
    // What nobody denies is tried: the provider refuses what it cannot do.
    capabilities: relative?.model.capabilities ?? {
      tools: true,
      vision: true,
      json_schema: true,
      efforts: null,
      thinking_budget: null,
    },
    price: null,
    offers: [],
  };
}

export function withFacts(
  model: CatalogModel,
  entry: ListedModel,
  bundled: CatalogModel | null,
  source: string,
  date: string,
): CatalogModel {
  const facts = { ...model.facts };
  const take = <T>(field: string, said: T | undefined, old: T): T => {
    if (said === undefined) return old;
    facts[field] = { source, date };
    return said;
  };
  const { capabilities } = model;
  return {
    ...model,
    context_tokens: take('context_tokens', entry.context_tokens, model.context_tokens),
    max_output_tokens: take('max_output_tokens', entry.max_output_tokens, model.max_output_tokens),
    capabilities:
      bundled === null
        ? {
            ...capabilities,
            tools: take('tools', entry.tools, capabilities.tools),
            vision: take('vision', entry.vision, capabilities.vision),
            json_schema: take('json_schema', entry.json_schema, capabilities.json_schema),
            efforts: take('efforts', entry.efforts, capabilities.efforts),
          }
        : capabilities,
    facts,
  };
}

export function offerOf(model: CatalogModel, provider: string): CatalogOffer | undefined {
  return model.offers.find((offer) => offer.provider === provider);
}

/** A provider's own offer goes before that of a reseller. */
export function withOffer(model: CatalogModel, provider: string, upstreamId: string): CatalogModel {
  if (offerOf(model, provider) !== undefined) return model;
  const offer = { provider, upstream_id: upstreamId };
  return { ...model, offers: provider === OPENROUTER ? [...model.offers, offer] : [offer, ...model.offers] };
}

export function withGone(model: CatalogModel, provider: string, upstreamId: string, gone: string): CatalogModel {
  const isIt = (offer: CatalogOffer) => offer.provider === provider && offer.upstream_id === upstreamId;
  return { ...model, offers: model.offers.map((offer) => (isIt(offer) ? { ...offer, gone } : offer)) };
}

export function sourced(price: ListedPrice | null, source: string, date: string): CatalogPrice | null {
  return price === null ? null : { ...price, source, date };
}
