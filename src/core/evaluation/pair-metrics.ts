/**
 * How well a score tells which prompts deserve the stronger of two models: the curve and figures of RouteLLM
 * (arXiv 2406.18665, §3.3). The same definitions as training/heimdall_training/routing_metrics.py.
 */
import type { Decision } from '../../shared/decision.ts';

/** One prompt with its score and whether each model of the pair solves it (0..1; averages of tries are welcome). */
export interface ScoredPair {
  /** Higher = call the stronger model sooner. */
  readonly score: number;
  readonly strong: number;
  readonly weak: number;
}

export interface PairMetrics {
  readonly n: number;
  /** Percent. */
  readonly strong_acc: number;
  readonly weak_acc: number;
  /** Area under accuracy (0..1) over the share of strong calls (0..1). */
  readonly auc: number;
  /** Average performance gap recovered: mean share of the gap between the two models; a random order scores 0.5. */
  readonly apgr: number;
  /** Percent of calls to the strong model that recover 50 % and 80 % of the gap; null where there is no gap. */
  readonly cpt50: number | null;
  readonly cpt80: number | null;
}

/**
 * The score by which a pair's prompts are ranked: the decision's expected gain, how much likelier a strong model solves
 * the prompt than a weak one. Better than a probability of any bucket, because it counts prompts that both fail, and those
 * that only the weak one solves, as what they are: no reason to pay more (training/EXPERIMENTS.md). Decisions of artifacts
 * that had no gain rank by p(mid).
 */
export function rankScore(decision: Pick<Decision, 'expected_gain' | 'bucket_probabilities'>): number {
  return decision.expected_gain ?? decision.bucket_probabilities.mid;
}

/**
 * Gain over the weak model, in solved prompts, when the `i` prompts of the highest scores go to the strong one: n + 1
 * values. Equal scores share their gain evenly, so a constant score is a random order. O(n log n).
 */
export function gainCurve(pairs: readonly ScoredPair[]): Float64Array {
  const n = pairs.length;
  const ranked = [...pairs].sort((one, other) => other.score - one.score);
  const gained = new Float64Array(n + 1);
  for (let start = 0; start < n; ) {
    let end = start;
    let gain = 0;
    while (end < n && ranked[end]?.score === ranked[start]?.score) {
      gain += (ranked[end] as ScoredPair).strong - (ranked[end] as ScoredPair).weak;
      end++;
    }
    for (let index = start; index < end; index++) {
      gained[index + 1] = (gained[index] as number) + gain / (end - start);
    }
    start = end;
  }
  return gained;
}

/** Computes the figures. O(n log n). */
export function pairMetrics(pairs: readonly ScoredPair[]): PairMetrics {
  const n = pairs.length;
  const strongSum = pairs.reduce((sum, { strong }) => sum + strong, 0);
  const weakSum = pairs.reduce((sum, { weak }) => sum + weak, 0);
  const gap = strongSum - weakSum;
  const gained = gainCurve(pairs);
  let area = 0;
  for (let index = 0; index < n; index++) area += ((gained[index] as number) + (gained[index + 1] as number)) / 2;
  const callsFor = (level: number): number | null => {
    if (gap <= 0) return null;
    const index = gained.findIndex((gain) => gain / gap >= level - 1e-12);
    return index < 0 ? null : round((100 * index) / n, 2);
  };
  return {
    n,
    strong_acc: round((100 * strongSum) / Math.max(1, n), 2),
    weak_acc: round((100 * weakSum) / Math.max(1, n), 2),
    auc: n === 0 ? 0 : round((weakSum + area / n) / n, 4),
    apgr: gap === 0 ? 0.5 : round(area / n / gap, 4),
    cpt50: callsFor(0.5),
    cpt80: callsFor(0.8),
  };
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
