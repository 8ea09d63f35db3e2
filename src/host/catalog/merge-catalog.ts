/** From the bundled catalog and what the sources say to the catalog in force. Pure: the same parts give the same whole. */
import type { CatalogData, CatalogModel, CatalogOffer, CatalogPrice } from '../../core/index.ts';
import { isoDay, type ListedModel, type ListedPrice, type Listings, listedKey, type StoredListing } from './listing.ts';

/** Sources that are lists of one provider, read after OpenRouter's, so that what a provider says of itself wins. */
const PROVIDER_LISTS = ['openai', 'google', 'anthropic'] as const;
const OPENROUTER = 'openrouter';

interface Draft {
  model: CatalogModel;
  /** It is in the artifact, where its capabilities were looked after. */
  readonly bundled: CatalogModel | null;
  /** What OpenRouter charges; undefined when it does not list it. */
  openrouterPrice?: CatalogPrice | null;
}

export interface BundledCatalog {
  readonly snapshotDate: string;
  readonly models: readonly CatalogModel[];
}

/**
 * Which source wins for what:
 *
 * - price of an offer: at OpenRouter its own list; elsewhere the price file, then the bundled price, then OpenRouter's
 *   for models of that author;
 * - context and longest answer: the provider's own list, OpenRouter's, the bundled value, the price file;
 * - capabilities: the bundled ones, the provider's own list, OpenRouter's, the price file.
 */
export function mergeCatalog(bundled: BundledCatalog, listings: Listings): CatalogData {
  const drafts = new Map<string, Draft>();
  for (const model of bundled.models) drafts.set(model.id, { model, bundled: model });
  if (listings.openrouter) addOpenRouter(drafts, listings.openrouter);
  for (const name of PROVIDER_LISTS) {
    const listing = listings[name];
    if (listing) addProviderList(drafts, name, listing);
  }
  const prices = priceIndex(listings.price_file);
  const touched = Object.keys(listings).length > 0;
  const models = [...drafts.values()].map((draft) => (touched ? finish(draft, prices) : draft.model));
  return { snapshot_date: newestDay(bundled, listings), sources: [], models: models as CatalogData['models'] };
}

function addOpenRouter(drafts: Map<string, Draft>, listing: StoredListing): void {
  const day = isoDay(listing.fetched_ms);
  const listed = new Map(listing.models.map((model) => [model.id, model]));
  const since = new Map(listing.gone.map((entry) => [entry.model.id, entry.since]));
  const byUpstream = new Map<string, string>();
  for (const [id, { model }] of drafts) {
    const offer = offerOf(model, OPENROUTER);
    if (offer !== undefined) byUpstream.set(offer.upstream_id, id);
  }
  for (const entry of listing.models) {
    const id = byUpstream.get(entry.id) ?? entry.id;
    const draft = drafts.get(id) ?? { model: newModel(id, entry), bundled: null };
    draft.model = withFacts(withOffer(draft.model, OPENROUTER, entry.id), entry, draft.bundled, 'openrouter', day);
    draft.openrouterPrice = sourced(entry.price ?? null, 'openrouter', day);
    drafts.set(id, draft);
  }
  for (const { model: entry } of listing.gone) {
    if (!byUpstream.has(entry.id) && !drafts.has(entry.id)) {
      drafts.set(entry.id, { model: withOffer(newModel(entry.id, entry), OPENROUTER, entry.id), bundled: null });
    }
  }
  // The list is the same for everybody: what is not on it cannot be had there.
  for (const draft of drafts.values()) {
    const offer = offerOf(draft.model, OPENROUTER);
    if (offer === undefined || listed.has(offer.upstream_id)) continue;
    draft.model = withGone(draft.model, OPENROUTER, offer.upstream_id, since.get(offer.upstream_id) ?? day);
  }
}

function addProviderList(drafts: Map<string, Draft>, provider: string, listing: StoredListing): void {
  const day = isoDay(listing.fetched_ms);
  const names = new Map<string, string>();
  const family = new Map<string, string>();
  for (const [id, { model }] of drafts) {
    const offer = offerOf(model, provider);
    if (offer !== undefined) names.set(offer.upstream_id, id);
    else if (model.author === provider) names.set(id.slice(id.indexOf('/') + 1), id);
    if (model.author === provider) family.set(plainName(id.slice(id.indexOf('/') + 1)), id);
  }
  const add = (id: string, entry: ListedModel) => {
    const draft = drafts.get(id) ?? {
      model: newModel(id, entry, drafts.get(family.get(plainName(entry.id)) ?? '')),
      bundled: null,
    };
    draft.model = withFacts(withOffer(draft.model, provider, entry.id), entry, draft.bundled, provider, day);
    drafts.set(id, draft);
    names.set(entry.id, id);
  };
  // Names that are known as they stand go first, so that a dated one cannot take their place.
  for (const entry of listing.models) {
    const id = names.get(entry.id);
    if (id !== undefined) add(id, entry);
  }
  for (const entry of listing.models) {
    if (names.has(entry.id)) continue;
    const relative = family.get(plainName(entry.id));
    const draft = drafts.get(relative ?? '');
    const isSame = relative !== undefined && draft !== undefined && offerOf(draft.model, provider) === undefined;
    add(isSame ? relative : `${provider}/${entry.id}`, entry);
  }
  // A list that needs a key shows what that account may use, so only what was on it before can leave it.
  for (const { model: entry, since } of listing.gone) {
    const id = names.get(entry.id) ?? `${provider}/${entry.id}`;
    const draft = drafts.get(id) ?? { model: withOffer(newModel(id, entry), provider, entry.id), bundled: null };
    draft.model = withGone(draft.model, provider, entry.id, since);
    drafts.set(id, draft);
  }
}

/**
 * The name that dated ones have in common. `claude-sonnet-4-5-20250929` is what Anthropic calls `claude-sonnet-4.5`;
 * where a provider has both, such as `gpt-5` and `gpt-5-2025-08-07`, they are two models of one make.
 */
function plainName(name: string): string {
  return name.replaceAll('.', '-').replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2})$/, '');
}

/** @param relative A model of the same make: what is not said of the new one is taken from it, but for its price. */
function newModel(id: string, entry: ListedModel, relative?: Draft): CatalogModel {
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

function withFacts(
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

function offerOf(model: CatalogModel, provider: string): CatalogOffer | undefined {
  return model.offers.find((offer) => offer.provider === provider);
}

/** A provider's own offer goes before that of a reseller. */
function withOffer(model: CatalogModel, provider: string, upstreamId: string): CatalogModel {
  if (offerOf(model, provider) !== undefined) return model;
  const offer = { provider, upstream_id: upstreamId };
  return { ...model, offers: provider === OPENROUTER ? [...model.offers, offer] : [offer, ...model.offers] };
}

function withGone(model: CatalogModel, provider: string, upstreamId: string, gone: string): CatalogModel {
  const isIt = (offer: CatalogOffer) => offer.provider === provider && offer.upstream_id === upstreamId;
  return { ...model, offers: model.offers.map((offer) => (isIt(offer) ? { ...offer, gone } : offer)) };
}

interface FilePrices {
  readonly day: string;
  readonly models: ReadonlyMap<string, ListedModel>;
}

function priceIndex(listing: StoredListing | undefined): FilePrices | null {
  if (listing === undefined) return null;
  return {
    day: isoDay(listing.fetched_ms),
    models: new Map(listing.models.map((model) => [listedKey(model), model])),
  };
}

function finish({ model, bundled, openrouterPrice }: Draft, file: FilePrices | null): CatalogModel {
  const fileOf = (offer: CatalogOffer) =>
    file?.models.get(listedKey({ provider: offer.provider, id: offer.upstream_id }));
  const filePrice = (offer: CatalogOffer): CatalogPrice | null =>
    sourced(fileOf(offer)?.price ?? null, 'price_file', file?.day ?? '');
  const priceAt = (offer: CatalogOffer): CatalogPrice | null => {
    if (offer.provider === OPENROUTER) {
      return openrouterPrice === undefined ? (filePrice(offer) ?? bundled?.price ?? null) : openrouterPrice;
    }
    const ofAuthor = model.author === offer.provider ? (openrouterPrice ?? null) : null;
    return filePrice(offer) ?? bundled?.price ?? ofAuthor;
  };
  const offers = model.offers.map((offer) => ({ ...offer, price: priceAt(offer) }));
  const fallback = model.offers.map(fileOf).find((entry) => entry !== undefined);
  const filled =
    fallback !== undefined && file !== null ? fillFromFile(model, fallback, bundled === null, file.day) : model;
  const first = offers.find(({ gone }) => gone === undefined) ?? offers[0];
  return { ...filled, offers, price: first?.price ?? null };
}

/** What no list said. */
function fillFromFile(model: CatalogModel, entry: ListedModel, isNew: boolean, day: string): CatalogModel {
  const facts = model.facts ?? {};
  const missing = <T>(field: string, now: T | null, said: T | undefined) =>
    now === null && facts[field] === undefined ? said : undefined;
  const capability = (field: 'tools' | 'vision' | 'json_schema') =>
    isNew && facts[field] === undefined ? entry[field] : undefined;
  const { provider, id } = entry;
  const said: ListedModel = { provider, id };
  for (const [field, value] of [
    ['context_tokens', missing('context_tokens', model.context_tokens, entry.context_tokens)],
    ['max_output_tokens', missing('max_output_tokens', model.max_output_tokens, entry.max_output_tokens)],
    ['tools', capability('tools')],
    ['vision', capability('vision')],
    ['json_schema', capability('json_schema')],
  ] as const) {
    if (value !== undefined) Object.assign(said, { [field]: value });
  }
  return withFacts(model, said, isNew ? null : model, 'price_file', day);
}

function sourced(price: ListedPrice | null, source: string, date: string): CatalogPrice | null {
  return price === null ? null : { ...price, source, date };
}

function newestDay(bundled: BundledCatalog, listings: Listings): string {
  const times = Object.values(listings).map((listing) => listing.fetched_ms);
  return times.length === 0 ? bundled.snapshotDate : isoDay(Math.max(...times));
}
