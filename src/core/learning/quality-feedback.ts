import type { Effort } from '../../shared/decision.ts';
import type { Beta } from './beta-distribution.ts';

/**
 * What the quality table weighs, in ratings: after so many of prompts like this one, they and the table count the same.
 * A choice, not a measurement: small enough that a person sees an effect, large enough that one thumb flips little.
 */
export const TABLE_WEIGHT = 20;

/** What somebody thought of one answer. */
export interface Rating {
  readonly model: string;
  readonly effort: Effort | null;
  /** The nearest clusters of the decision; their weights sum to 1. */
  readonly clusters: readonly { readonly id: number; readonly weight: number }[];
  /** 0 = of no use .. 1 = done well. */
  readonly score: number;
}

/** Ratings of one target in one cluster. */
export interface ClusterEvidence {
  /** Ratings by the share that the cluster had in each. */
  readonly weight: number;
  /** Scores by the same shares. */
  readonly score: number;
  /** Ratings that had any share. */
  readonly ratings: number;
}

/** Ratings of one target, by cluster. */
export type TargetEvidence = ReadonlyMap<number, ClusterEvidence>;

/** Ratings as published to the scorer. Immutable. */
export interface QualityFeedback {
  /** Part of a decision's config revision; empty when nothing was rated. */
  readonly revision: string;
  /** Undefined for a target that nobody rated. */
  of(model: string, effort: Effort | null): TargetEvidence | undefined;
}

export const noFeedback: QualityFeedback = { revision: '', of: () => undefined };

/**
 * What is believed of a target in a cluster after ratings. The table's quality q is the mean of a Beta(κq, κ(1−q)) prior,
 * κ = `TABLE_WEIGHT`; a rating r of a prompt with share w in the cluster counts as w trials of which w·r went well, so that
 * the posterior is Beta(κq + Σwr, κ(1−q) + Σw(1−r)). Beta-binomial conjugacy: Gelman et al., Bayesian Data Analysis, 3rd
 * ed., 2.4; shares as fractions of a trial are a weighted likelihood.
 *
 * @param tableWeight κ, where it is to be another.
 */
export function posteriorBeta(prior: number, evidence: ClusterEvidence | undefined, tableWeight = TABLE_WEIGHT): Beta {
  const { weight, score } = evidence ?? { weight: 0, score: 0 };
  return { a: tableWeight * prior + score, b: tableWeight * (1 - prior) + (weight - score) };
}

/** Expected share of tasks done well after ratings: the mean of `posteriorBeta`. */
export function posteriorQuality(prior: number, evidence: ClusterEvidence | undefined): number {
  if (evidence === undefined) return prior;
  return (TABLE_WEIGHT * prior + evidence.score) / (TABLE_WEIGHT + evidence.weight);
}

/** Sums ratings up by target and cluster. The order of the ratings does not matter beyond rounding. */
export function sumRatings(ratings: Iterable<Rating>, revision: string): QualityFeedback {
  const targets = new Map<string, Map<number, { weight: number; score: number; ratings: number }>>();
  for (const { model, effort, clusters, score } of ratings) {
    const key = targetKey(model, effort);
    let byCluster = targets.get(key);
    if (byCluster === undefined) {
      byCluster = new Map();
      targets.set(key, byCluster);
    }
    for (const { id, weight } of clusters) {
      let sum = byCluster.get(id);
      if (sum === undefined) {
        sum = { weight: 0, score: 0, ratings: 0 };
        byCluster.set(id, sum);
      }
      sum.weight += weight;
      sum.score += weight * score;
      sum.ratings++;
    }
  }
  if (targets.size === 0) return noFeedback;
  return { revision, of: (model, effort) => targets.get(targetKey(model, effort)) };
}

function targetKey(model: string, effort: Effort | null): string {
  return effort === null ? model : `${model}@${effort}`;
}
