/** From the bundled catalog and what the sources say to the catalog in force. Pure: the same parts give the same whole. */
import type { CatalogData, CatalogModel } from '../../core/index.ts';
import { isoDay, type ListedModel, type Listings, type StoredListing } from './listing.ts';
import {
  type Draft,
  newModel,
  OPENROUTER,
  offerOf,
  plainName,
  sourced,
  withFacts,
  withGone,
  withOffer,
} from './model-draft.ts';
import { priceDraft, priceIndex } from './price-draft.ts';

/** Sources that are lists of one provider, read after OpenRouter's, so that what a provider says of itself wins. */
const PROVIDER_LISTS = ['openai', 'google', 'anthropic'] as const;

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
  const models = [...drafts.values()].map((draft) => (touched ? priceDraft(draft, prices) : draft.model));
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

function newestDay(bundled: BundledCatalog, listings: Listings): string {
  const times = Object.values(listings).map((listing) => listing.fetched_ms);
  return times.length === 0 ? bundled.snapshotDate : isoDay(Math.max(...times));
}
