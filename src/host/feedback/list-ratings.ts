/** Ratings as a list, what they changed as a table, and how they are taken out of it. */
import {
  type Artifact,
  HeimdallError,
  posteriorQuality,
  sumRatings,
  TABLE_WEIGHT,
  tableQuality,
} from '../../core/index.ts';
import type { LearningCell, LearningTable, RatingList } from '../../shared/console/learning-contract.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { Effort } from '../../shared/decision.ts';
import { credibleInterval } from './credible-interval.ts';
import type { ListedRating } from './feedback-store.ts';
import type { FeedbackParts } from './rate-decision.ts';

type Parts = Pick<FeedbackParts, 'feedback' | 'artifact'>;

/** Everything that ratings changed. */
export function learningTable({ feedback, artifact }: Parts): LearningTable {
  const ratings = feedback.current();
  const sums = sumRatings(ratings, '');
  const asEver = sumRatings(
    ratings.filter(({ explored }) => !explored),
    '',
  );
  const seen = new Map<string, { model: string; effort: Effort | null }>();
  for (const { model, effort } of ratings) seen.set(`${model}@${effort ?? ''}`, { model, effort });
  const rows: LearningTable['rows'] = [];
  for (const { model, effort } of seen.values()) {
    const row = artifact.quality.row(model, effort);
    for (const [id, evidence] of sums.of(model, effort) ?? []) {
      const prior = tableQuality(row, id);
      const without = asEver.of(model, effort)?.get(id);
      rows.push({
        model,
        effort,
        id,
        label: labelOf(artifact, id),
        prior,
        posterior: posteriorQuality(prior, evidence),
        interval: credibleInterval(prior, evidence),
        explored: evidence.ratings - (without?.ratings ?? 0),
        without_explored: posteriorQuality(prior, without),
        ratings: evidence.ratings,
        weight: evidence.weight,
      });
    }
  }
  rows.sort((one, other) => other.weight - one.weight);
  return { ratings: ratings.length, table_weight: TABLE_WEIGHT, rows };
}

/** Single ratings, newest first. */
export function listRatings(
  { feedback, artifact }: Parts,
  { cell, limit }: ConsoleParsedInput<'learning.ratings'>,
): RatingList {
  const all = feedback.list().reverse();
  const matched = cell === undefined ? all : all.filter((listed) => isIn(listed, cell));
  const ratings = matched.slice(0, limit).map(({ decisionId, rating, clusters }) => ({
    decision_id: decisionId,
    at_ms: rating.at_ms,
    score: rating.score,
    source: rating.source,
    model: rating.model,
    effort: rating.effort,
    clusters: (clusters ?? []).map(({ id, weight: share }) => ({ id, label: labelOf(artifact, id), share })),
    artifact: rating.artifact,
  }));
  return { ratings, matched: matched.length, total: all.length };
}

/** @throws {HeimdallError} `not_found` when there is nothing of the kind to forget. */
export function resetRatings(
  { feedback }: Parts,
  what: ConsoleParsedInput<'learning.reset'>,
): ConsoleOutput<'learning.reset'> {
  const result = feedback.reset((listed) => {
    if ('all' in what) return 'all';
    if ('cell' in what) return isIn(listed, what.cell) ? what.cell.cluster : null;
    return listed.decisionId === what.decision_id ? 'all' : null;
  });
  if (result.removed > 0 || 'all' in what) return result;
  throw new HeimdallError('not_found', 'There is no such rating, or no longer.');
}

/** @throws {HeimdallError} `not_found` when the reset is too long ago. */
export function undoReset({ feedback }: Parts, reset: string): ConsoleOutput<'learning.undo'> {
  const restored = feedback.undo(reset);
  if (restored === null) throw new HeimdallError('not_found', 'This reset cannot be taken back any more.');
  return { restored };
}

function isIn({ rating, clusters }: ListedRating, { model, effort, cluster }: LearningCell): boolean {
  return rating.model === model && rating.effort === effort && (clusters?.some(({ id }) => id === cluster) ?? false);
}

function labelOf(artifact: Artifact, cluster: number): string {
  return artifact.clusters.info[cluster]?.label ?? `cluster ${cluster}`;
}
