/** The last step of the merge: what each offer costs, and what only the price file knows. */
import type { CatalogModel, CatalogOffer, CatalogPrice } from '../../core/index.ts';
import { isoDay, type ListedModel, listedKey, type StoredListing } from './listing.ts';
import { type Draft, OPENROUTER, sourced, withFacts } from './model-draft.ts';

export interface FilePrices {
  readonly day: string;
  readonly models: ReadonlyMap<string, ListedModel>;
}

export function priceIndex(listing: StoredListing | undefined): FilePrices | null {
  if (listing === undefined) return null;
  return {
    day: isoDay(listing.fetched_ms),
    models: new Map(listing.models.map((model) => [listedKey(model), model])),
  };
}

export function priceDraft({ model, bundled, openrouterPrice }: Draft, file: FilePrices | null): CatalogModel {
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
