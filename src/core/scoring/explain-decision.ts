import { crossingAlpha, type WinnerSegment, winnerSegments } from '../../shared/alpha-score.ts';
import { BUCKETS, type Candidate, type Decision, type PerBucket, type Target } from '../../shared/decision.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { SURFACE_FEATURE_NAMES } from '../features/feature-schema.ts';
import { contributions } from '../triage/contributions.ts';

/** One feature's, or group of features', push towards a class, in log-odds. */
export interface Contribution {
  /** Name of the feature or group. */
  readonly group: string;
  /** Log-odds; positive speaks for the class. */
  readonly value: number;
}

/** Why a decision came out as it did. */
export interface Explanation {
  /** Largest first. Empty when the features are no longer at hand. */
  readonly contributions: Readonly<Record<keyof PerBucket, Contribution[]>>;
  /** Where each class begins, in log-odds: `base + Σ contributions` is its raw score. */
  readonly base: PerBucket;
  /** The reason in a few sentences. */
  readonly summary: string;
  /** Who wins over alpha, from 0 to 1. */
  readonly segments: WinnerSegment[];
}

/** The name under which the word scores are summed. */
export const WORDS_GROUP = 'words';

/** The name under which all embedding dimensions and cluster cosines are summed: no single one means anything. */
export const TOPIC_GROUP = 'topic';

/**
 * Explains a decision.
 *
 * @param row The feature row that it was made from, or null when it is gone.
 */
export function explainDecision(artifact: Artifact, decision: Decision, row: Float32Array | null): Explanation {
  const segments = winnerSegments(decision.candidates);
  return { ...explainTriage(artifact, row), summary: summarize(decision, segments), segments };
}

function explainTriage(artifact: Artifact, row: Float32Array | null): Pick<Explanation, 'contributions' | 'base'> {
  if (row === null) {
    return { contributions: { cheap: [], mid: [], hard: [] }, base: { cheap: 0, mid: 0, hard: 0 } };
  }
  const { base, values } = contributions(artifact.forest, row);
  const grouped = values.map((perFeature) => {
    const sum = (from: number, to: number): number =>
      perFeature.subarray(from, to).reduce((total, value) => total + value, 0);
    const topicOffset = SURFACE_FEATURE_NAMES.length + artifact.words.heads.length;
    const groups = SURFACE_FEATURE_NAMES.map((group, index) => ({ group, value: perFeature[index] as number }));
    groups.push({ group: WORDS_GROUP, value: sum(SURFACE_FEATURE_NAMES.length, topicOffset) });
    groups.push({ group: TOPIC_GROUP, value: sum(topicOffset, perFeature.length) });
    return groups.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  });
  const [cheap, mid, hard] = grouped as [Contribution[], Contribution[], Contribution[]];
  return {
    contributions: { cheap, mid, hard },
    base: { cheap: base[0] as number, mid: base[1] as number, hard: base[2] as number },
  };
}

function nameOf({ model, effort }: Target): string {
  return effort === null ? model : `${model} at ${effort} effort`;
}

function summarize(decision: Decision, segments: readonly WinnerSegment[]): string {
  const [choice, runnerUp] = decision.candidates;
  if (choice === undefined) return 'No candidate could take this request.';
  const rule = decision.guardrails[0];
  if (decision.mode === 'explicit') {
    return `The request asked for ${nameOf(choice)}; the triage would have said ${likeliest(decision)}.`;
  }
  if (decision.session.state === 'locked') {
    const held = decision.guardrails.find(({ id }) => id === 'affinity_tool_loop' || id === 'affinity_thinking');
    return `The session is ${held?.detail ?? `held to ${nameOf(choice)}`}; the triage alone would have said ${rule?.bucket}.`;
  }
  const bucket = `Bucket ${decision.bucket}${rule === undefined ? '' : ` because ${rule.detail}`}.`;
  if (decision.exploration) {
    const greedy = nameOf(decision.exploration.instead_of);
    return `${bucket} ${nameOf(choice)} was tried to learn what it is worth; ${greedy} scores best.`;
  }
  if (runnerUp === undefined) return `${bucket} ${nameOf(choice)} is its only candidate that can take the request.`;
  const margin = choice.score - runnerUp.score;
  const parts = [
    bucket,
    `${nameOf(choice)} scores ${choice.score.toFixed(3)}, ${margin.toFixed(3)} over ${nameOf(runnerUp)}` +
      `${margin < 0.02 ? ', a close call' : ''}.`,
  ];
  const flip = nearestFlip(decision, segments);
  if (flip !== null) {
    parts.push(`It flips to ${nameOf(flip.to)} at alpha ${flip.side} ${flip.alpha.toFixed(2)}.`);
  } else if (crossingAlpha(choice, runnerUp) !== null) {
    parts.push('No alpha changes the choice.');
  }
  return parts.join(' ');
}

function likeliest(decision: Decision): string {
  return BUCKETS.reduce((best, bucket) =>
    decision.bucket_probabilities[bucket] > decision.bucket_probabilities[best] ? bucket : best,
  );
}

/** The border of the winning segment that is nearest to the decision's alpha, with who wins beyond it. */
function nearestFlip(
  { alpha, candidates }: Decision,
  segments: readonly WinnerSegment[],
): { alpha: number; side: 'below' | 'above'; to: Candidate } | null {
  const here = segments.findIndex(({ from, to, winner }) => winner === 0 && alpha >= from && alpha <= to);
  if (here < 0) return null;
  const { from, to } = segments[here] as WinnerSegment;
  const lower = segments[here - 1];
  const upper = segments[here + 1];
  if (lower !== undefined && (upper === undefined || alpha - from <= to - alpha)) {
    return { alpha: from, side: 'below', to: candidates[lower.winner] as Candidate };
  }
  if (upper === undefined) return null;
  return { alpha: to, side: 'above', to: candidates[upper.winner] as Candidate };
}
