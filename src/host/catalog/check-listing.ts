import { HeimdallError } from '../../core/index.ts';
import { type ListedModel, type ListedPrice, listedKey, type SourceName, type StoredListing } from './listing.ts';

/** Dollars per million tokens that nothing costs: the dearest models on sale are at 600. */
const ABSURD_USD_PER_MTOK = 10_000;
/** A price that moves by more than this factor from one refresh to the next is not believed. */
const MAX_FACTOR = 10;
/** More than this many doubtful prices, and more than this share of all, condemn the whole listing. */
const MAX_DOUBTFUL = 5;
const MAX_DOUBTFUL_SHARE = 0.1;
/** A refresh that loses more than this share of the models is not believed. */
const MAX_DROPPED_SHARE = 0.5;

export interface CheckedListing {
  readonly models: readonly ListedModel[];
  /** What was not believed, a sentence each; the price from before stays. */
  readonly doubts: readonly string[];
}

export interface ListingCheck {
  readonly source: SourceName;
  readonly fresh: readonly ListedModel[];
  readonly before: StoredListing | null;
  /** Names that the source is known to list; they count where there is no listing from before. */
  readonly expected: readonly string[];
  /** The price in force of a model of the source, or null. */
  readonly priceInForce: (model: ListedModel) => ListedPrice | null;
  /** The user has looked at it and says that it is right; what is absurd stays out all the same. */
  readonly accept: boolean;
}

/**
 * Holds a new listing against the one in force, so that a broken file at its source cannot switch models off or make
 * them free.
 *
 * @throws {HeimdallError} `catalog_refresh_failed` when the listing as a whole is not to be believed.
 */
export function checkListing(check: ListingCheck): CheckedListing {
  const { source, fresh, before, accept } = check;
  if (fresh.length === 0) throw refused(`${source} lists no model that can be used`);
  const known = new Set(fresh.map(listedKey));
  const earlier = before === null ? check.expected : before.models.map(listedKey);
  const dropped = earlier.filter((key) => !known.has(key)).length;
  if (!accept && dropped > earlier.length * MAX_DROPPED_SHARE) {
    throw refused(`${source} has lost ${dropped} of ${earlier.length} models at once`);
  }

  const doubts: string[] = [];
  const listedBefore = new Map(before?.models.map((model) => [listedKey(model), model]));
  let priced = 0;
  const models = fresh.map((model): ListedModel => {
    const { price } = model;
    if (price === undefined || price === null) return model;
    priced++;
    const old = listedBefore.get(listedKey(model))?.price ?? check.priceInForce(model);
    const doubt = whyDoubtful(model.id, price, old, accept);
    if (doubt === null) return model;
    doubts.push(doubt);
    const { price: _doubtful, ...rest } = model;
    return old === null ? rest : { ...rest, price: old };
  });
  if (doubts.length > MAX_DOUBTFUL && doubts.length > priced * MAX_DOUBTFUL_SHARE) {
    throw refused(`${source} has ${doubts.length} prices that cannot be right (${doubts[0]})`);
  }
  return { models, doubts };
}

function whyDoubtful(id: string, price: ListedPrice, old: ListedPrice | null, accept: boolean): string | null {
  const highest = Math.max(...ratesOf(price), ...(price.tiers ?? []).flatMap(ratesOf));
  if (highest > ABSURD_USD_PER_MTOK) return `${id} at $${highest} per million tokens`;
  if (old === null || accept) return null;
  for (const [kind, now, then] of [
    ['input', price.input_usd_per_mtok, old.input_usd_per_mtok],
    ['output', price.output_usd_per_mtok, old.output_usd_per_mtok],
  ] as const) {
    // From free to priced is believed: it errs on the side of caution.
    if (then === 0) continue;
    if (now < then / MAX_FACTOR || now > then * MAX_FACTOR) {
      return `${id} from $${then} to $${now} per million ${kind} tokens`;
    }
  }
  return null;
}

function ratesOf(rates: Omit<ListedPrice, 'tiers'>): number[] {
  return [
    rates.input_usd_per_mtok,
    rates.output_usd_per_mtok,
    rates.cache_read_usd_per_mtok ?? 0,
    rates.cache_write_usd_per_mtok ?? 0,
    rates.cache_write_1h_usd_per_mtok ?? 0,
    rates.reasoning_usd_per_mtok ?? 0,
  ];
}

function refused(reason: string): HeimdallError {
  return new HeimdallError('catalog_refresh_failed', `${reason}; what was known before stays in force.`);
}
