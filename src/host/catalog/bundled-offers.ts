/** What the bundled catalog says of a source's models: what a first listing is held against. */
import type { ModelCatalog } from '../../core/index.ts';
import { type ListedModel, type ListedPrice, listedKey } from './listing.ts';

/** The models that a provider is known to have, as `listedKey` names them. */
export function bundledNames({ models }: ModelCatalog, provider: string): string[] {
  return models.flatMap(({ offers }) =>
    offers
      .filter((offer) => offer.provider === provider)
      .map(({ upstream_id }) => listedKey({ provider, id: upstream_id })),
  );
}

/** The price of a listed model where its provider has the model's first offer, which the bundled price is of. */
export function bundledPrice({ models }: ModelCatalog, { provider, id }: ListedModel): ListedPrice | null {
  const model = models.find(({ offers: [first] }) => first?.provider === provider && first.upstream_id === id);
  if (!model?.price) return null;
  const { source: _source, date: _date, ...price } = model.price;
  return price;
}
