/** Ratings of recorded decisions, and what they did. */
import {
  type Artifact,
  type Clock,
  HeimdallError,
  posteriorQuality,
  sumRatings,
  tableQuality,
} from '../../core/index.ts';
import { type FeedbackEffect, feedbackBodySchema } from '../../shared/console/learning-contract.ts';
import type { DecisionRecord, Target } from '../../shared/decision.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { credibleInterval } from './credible-interval.ts';
import type { FeedbackStore } from './feedback-store.ts';
import type { KeptRating } from './rating-file.ts';

export interface FeedbackParts {
  readonly log: DecisionLog;
  readonly feedback: FeedbackStore;
  /** In force. */
  readonly artifact: Artifact;
  readonly clock: Clock;
  /** Called when a rating changed what is in force. */
  readonly onChange: () => void;
}

/**
 * Rates a decision; null takes its rating back.
 *
 * @throws {HeimdallError} `not_found`; `request_invalid` for a decision that says nothing of a model.
 */
export function rateDecision(
  parts: FeedbackParts,
  id: string,
  score: number | null,
  source: KeptRating['source'],
): FeedbackEffect {
  const record = find(parts, id);
  const { problem, target } = rateable(parts, record);
  if (target === null) throw new HeimdallError('request_invalid', `It cannot be rated: ${problem}`);
  const clusters = record.decision.features.clusters.map((cluster) => ({ id: cluster.id, weight: cluster.weight }));
  const { exploration, model } = record.decision;
  const explored = Boolean(exploration) && target.model === model;
  const rating = { ...target, clusters, source, explored, at_ms: parts.clock.now() };
  parts.feedback.rate(id, score === null ? null : { ...rating, score });
  parts.onChange();
  return effectOf(parts, id);
}

/** @throws {HeimdallError} `not_found`. */
export function effectOf(parts: FeedbackParts, id: string): FeedbackEffect {
  const record = find(parts, id);
  const { problem, target } = rateable(parts, record);
  const effect = { decision_id: id, score: parts.feedback.of(id)?.score ?? null, problem };
  if (target === null) return { ...effect, model: null, effort: null, clusters: [] };
  const { model, effort } = target;
  const rated = sumRatings(parts.feedback.current(), '').of(model, effort);
  const row = parts.artifact.quality.row(model, effort);
  const clusters = record.decision.features.clusters.map(({ id: cluster, label, weight: share }) => {
    const prior = tableQuality(row, cluster);
    const evidence = rated?.get(cluster);
    return {
      id: cluster,
      label,
      share,
      prior,
      posterior: posteriorQuality(prior, evidence),
      interval: credibleInterval(prior, evidence),
      ratings: evidence?.ratings ?? 0,
      weight: evidence?.weight ?? 0,
    };
  });
  return { ...effect, model, effort, clusters };
}

/**
 * `POST /v1/feedback`.
 *
 * @param input The body, not checked.
 * @throws {HeimdallError} `request_invalid`, `not_found`.
 */
export function takeFeedback(parts: FeedbackParts, input: unknown): unknown {
  const parsed = feedbackBodySchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || 'body';
    throw new HeimdallError('request_invalid', `${field}: ${issue?.message ?? 'is not valid'}.`, {
      context: { param: field },
    });
  }
  const { decision_id: id, rating, score = rating === 'up' ? 1 : 0 } = parsed.data;
  const { model, effort, clusters } = rateDecision(parts, id, score, 'endpoint');
  return { object: 'feedback', decision_id: id, score, model, effort, clusters };
}

function find({ log }: FeedbackParts, id: string): DecisionRecord {
  const record = log.get(id);
  if (record === null) throw new HeimdallError('not_found', `Decision ${id} is not in the log, or no longer.`);
  return record;
}

/** Whom a rating of this decision is about. A decision alone was carried out by its caller, so it is about the choice. */
function rateable(
  { artifact }: FeedbackParts,
  { decision, outcome, sample }: DecisionRecord,
): { readonly problem: string | null; readonly target: Target | null } {
  const not = (problem: string) => ({ problem, target: null });
  if (sample) return not('it is sample traffic.');
  if (decision.artifact_version !== artifact.version) return not('it was made with another artifact.');
  if (outcome.status === 'pending') return not('its answer has not ended.');
  if (outcome.status === 'decision-only') return { problem: null, target: chosen(decision) };
  const { served_model: served, served_provider: provider } = outcome;
  if (outcome.status === 'error' || served === null) return not('there was no answer.');
  if (outcome.simulated) return not('the simulator answered, which says nothing of a model.');
  if (provider?.startsWith('plugin ')) return not('a plugin answered, not a model.');
  if (served === decision.model) return { problem: null, target: chosen(decision) };
  const fallback = decision.candidates.find(({ model }) => model === served);
  return { problem: null, target: { model: served, effort: fallback?.effort ?? null } };
}

function chosen({ model, effort }: DecisionRecord['decision']): Target {
  return { model, effort };
}
