/** Prices as the view shows them: dollars per million tokens, and how old the statement is. */
import type { CatalogModelView, ModelPriceView } from '../../../shared/catalog.ts';
import { DAY_MS } from '../../../shared/durations.ts';

/** Providers change prices without notice; after a month one should look again. */
export const STALE_DAYS = 30;

/** ISO day on which the source of a price said so: its own date, or the one that its source is named with. */
export function priceDay(price: ModelPriceView): string | null {
  return price.date ?? /\b\d{4}-\d\d-\d\d\b/.exec(price.source)?.[0] ?? null;
}

/** Whole days from an ISO day to `now`; null for a day that is not known or not one. */
export function ageInDays(day: string | null, now: number): number | null {
  const at = day === null ? Number.NaN : Date.parse(day);
  return Number.isNaN(at) ? null : Math.max(0, Math.floor((now - at) / DAY_MS));
}

/** Prices of the user's own settings are right until the user says otherwise. */
export function isStale(price: ModelPriceView, now: number): boolean {
  const age = ageInDays(priceDay(price), now);
  return price.source !== 'settings' && age !== null && age > STALE_DAYS;
}

const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 });

/** Two decimals, more where they are needed, and never `0.00` for a price that is not free: `1.25`, `0.075`, `0`. */
export function formatRate(usdPerMtok: number): string {
  if (usdPerMtok === 0) return '0';
  return usdPerMtok < 0.0001 ? usdPerMtok.toExponential(1) : cents.format(usdPerMtok);
}

/** Tokens as people say them: `400k`, `1.05M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1_000)}k`;
  return `${Number((tokens / 1_000_000).toFixed(2))}M`;
}

/** Providers of a model that have a key, in the order in which they would be called. */
export function callableAt(model: CatalogModelView): readonly string[] {
  return model.offers.filter(({ configured, gone }) => configured && gone === null).map(({ provider }) => provider);
}
