/** A quality table after ratings, and whether it is better on ratings that it did not learn from. */
import { createHash } from 'node:crypto';
import {
  createQualityTable,
  expectedQuality,
  HeimdallError,
  posteriorQuality,
  sumRatings,
  TABLE_WEIGHT,
} from '../../core/index.ts';
import type { BuildReport } from '../../shared/build-report.ts';
import type { NearestCluster } from '../../shared/decision.ts';
import type { KeptRating } from '../feedback/rating-file.ts';

/** With fewer nothing can be said of the difference, and nothing is built. A choice. */
export const MIN_RATINGS = 50;
const FOLDS = 5;
/** Of the normal distribution, for 95 %. */
const Z = 1.96;

type QualityData = Parameters<typeof createQualityTable>[0];
export type RatingOfDecision = KeptRating & { readonly decisionId: string };

export interface LearntTable {
  readonly quality: QualityData;
  readonly report: Omit<BuildReport, 'from' | 'until_ms'>;
}

/**
 * Learns from all ratings for the table, and from four fifths at a time for the report: each rating is foretold by a table
 * that has not seen it.
 *
 * @throws {HeimdallError} `request_invalid` when there are fewer than `MIN_RATINGS` that count.
 */
export function learnTable(quality: QualityData, all: readonly RatingOfDecision[]): LearntTable {
  const table = createQualityTable(quality);
  const ratings = all.filter(({ model, effort }) => table.row(model, effort) !== undefined);
  if (ratings.length < MIN_RATINGS) {
    throw new HeimdallError(
      'request_invalid',
      `Too little data: ${ratings.length} ratings are about clusters of the artifact in force and models of its table, and it ` +
        `takes ${MIN_RATINGS}. Nothing was written.`,
    );
  }
  const folds = ratings.map(
    ({ decisionId }) => createHash('sha256').update(decisionId).digest().readUInt32BE(0) % FOLDS,
  );
  const pairs = Array.from({ length: FOLDS }, (_, fold) => {
    const seen = sumRatings(
      ratings.filter((_rating, index) => folds[index] !== fold),
      'seen',
    );
    return ratings.flatMap(({ model, effort, clusters, score }, index) => {
      if (folds[index] !== fold) return [];
      const nearest: NearestCluster[] = clusters.map((cluster) => ({ ...cluster, label: '', similarity: 1 }));
      const row = table.row(model, effort);
      const before = (expectedQuality(row, nearest) - score) ** 2;
      return [{ before, after: (expectedQuality(row, nearest, seen.of(model, effort)) - score) ** 2 }];
    });
  }).flat();
  const learnt = withRatings(quality, ratings);
  const report = {
    ratings: ratings.length,
    left_out: all.length - ratings.length,
    cells: learnt.cells,
    ...compare(pairs),
  };
  return { quality: learnt.quality, report };
}

function compare(pairs: readonly { readonly before: number; readonly after: number }[]) {
  const n = pairs.length;
  const mean = (of: (pair: (typeof pairs)[number]) => number) => pairs.reduce((sum, pair) => sum + of(pair), 0) / n;
  const difference = mean(({ before, after }) => after - before);
  const variance = (mean(({ before, after }) => (after - before - difference) ** 2) * n) / (n - 1);
  const half = Z * Math.sqrt(variance / n);
  const interval: [number, number] = [difference - half, difference + half];
  const verdict: BuildReport['verdict'] = interval[1] < 0 ? 'better' : interval[0] > 0 ? 'worse' : 'no difference';
  return { before: mean((pair) => pair.before), after: mean((pair) => pair.after), difference, interval, verdict };
}

/** Every rated cell at its posterior; a rated effort that shared another's row gets one of its own. */
function withRatings(
  quality: QualityData,
  ratings: readonly RatingOfDecision[],
): { quality: QualityData; cells: number } {
  const table = createQualityTable(quality);
  const sums = sumRatings(ratings, 'all');
  const targets = [...quality.targets];
  let cells = 0;
  const seen = new Set<string>();
  for (const { model, effort } of ratings) {
    const row = table.row(model, effort);
    const evidence = sums.of(model, effort);
    if (row === undefined || evidence === undefined || seen.has(`${model} ${effort}`)) continue;
    seen.add(`${model} ${effort}`);
    const [q, n, sd] = [[...row.q], [...row.n], row.sd === undefined ? undefined : [...row.sd]];
    for (const [cluster, rated] of evidence) {
      q[cluster] = posteriorQuality(q[cluster] ?? row.prior, rated);
      n[cluster] = (n[cluster] ?? 0) + rated.weight;
      // The variance shrinks as that of the Beta distribution does, by the weight that was added.
      if (sd !== undefined) sd[cluster] = (sd[cluster] ?? 0) * Math.sqrt(TABLE_WEIGHT / (TABLE_WEIGHT + rated.weight));
      cells++;
    }
    const learnt = { ...row, effort, q, n, ...(sd === undefined ? {} : { sd }) };
    const place = targets.findIndex((target) => target.model === model && target.effort === effort);
    if (place >= 0) targets[place] = learnt;
    else targets.push(learnt);
  }
  return { quality: { ...quality, targets }, cells };
}
