/**
 * The alpha-score: the one formula that ranks candidates. The router, the what-if preview and the charts all import
 * it from here, so a preview cannot disagree with the router.
 */

/** What the score needs of a candidate: quality and cost in 0..1, penalty in score units. A decision's candidate is one. */
export interface Scorable {
  /** Q̂, 0..1. */
  readonly quality: number;
  /** Ĉ, 0 cheapest .. 1 dearest. */
  readonly cost: number;
  /** Taken off, in units of the score. */
  readonly penalty: number;
  /** What leaving a warm prompt cache costs, on the scale of `cost`; 0 when absent. */
  readonly switch_cost?: number | undefined;
  /** `cold_cache` is the part of `penalty` that stands for `switch_cost` at the alpha of the decision. */
  readonly penalties?: { readonly cold_cache?: number };
}

/** All that goes with (1−alpha): the expected cost and that of leaving a warm prompt cache. */
export function costPart({ cost, switch_cost: leaving }: Scorable): number {
  return leaving === undefined ? cost : cost + leaving;
}

/** The penalties that are the same at every alpha. */
export function fixedPenalty({ penalty, penalties }: Scorable): number {
  return penalty - (penalties?.cold_cache ?? 0);
}

/** `alpha·quality − (1−alpha)·cost − penalty`. alpha = 1 is pure quality, 0 is pure cost. */
export function alphaScore(alpha: number, candidate: Scorable): number {
  return alpha * candidate.quality - (1 - alpha) * costPart(candidate) - fixedPenalty(candidate);
}

/**
 * Index of the best candidate at `alpha`; -1 for an empty list. Ties go to the higher quality, then to the earlier
 * one, so the choice never depends on floating-point luck alone.
 */
export function bestCandidate(alpha: number, candidates: readonly Scorable[]): number {
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[index] as Scorable;
    const score = alphaScore(alpha, candidate);
    const wins =
      best < 0 ||
      score > bestScore ||
      (score === bestScore && candidate.quality > (candidates[best] as Scorable).quality);
    if (wins) {
      best = index;
      bestScore = score;
    }
  }
  return best;
}

/** Candidates as columns of numbers: `cost` as `costPart` gives it, `penalty` as `fixedPenalty` does. */
export interface CandidateColumns {
  readonly quality: ArrayLike<number>;
  readonly cost: ArrayLike<number>;
  readonly penalty: ArrayLike<number>;
}

/** `bestCandidate` over the columns from `start` to before `end`, without an object each: for sweeps over thousands. */
export function bestOfColumns(alpha: number, columns: CandidateColumns, start: number, end: number): number {
  const { quality, cost, penalty } = columns;
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let at = start; at < end; at++) {
    const value = quality[at] as number;
    const score = alpha * value - (1 - alpha) * (cost[at] as number) - (penalty[at] as number);
    if (best < 0 || score > bestScore || (score === bestScore && value > (quality[best] as number))) {
      best = at;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The alpha at which two candidates score the same: the solution of
 * `a·Q₁ − (1−a)·C₁ − P₁ = a·Q₂ − (1−a)·C₂ − P₂`, that is `a = (ΔC + ΔP) / (ΔQ + ΔC)`.
 *
 * @returns null when the lines are parallel.
 */
export function crossingAlpha(one: Scorable, other: Scorable): number | null {
  const costs = costPart(one) - costPart(other);
  const slope = one.quality - other.quality + costs;
  if (slope === 0) return null;
  return (costs + (fixedPenalty(one) - fixedPenalty(other))) / slope;
}

/** A stretch of alpha in which one candidate wins. */
export interface WinnerSegment {
  /** Alpha at which it begins. */
  readonly from: number;
  /** Alpha at which it ends. */
  readonly to: number;
  /** Index into the candidates. */
  readonly winner: number;
}

/**
 * The upper envelope of the score lines over alpha in [0, 1]: who wins where. Scores are linear in alpha, so the
 * borders between segments are exact flip points. O(n²) worst case, n is the handful of candidates in a bucket.
 */
export function winnerSegments(candidates: readonly Scorable[]): WinnerSegment[] {
  const segments: WinnerSegment[] = [];
  if (candidates.length === 0) return segments;
  let from = 0;
  let winner = bestCandidate(0, candidates);
  while (from < 1) {
    const current = candidates[winner] as Scorable;
    let to = 1;
    let next = winner;
    const currentSlope = current.quality + costPart(current);
    let nextSlope = currentSlope;
    for (let index = 0; index < candidates.length; index++) {
      const other = candidates[index] as Scorable;
      const slope = other.quality + costPart(other);
      // Only a steeper line can overtake from the right.
      if (slope <= currentSlope) continue;
      const crossing = crossingAlpha(current, other);
      if (crossing === null || crossing < from) continue;
      if (crossing < to || (crossing === to && slope > nextSlope)) {
        to = crossing;
        next = index;
        nextSlope = slope;
      }
    }
    if (next === winner) {
      segments.push({ from, to: 1, winner });
      return segments;
    }
    if (to > from) segments.push({ from, to, winner });
    from = to;
    winner = next;
  }
  return segments;
}
