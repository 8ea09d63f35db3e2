import { alphaScore } from '../../shared/alpha-score.ts';
import type { Bucket, Candidate, ExcludedCandidate, Guardrail, NearestCluster } from '../../shared/decision.ts';
import { type AuthInfo, isUsableAt } from '../auth/auth-adapter.ts';
import { type ModelPrice, requestCost } from '../catalog/request-cost.ts';
import type { LatencySnapshot } from '../learning/latency-stats.ts';
import type { PenaltyContext } from '../plugin/plugin.ts';
import type { RouterConfig } from '../router.ts';
import { chooseProvider, DISABLED, misfit, type RequestNeeds } from './eligibility.ts';
import { expectedQuality } from './quality-table.ts';
import type { RoutingTarget, RoutingTargets } from './routing-targets.ts';

/** Quality of a model that no evidence is known of, and cost of one without a price: the middle, and said so. */
const UNKNOWN_QUALITY = 0.5;
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
  /** The caller's cap on output tokens, or null. */
  readonly maxOutputTokens: number | null;
  readonly latency: LatencySnapshot;
  /** Sum of the penalties of extensions for one candidate; null when there are none. */
  readonly customPenalty: ((context: Omit<PenaltyContext, 'customFeatures'>) => number) | null;
  /** False when the provider of the caller's subscription has failed and others may take over. */
  readonly keepToSubscription?: boolean;
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
    else fitting.push({ target, ...choice });
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

/** Scores given targets, best first. */
export function scoreTargets(
  fitting: readonly CallableTarget[],
  input: ScoringInput,
): { candidates: Candidate[]; notes: string[] } {
  const notes: string[] = [];
  const scale = costScale(input);
  const candidates = fitting.map(({ target, provider, price }): Candidate => {
    const quality = target.quality === undefined ? UNKNOWN_QUALITY : expectedQuality(target.quality, input.nearest);
    if (target.quality === undefined) notes.push(`no quality data for ${target.model}: ${UNKNOWN_QUALITY} assumed`);
    const dollars = expectedCost(target, price, input);
    if (dollars === null) notes.push(`${target.model} is unpriced: cost ${UNKNOWN_COST} assumed`);
    const cost = dollars === null ? UNKNOWN_COST : scale(dollars);
    const penalties = {
      latency_sd: input.config.settings.router.penalties.latency_sd * input.latency.variation(target.model),
      ctx_over_80pct:
        input.needs.requestTokens > CONTEXT_PENALTY_FROM * target.facts.contextTokens
          ? input.config.settings.router.penalties.ctx_over_80pct
          : 0,
      custom: input.customPenalty?.({ model: target.model, provider, requestTokens: input.needs.requestTokens }) ?? 0,
    };
    const penalty = penalties.latency_sd + penalties.ctx_over_80pct + penalties.custom;
    return {
      model: target.model,
      effort: target.effort,
      provider,
      quality,
      cost,
      cost_usd: dollars,
      penalty,
      penalties,
      score: alphaScore(input.alpha, { quality, cost, penalty }),
    };
  });
  // Stable, so that equal scores and qualities keep the configured order: the same rule as bestCandidate().
  candidates.sort((one, other) => other.score - one.score || other.quality - one.quality);
  return { candidates, notes };
}

function expectedCost(target: RoutingTarget, price: ModelPrice | null, input: ScoringInput): number | null {
  const outputTokens = Math.min(target.outputTokens, input.maxOutputTokens ?? Number.POSITIVE_INFINITY);
  return requestCost(price, { inputTokens: input.needs.requestTokens, outputTokens });
}

/**
 * Maps dollars to 0..1 on a log scale between the cheapest and the dearest target of the three buckets for this
 * request. Prices span three orders of magnitude: on a linear scale all but the dearest would look free. Free models
 * sit at 0.
 */
function costScale(input: ScoringInput): (dollars: number) => number {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const target of input.targets.all) {
    const dollars = expectedCost(target, target.price, input);
    if (dollars === null || dollars <= 0) continue;
    lowest = Math.min(lowest, dollars);
    highest = Math.max(highest, dollars);
  }
  if (!(highest > lowest)) return () => 0;
  const from = Math.log(lowest);
  const range = Math.log(highest) - from;
  return (dollars) => (dollars <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log(dollars) - from) / range)));
}
