/** What an artifact learnt from ratings, as `manifest.metrics.own_ratings` keeps it (docs/artifacts.md). */
import { z } from 'zod';

export const buildReportSchema = z.object({
  /** Version of the artifact that it was made from. */
  from: z.string(),
  /** Unix time in milliseconds: ratings up to here are in the table. */
  until_ms: z.number(),
  /** Ratings that were learnt from, and those of models that the table has not. */
  ratings: z.number().int(),
  left_out: z.number().int(),
  /** Cells of the table that moved. */
  cells: z.number().int(),
  /**
   * Brier scores of the expected quality against ratings that were not learnt from (five folds): by the table as it was, by
   * the table as it is, and the mean of the paired differences with its 95 % interval. Less is better.
   */
  before: z.number(),
  after: z.number(),
  difference: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  verdict: z.enum(['better', 'no difference', 'worse']),
});
export type BuildReport = z.infer<typeof buildReportSchema>;

/** The report of an artifact's metrics; null when it learnt from no ratings. */
export function buildReportOf(metrics: Readonly<Record<string, unknown>>): BuildReport | null {
  return buildReportSchema.safeParse(metrics.own_ratings).data ?? null;
}

/** The report in a sentence. */
export function buildReportWords({
  ratings,
  left_out,
  cells,
  before,
  after,
  difference,
  interval,
  verdict,
}: BuildReport): string {
  const verdicts = {
    better: 'The new table is better on ratings that it did not learn from',
    'no difference': 'No difference can be told on ratings that it did not learn from',
    worse: 'The new table is WORSE on ratings that it did not learn from',
  };
  const numbers = `Brier score ${after.toFixed(4)} instead of ${before.toFixed(4)}, difference ${difference.toFixed(4)}, 95 % interval ${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}, n = ${ratings}`;
  const others = left_out === 0 ? '' : ` ${left_out} ratings are of models that the table does not have.`;
  return `${verdicts[verdict]}: ${numbers}. ${cells} cells moved.${others}`;
}
