import { isoDay, listedKey, type StoredListing } from './listing.ts';

/** Models that are remembered after they have left a list. */
const MAX_GONE = 2_000;

/** The new listing of a source, with what has left it since the one before. */
export function replaceListing(before: StoredListing | null, fresh: Omit<StoredListing, 'gone'>): StoredListing {
  if (before === null) return { ...fresh, gone: [] };
  const listed = new Set(fresh.models.map(listedKey));
  const since = isoDay(fresh.fetched_ms);
  const left = before.models.filter((model) => !listed.has(listedKey(model))).map((model) => ({ model, since }));
  const earlier = before.gone.filter(({ model }) => !listed.has(listedKey(model)));
  return { ...fresh, gone: [...left, ...earlier].slice(0, MAX_GONE) };
}
