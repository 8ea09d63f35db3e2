import type { CatalogSourceView } from '../../shared/catalog.ts';
import { DAY_MS } from '../../shared/durations.ts';

/** A list may be this many periods old before that is worth a word. */
const LATE_PERIODS = 3;
const MAX_NAMED = 3;

/**
 * What the user should know of the catalog, a sentence each: what is old because its source fails, and what was not
 * believed.
 *
 * @param times Unix times and a period in milliseconds; `bundledMs` is the age of what a source never read leaves in force.
 */
export function catalogNotices(
  sources: readonly CatalogSourceView[],
  times: { readonly now: number; readonly periodMs: number; readonly bundledMs: number },
): string[] {
  const old = Math.max(DAY_MS, LATE_PERIODS * times.periodMs);
  return sources.flatMap(({ name, state, fetched_ms, error, doubts }) => {
    const age = times.now - (fetched_ms ?? times.bundledMs);
    const lines: string[] = [];
    if (state === 'failed' && age > old) {
      lines.push(`The catalog is ${Math.floor(age / DAY_MS)} days old where ${name} has the say: ${error}`);
    }
    if (doubts.length > 0) {
      const named = doubts.slice(0, MAX_NAMED).join('; ');
      const rest = doubts.length > MAX_NAMED ? `; and ${doubts.length - MAX_NAMED} more` : '';
      lines.push(
        `Catalog: ${name} has prices that were not believed: ${named}${rest}. ` +
          'Run "heimdall models --refresh --accept" if they are right.',
      );
    }
    return lines;
  });
}
