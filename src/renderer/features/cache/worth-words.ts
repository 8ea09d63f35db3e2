import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { formatCount, formatPercent } from '../../lib/units.ts';
import { formatMiB } from './cache-numbers.ts';

/** A gain in hit rate that is worth a word. */
const NOTABLE = 0.005;

/** One sentence: what half, double and more of the memory would change. */
export function worthWords({ uses, sizes, distinct_bytes: distinct }: ConsoleOutput<'cache.worth'>): string {
  const now = sizes.find(({ factor }) => factor === 1);
  const largest = sizes.at(-1);
  if (uses === 0 || now === undefined || largest === undefined) return 'Nothing was asked for in this window.';
  if (largest.hits === 0) return `None of ${formatCount(uses)} requests came again in time: no size would have a hit.`;
  const smallest = sizes.find(({ hit_rate: rate }) => rate >= largest.hit_rate - NOTABLE) ?? largest;
  if (smallest.factor < 1) {
    return `More than enough: with ${formatMiB(smallest.max_bytes)} it would have the same ${formatPercent(smallest.hit_rate)} of hits; all that was asked for takes ${formatMiB(distinct)}.`;
  }
  if (smallest.factor === 1) return 'The right size: half of it would lose hits, more would gain none.';
  return `Too small: ${formatMiB(smallest.max_bytes)} would have ${formatPercent(smallest.hit_rate)} of hits instead of ${formatPercent(now.hit_rate)}.`;
}
