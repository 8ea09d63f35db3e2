import type { Routing } from '../../core/index.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { Bucket, Candidate, Decision } from '../../shared/decision.ts';

type Difference = ConsoleOutput<'shadow.differences'>['differences'][number];

/** What two decisions about one request have to do with each other. */
export interface Comparison {
  readonly from: Bucket;
  readonly to: Bucket;
  readonly differs: boolean;
  /** Both choices by the tables of the live router; null where these do not know them. */
  readonly live: Judged;
  /** The same by the shadow's own tables. */
  readonly shadow: Judged;
}

interface Judged {
  /** Expected dollars of the live choice and of the shadow's; null when one is unpriced or unknown. */
  readonly cost: readonly [before: number, after: number] | null;
  /** Predicted quality, 0..1. */
  readonly quality: readonly [before: number, after: number] | null;
}

/**
 * Compares where two routers would send a request. Each router judges both choices by its own tables: what one thinks
 * of its choice and the other of its own are numbers from two scales.
 */
export function compareDecisions(live: Routing, shadow: Routing): Comparison {
  const { decision: one } = live;
  const { decision: other } = shadow;
  const differs = one.bucket !== other.bucket || one.model !== other.model || one.effort !== other.effort;
  return {
    from: one.bucket,
    to: other.bucket,
    differs,
    live: judged(one.candidates[0], differs ? candidateOf(live, other) : one.candidates[0]),
    shadow: judged(differs ? candidateOf(shadow, one) : other.candidates[0], other.candidates[0]),
  };
}

/** How a router scores what another one chose, for the same request. */
function candidateOf(routing: Routing, { bucket, model, effort }: Decision): Candidate | undefined {
  const same = (candidate: Candidate) => candidate.model === model && candidate.effort === effort;
  return routing.decision.candidates.find(same) ?? routing.candidatesOf(bucket).find(same);
}

function judged(before: Candidate | undefined, after: Candidate | undefined): Judged {
  if (before === undefined || after === undefined) return { cost: null, quality: null };
  const priced = before.cost_usd !== null && after.cost_usd !== null;
  return {
    cost: priced ? [before.cost_usd as number, after.cost_usd as number] : null,
    quality: [before.quality, after.quality],
  };
}

/** A difference for the list, without what only the log knows. */
export function describeDifference(
  live: Decision,
  shadow: Decision,
  { live: { cost, quality } }: Comparison,
): Omit<Difference, 'prompt_preview' | 'sample' | 'simulated'> {
  return {
    id: live.id,
    created_ms: live.created_ms,
    from: sideOf(live),
    to: sideOf(shadow),
    why: whyDiffers(live, shadow),
    cost_delta_usd: cost === null ? null : cost[1] - cost[0],
    quality_delta: quality === null ? null : quality[1] - quality[0],
  };
}

function sideOf(decision: Decision): Difference['from'] {
  const { bucket, model, effort, bucket_probabilities: probabilities, thresholds, alpha, guardrails } = decision;
  return { bucket, model, effort, probabilities, thresholds, alpha, rule: guardrails.at(-1)?.detail ?? null };
}

/** One sentence: the numbers that made the two part. */
export function whyDiffers(live: Decision, shadow: Decision): string {
  if (live.bucket !== shadow.bucket) {
    return `${live.bucket} because ${ruleOf(live)}; the shadow ${shadow.bucket} because ${ruleOf(shadow)}`;
  }
  const alphas =
    live.alpha === shadow.alpha
      ? `alpha ${show(live.alpha)}`
      : `alpha ${show(shadow.alpha)} instead of ${show(live.alpha)}`;
  return `the same bucket at ${alphas}: ${scoresOf(shadow)} there, ${scoresOf(live)} here`;
}

function ruleOf({ guardrails }: Decision): string {
  return guardrails.map(({ detail }) => detail).join(', then ') || 'of no rule';
}

function scoresOf({ model, candidates, session }: Decision): string {
  if (session.state === 'locked') return `${model} holds the session`;
  const [first, second] = candidates;
  if (first === undefined || second === undefined) return `${model} is the only candidate`;
  return `${first.model} ${first.score.toFixed(3)} before ${second.model} ${second.score.toFixed(3)}`;
}

function show(value: number): string {
  return value.toFixed(2);
}
