/** Exploration: now and then a candidate that may be better than it is believed to be (docs/learning.md). */
import type { Candidate, Decision, NearestCluster } from '../../shared/decision.ts';
import { openTurn } from '../affinity/open-turn.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import { SIMULATOR } from '../scoring/eligibility.ts';
import { type QualityTable, tableQuality } from '../scoring/quality-table.ts';
import { drawBeta } from './beta-distribution.ts';
import { posteriorBeta, type QualityFeedback } from './quality-feedback.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

/** What is believed of the quality of models: the table, and what was rated. */
export interface Beliefs {
  readonly quality: QualityTable;
  readonly feedback: QualityFeedback;
}

/**
 * What the table's word counts for in a draw, in ratings. Less than in the score (`TABLE_WEIGHT`): there it keeps single
 * ratings from moving much, here it would say that the table is hardly ever wrong, and nothing would be tried. A choice;
 * docs/learning.md has what it does.
 */
export const DRAW_TABLE_WEIGHT = 5;

/** How much may be explored. Whoever keeps the books counts what is let through. */
export interface ExplorationBudget {
  /** Called for each request that could explore. @param chance In [0, 1), from the decision. */
  admit(chance: number): boolean;
  /** Called before a request does. @param extraUsd What the choice is expected to cost more; at least 0. */
  spend(extraUsd: number): boolean;
}

/** True when a decision was the router's own, and nothing speaks for the model that it chose but what is believed of it. */
export function mayExplore(decision: Decision, request: ChatRequest, overrides: RoutingOverrides): boolean {
  const { mode, session, candidates, guardrails, provider } = decision;
  const asked = overrides.model ?? overrides.bucket ?? overrides.alpha;
  if (mode !== 'auto' || asked !== undefined || guardrails[0]?.id === 'bucket_override') return false;
  // A conversation stays where it is: its cache is there, and a change shows.
  if ((session.state !== 'none' && session.state !== 'new') || openTurn(request.messages) !== null) return false;
  return candidates.length > 1 && provider !== SIMULATOR;
}

/**
 * Thompson sampling (Thompson 1933; Russo et al., A Tutorial on Thompson Sampling, 2018) among the candidates of a decision:
 * each gets a quality drawn from what is believed of it, and the best by the score with these numbers is chosen. The
 * draws come from the decision's id, so that the same decision is explored in the same way.
 *
 * @returns the decision itself when it is not explored.
 */
export function exploreDecision(decision: Decision, beliefs: Beliefs, budget: ExplorationBudget): Decision {
  const uniform = seededRandom(seedOf(decision.id));
  if (!budget.admit(uniform())) return decision;
  const { candidates, features, alpha } = decision;
  const drawn = candidates.map((candidate) => drawnQuality(candidate, features.clusters, beliefs, uniform));
  const scores = candidates.map(({ score, quality }, index) => score + alpha * ((drawn[index] as number) - quality));
  const best = scores.indexOf(Math.max(...scores));
  const [greedy] = candidates;
  const tried = candidates[best];
  if (best === 0 || greedy === undefined || tried === undefined) return decision;
  // What is not known to cost so much more may cost anything.
  if (greedy.cost_usd === null || tried.cost_usd === null) return decision;
  const extraUsd = Math.max(0, tried.cost_usd - greedy.cost_usd);
  if (!budget.spend(extraUsd)) return decision;
  return {
    ...decision,
    model: tried.model,
    effort: tried.effort,
    provider: tried.provider,
    candidates: [tried, ...candidates.filter((candidate) => candidate !== tried)],
    margin: null,
    exploration: {
      instead_of: { model: greedy.model, effort: greedy.effort },
      extra_usd: extraUsd,
      drawn_quality: drawn[best] as number,
    },
    notes: [
      ...decision.notes,
      `exploration: ${tried.model} instead of ${greedy.model}, to learn what it is worth; $${extraUsd.toFixed(6)} more`,
    ],
  };
}

/** A draw of Q̂: the mean of draws for the nearest clusters by their weights, as Q̂ is the mean of their means. */
export function drawnQuality(
  { model, effort }: Pick<Candidate, 'model' | 'effort'>,
  nearest: readonly NearestCluster[],
  { quality, feedback }: Beliefs,
  uniform: () => number,
): number {
  const row = quality.row(model, effort);
  const rated = feedback.of(model, effort);
  let sum = 0;
  for (const { id, weight } of nearest) {
    sum += weight * drawBeta(posteriorBeta(tableQuality(row, id), rated?.get(id), DRAW_TABLE_WEIGHT), uniform);
  }
  return sum;
}
