import { alphaScore } from '../../shared/alpha-score.ts';
import {
  BUCKETS,
  type Bucket,
  type Candidate,
  type ExcludedCandidate,
  type Guardrail,
  type NearestCluster,
} from '../../shared/decision.ts';
import type { PenaltyWeights } from '../../shared/profiles.ts';
import { switchCost, type WarmPrefix } from '../affinity/switch-cost.ts';
import { type AuthInfo, isUsableAt } from '../auth/auth-adapter.ts';
import { type ModelPrice, plainCost } from '../catalog/request-cost.ts';
import type { LatencySnapshot } from '../learning/latency-stats.ts';
import type { QualityFeedback } from '../learning/quality-feedback.ts';
import type { PenaltyContext } from '../plugin/plugin.ts';
import type { RouterConfig } from '../router.ts';
import { chooseProvider, DISABLED, misfit, type RequestNeeds } from './eligibility.ts';
import { expectedQuality, UNKNOWN_QUALITY } from './quality-table.ts';
import { expectedOutputTokens, type RoutingTarget, type RoutingTargets } from './routing-targets.ts';

/** Cost of a model without a price: the middle, and said so. */
const UNKNOWN_COST = 0.5;
/** A window this much larger than the input counts as made for long inputs. */
const LONG_CONTEXT_FACTOR = 2;
const CONTEXT_PENALTY_FROM = 0.8;

export interface ScoringInput {
  readonly targets: RoutingTargets;
  readonly config: RouterConfig;
  readonly auth: AuthInfo | null;
  readonly needs: RequestNeeds;
  readonly nearest: readonly NearestCluster[];
  readonly alpha: number;
  /** Weights of the penalties in force. */
  readonly penalties: PenaltyWeights;
  /** The caller's cap on output tokens, or null. */
  readonly maxOutputTokens: number | null;
  readonly latency: LatencySnapshot;
  readonly feedback: QualityFeedback;
  /** Sum of the penalties of extensions for one candidate; null when there are none. */
  readonly customPenalty: ((context: Omit<PenaltyContext, 'customFeatures'>) => number) | null;
  /** False when the provider of the caller's subscription has failed and others may take over. */
  readonly keepToSubscription?: boolean;
  /** The prompt cache that the session would leave; null when nothing is warm. */
  readonly warm: WarmPrefix | null;
  /** The warm model competes in easier buckets than its own, too: false where the caller named the bucket. */
  readonly warmMayJoin: boolean;
}

export interface ScoredBucket {
  /** Best first. */
  readonly candidates: Candidate[];
  readonly excluded: ExcludedCandidate[];
  readonly guardrails: Guardrail[];
  readonly notes: string[];
}

/** A target with the provider that will be called, and what that one charges. */
export interface CallableTarget {
  readonly target: RoutingTarget;
  readonly provider: string;
  readonly price: ModelPrice | null;
}

/** Scores the targets of one bucket; those that cannot take the request are listed with the reason. */
export function scoreBucket(bucket: Bucket, input: ScoringInput): ScoredBucket {
  const guardrails: Guardrail[] = [];
  const excluded: ExcludedCandidate[] = [];
  let fitting: CallableTarget[] = [];
  for (const target of input.targets.byBucket[bucket]) {
    const reason = target.disabled ? DISABLED : misfit(target, input.needs);
    const choice = reason === null ? chooseProvider(target, input.config, input.auth) : { reason };
    if ('reason' in choice) excluded.push({ model: target.model, effort: target.effort, reason: choice.reason });
    else fitting.push({ target, provider: choice.provider, price: choice.price });
  }

  const staying = warmGuest(bucket, input);
  if (staying !== null) {
    fitting.push(staying);
    const detail = `${staying.target.model} has ${input.warm?.tokens} tokens of this session in its cache and takes part`;
    guardrails.push({ id: 'affinity_warm', detail, bucket });
  }

  const keepOnly = (keep: (target: RoutingTarget) => boolean, reason: string): boolean => {
    const kept = fitting.filter(({ target }) => keep(target));
    if (kept.length === 0 || kept.length === fitting.length) return false;
    for (const { target } of fitting) {
      if (!keep(target)) excluded.push({ model: target.model, effort: target.effort, reason });
    }
    fitting = kept;
    return true;
  };

  // A caller with a Claude subscription gets Claude in mid: that is what the token is for.
  const { auth, keepToSubscription = true } = input;
  if (keepToSubscription && bucket === 'mid' && isUsableAt(auth, 'anthropic') && auth.type === 'oauth') {
    keepOnly(({ author }) => author === 'anthropic', 'the caller brought an Anthropic OAuth token');
  }
  const longFrom = input.config.settings.router.long_context_tokens;
  if (input.needs.requestTokens >= longFrom) {
    const wide = longFrom * LONG_CONTEXT_FACTOR;
    if (keepOnly(({ facts }) => facts.contextTokens >= wide, `context under ${wide}, the input is long`)) {
      guardrails.push({
        id: 'long_context',
        detail: `${input.needs.requestTokens} tokens >= ${longFrom}: only models with a context of ${wide} or more`,
        bucket,
      });
    }
  }

  const scored = scoreTargets(fitting, input);
  return { ...scored, excluded, guardrails };
}

/**
 * The warm model in a bucket easier than those that list it. Not in a harder one: there the triage asks for more than
 * it has.
 */
function warmGuest(bucket: Bucket, input: ScoringInput): CallableTarget | null {
  const { warm, targets } = input;
  if (warm === null || !input.warmMayJoin) return null;
  const { model, effort } = warm.target;
  if (targets.byBucket[bucket].some((listed) => listed.model === model)) return null;
  const harder = BUCKETS.slice(BUCKETS.indexOf(bucket) + 1);
  const isListed = harder.some((name) =>
    targets.byBucket[name].some((listed) => listed.model === model && listed.effort === effort),
  );
  if (!isListed || misfit(warm.target, input.needs) !== null) return null;
  const choice = chooseProvider(warm.target, input.config, input.auth);
  return 'reason' in choice ? null : { target: warm.target, ...choice };
}

/** Scores given targets, best first. */
export function scoreTargets(
  fitting: readonly CallableTarget[],
  input: ScoringInput,
): { candidates: Candidate[]; notes: string[] } {
  const notes: string[] = [];
  const scale = costScale(input);
  const leaving = input.warm === null ? null : leavingCost(input.warm, scale, input);
  const candidates = fitting.map(({ target, provider, price }): Candidate => {
    const rated = input.feedback.of(target.model, target.effort);
    const quality = expectedQuality(target.quality, input.nearest, rated);
    if (target.qualityOf !== null) notes.push(`quality of ${target.model} is an estimate: that of ${target.qualityOf}`);
    if (target.quality === undefined) notes.push(`no quality data for ${target.model}: ${UNKNOWN_QUALITY} assumed`);
    const dollars = expectedCost(target, price, input);
    if (dollars === null) notes.push(`${target.model} is unpriced: cost ${UNKNOWN_COST} assumed`);
    const cost = dollars === null ? UNKNOWN_COST : scale.place(dollars);
    const left = leaving === null ? null : leaving(target, provider, price, dollars);
    const penalties = {
      latency_sd: input.penalties.latency_sd * input.latency.variation(target.model),
      ctx_over_80pct:
        input.needs.requestTokens > CONTEXT_PENALTY_FROM * target.facts.contextTokens
          ? input.penalties.ctx_over_80pct
          : 0,
      custom: input.customPenalty?.({ model: target.model, provider, requestTokens: input.needs.requestTokens }) ?? 0,
      cold_cache: left === null ? 0 : (1 - input.alpha) * left.switch_cost,
    };
    const penalty = penalties.latency_sd + penalties.ctx_over_80pct + penalties.custom + penalties.cold_cache;
    const candidate: Candidate = {
      model: target.model,
      effort: target.effort,
      provider,
      quality,
      cost,
      cost_usd: dollars,
      penalty,
      penalties,
      score: 0,
    };
    if (left !== null) Object.assign(candidate, left);
    candidate.score = alphaScore(input.alpha, candidate);
    return candidate;
  });
  // Stable, so that equal scores and qualities keep the configured order: the same rule as bestCandidate().
  candidates.sort((one, other) => other.score - one.score || other.quality - one.quality);
  return { candidates, notes };
}

interface Leaving {
  readonly switch_cost_usd: number | null;
  readonly switch_cost: number;
  readonly break_even_turns: number | null;
}

/** What leaving the warm cache costs a candidate, in dollars and on the scale of Ĉ. */
function leavingCost(
  warm: WarmPrefix,
  scale: CostScale,
  input: ScoringInput,
): (target: RoutingTarget, provider: string, price: ModelPrice | null, dollars: number | null) => Leaving {
  const stayUsd = expectedCost(warm.target, warm.price, input);
  const weight = input.penalties.cold_cache;
  return (target, provider, price, dollars) => {
    if (target.model === warm.target.model && provider === warm.provider) {
      return { switch_cost_usd: 0, switch_cost: 0, break_even_turns: null };
    }
    const cost = switchCost(warm, price, input.needs.requestTokens, stayUsd, dollars);
    if (cost === null) return { switch_cost_usd: null, switch_cost: 0, break_even_turns: null };
    const { discountUsd, surchargeUsd, breakEvenTurns } = cost;
    // As far as Ĉ would move if it knew: the warm model's down by the discount, the candidate's up by the surcharge.
    const steps =
      scale.distance((stayUsd ?? 0) - discountUsd, stayUsd ?? 0) +
      scale.distance(dollars ?? 0, (dollars ?? 0) + surchargeUsd);
    return {
      switch_cost_usd: discountUsd + surchargeUsd,
      switch_cost: weight * steps,
      break_even_turns: breakEvenTurns,
    };
  };
}

function expectedCost(target: RoutingTarget, price: ModelPrice | null, input: ScoringInput): number | null {
  const expected = expectedOutputTokens(target, input.nearest);
  const outputTokens = Math.min(expected, input.maxOutputTokens ?? Number.POSITIVE_INFINITY);
  return plainCost(price, input.needs.requestTokens, outputTokens);
}

/** Dollars on a log scale. */
interface CostScale {
  /** 0 for the cheapest .. 1 for the dearest; free models sit at 0. */
  place(dollars: number): number;
  /** How far two amounts are apart, also beyond the ends; at least 0. Nothing is free here but what stays free. */
  distance(lower: number, higher: number): number;
}

/** A discount to nothing counts as one to this share of the price: on a log scale there is no zero. */
const SMALLEST_SHARE = 1e-3;
const NO_SCALE: CostScale = { place: () => 0, distance: () => 0 };

/**
 * The scale between the cheapest and the dearest target of the three buckets for this request. Prices span three orders
 * of magnitude: on a linear scale all but the dearest would look free.
 */
function costScale(input: ScoringInput): CostScale {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const target of input.targets.all) {
    const dollars = expectedCost(target, target.price, input);
    if (dollars === null || dollars <= 0) continue;
    lowest = Math.min(lowest, dollars);
    highest = Math.max(highest, dollars);
  }
  if (!(highest > lowest)) return NO_SCALE;
  const from = Math.log(lowest);
  const range = Math.log(highest) - from;
  return {
    place: (dollars) => (dollars <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log(dollars) - from) / range))),
    distance: (lower, higher) =>
      higher <= lower || higher <= 0 ? 0 : Math.log(higher / Math.max(lower, SMALLEST_SHARE * higher)) / range,
  };
}
