import type { ConsoleOutput } from '../../../shared/console-contract.ts';

export type CacheOverview = ConsoleOutput<'cache.overview'>;
export type DecisionCacheStats = ConsoleOutput<'cache.stats'>;
export type ResponseCacheStats = ConsoleOutput<'response_cache.stats'>;
export type CacheEntry = ConsoleOutput<'response_cache.entries'>['entries'][number];
export type NearMiss = ResponseCacheStats['near_misses'][number];

/** Share of the lookups that were answered; null before the first. */
export function hitRate({ exact, semantic, misses }: CacheOverview['response']): number | null {
  const lookups = exact + semantic + misses;
  return lookups === 0 ? null : (exact + semantic) / lookups;
}

const MIB = 1024 * 1024;

/** `48.1 of 64.0 MiB`; small amounts keep their digits. */
export function formatMiB(bytes: number): string {
  if (bytes === 0) return '0 MiB';
  const size = bytes / MIB;
  return `${size >= 0.1 ? size.toFixed(1) : size.toPrecision(2)} MiB`;
}

/** Seconds as the largest unit that fits: `42 s`, `12 min`, `3.5 h`. */
export function formatAge(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** Near misses that another threshold would have answered, and those that something else speaks against. */
export function atThreshold(misses: readonly NearMiss[], threshold: number): { more: number; refused: number } {
  const near = misses.filter(({ cosine }) => cosine >= threshold);
  const more = near.filter(({ reason }) => reason === 'below_threshold').length;
  return { more, refused: near.length - more };
}

export interface SimilarityBin {
  /** Cosine from which it counts; it is `BIN` wide. */
  readonly from: number;
  readonly tooFar: number;
  readonly refused: number;
}

const BIN = 0.01;

/** Near misses by cosine, empty bins included, from a tenth below the threshold to 1. */
export function similarityBins(misses: readonly NearMiss[], threshold: number): readonly SimilarityBin[] {
  const first = Math.max(0, Math.round((threshold - 0.1) / BIN));
  const bins = Array.from({ length: Math.round(1 / BIN) - first }, (_, index) => ({
    from: (first + index) * BIN,
    tooFar: 0,
    refused: 0,
  }));
  for (const { cosine, reason } of misses) {
    const bin = bins[Math.min(bins.length - 1, Math.floor(cosine / BIN + 1e-9) - first)];
    if (bin === undefined) continue;
    if (reason === 'below_threshold') bin.tooFar++;
    else bin.refused++;
  }
  return bins;
}

/** Parts of one step of the chart, bottom up. */
export function stackOf(
  step: CacheOverview['over_time'][number],
  of: 'responses' | 'decisions',
): readonly [number, number, number] {
  return of === 'decisions'
    ? [step.hits, 0, step.misses]
    : [step.response.exact, step.response.semantic, step.response.misses];
}
