/**
 * What it costs to leave a warm prompt cache. The derivation is in docs/how-it-decides.md, "Leaving a warm prompt cache".
 *
 * With W tokens of the prompt warm at the session's model (price of input rₕ, of cached input hₕ), and a candidate
 * (input r, cached input h, writing to its cache p), the prefix costs W·hₕ to stay and W·p to leave. The expected costs
 * price every prompt as read for the first time, at W·rₕ and W·r, so what they leave out is
 *
 *   switch_cost_usd = W·(p − hₕ) − W·(r − rₕ) = W·(rₕ − hₕ) + W·(p − r):
 *
 * the discount that is given up, and the surcharge for writing the prefix anew. p = r unless the caller marks what is
 * to be cached, as Anthropic's clients do.
 */
import { type ModelPrice, pricesFor } from '../catalog/request-cost.ts';
import type { RoutingTarget } from '../scoring/routing-targets.ts';

/** The prompt cache that a session would leave. */
export interface WarmPrefix {
  readonly target: RoutingTarget;
  readonly provider: string;
  /** What that provider charges; null when unknown. */
  readonly price: ModelPrice | null;
  readonly tokens: number;
  /** The caller marks what is to be cached, so a provider that charges for writing will. */
  readonly marked: boolean;
}

/** Dollars of one candidate. */
export interface SwitchCost {
  /** The discount that is given up by leaving. */
  readonly discountUsd: number;
  /** The surcharge for writing the prefix into the candidate's cache. */
  readonly surchargeUsd: number;
  /** Turns, this one included, after which the switch has paid for itself; null when it never does. */
  readonly breakEvenTurns: number | null;
}

/**
 * @param candidate What the candidate's provider charges.
 * @param requestTokens Estimated tokens of this request: no more of the prefix than that can be read again.
 * @param stayUsd, leaveUsd Expected dollars of this request at the warm model and the candidate, caches left out.
 * @returns null when the warm model or the candidate is unpriced.
 */
export function switchCost(
  warm: WarmPrefix,
  candidate: ModelPrice | null,
  requestTokens: number,
  stayUsd: number | null,
  leaveUsd: number | null,
): SwitchCost | null {
  if (warm.price === null || candidate === null || stayUsd === null || leaveUsd === null) return null;
  const tokens = Math.min(warm.tokens, requestTokens);
  const here = pricesFor(warm.price, requestTokens);
  const there = pricesFor(candidate, requestTokens);
  const cachedHere = here.cacheReadUsdPerMtok ?? here.inputUsdPerMtok;
  const cachedThere = there.cacheReadUsdPerMtok ?? there.inputUsdPerMtok;
  const written = warm.marked ? (there.cacheWriteUsdPerMtok ?? there.inputUsdPerMtok) : there.inputUsdPerMtok;
  const dollars = (usdPerMtok: number): number => Math.max(0, Math.round(tokens * usdPerMtok * 1e6) / 1e12);
  const discountUsd = dollars(here.inputUsdPerMtok - cachedHere);
  const surchargeUsd = dollars(written - there.inputUsdPerMtok);
  // Once both are warm a turn costs this much less there; priming the cache there costs this much more, once.
  const savedPerTurn = stayUsd - discountUsd - (leaveUsd - dollars(there.inputUsdPerMtok - cachedThere));
  const once = dollars(written - cachedThere);
  const breakEvenTurns = savedPerTurn > 0 ? Math.max(1, Math.ceil(once / savedPerTurn)) : null;
  return { discountUsd, surchargeUsd, breakEvenTurns };
}
