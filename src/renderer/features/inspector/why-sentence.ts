import { bestCandidate, winnerSegments } from '../../../shared/alpha-score.ts';
import type { Candidate, Decision } from '../../../shared/decision.ts';
import { formatScore, formatUnit } from '../../lib/units.ts';
import { targetName } from '../../store/candidate-pool.ts';
import { CLOSE_MARGIN } from '../../store/filter-fields.ts';

export interface Flip {
  /** Alpha at which the choice changes. */
  readonly alpha: number;
  /** On which side of it the other one wins. */
  readonly side: 'at or below' | 'at or above';
  readonly to: Candidate;
}

/** The nearest alpha that would have changed the choice; null when none does. */
export function nearestFlip(decision: Pick<Decision, 'alpha' | 'candidates'>): Flip | null {
  const { alpha, candidates } = decision;
  const segments = winnerSegments(candidates);
  const winner = bestCandidate(alpha, candidates);
  const here = segments.findIndex(
    (segment) => segment.winner === winner && alpha >= segment.from && alpha <= segment.to,
  );
  const segment = segments[here];
  if (!segment) return null;
  const below = segments[here - 1];
  const above = segments[here + 1];
  if (below && (!above || alpha - segment.from <= segment.to - alpha)) {
    return { alpha: segment.from, side: 'at or below', to: candidates[below.winner] as Candidate };
  }
  return above ? { alpha: segment.to, side: 'at or above', to: candidates[above.winner] as Candidate } : null;
}

/** Why this model, from the record alone: shown at once, before the host's own explanation has come. */
export function whySentence(decision: Decision): string {
  const [choice, runnerUp] = decision.candidates;
  if (choice === undefined) return 'No candidate could take this request.';
  const name = targetName(choice.model, choice.effort);
  if (decision.mode === 'explicit') return `The request asked for ${name}, so nothing was scored.`;
  if (decision.session.state === 'locked') {
    const held = decision.guardrails.find(({ id }) => id === 'affinity_tool_loop' || id === 'affinity_thinking');
    return `The session is ${held?.detail ?? `held to ${name}`}.`;
  }
  if (decision.exploration) {
    const { model, effort } = decision.exploration.instead_of;
    return `${name} was tried to learn what it is worth; ${targetName(model, effort)} scores best.`;
  }
  const bucket = `Bucket ${decision.bucket} (${formatUnit(decision.bucket_probabilities[decision.bucket])}).`;
  if (runnerUp === undefined) return `${bucket} ${name} is its only candidate that can take the request.`;
  const margin = choice.score - runnerUp.score;
  const lead = `${name} scores ${formatScore(choice.score)}, ${formatScore(margin)} over ${targetName(runnerUp.model, runnerUp.effort)}`;
  const flip = nearestFlip(decision);
  const tail = flip
    ? `It flips to ${targetName(flip.to.model, flip.to.effort)} at alpha ${flip.side} ${formatUnit(flip.alpha)}.`
    : 'No alpha changes the choice.';
  return `${bucket} ${lead}${margin < CLOSE_MARGIN ? ': a close call' : ''}. ${tail}`;
}
