/**
 * What a router earns on recorded outcomes: accuracy and cost over a sweep, beside the best single model and the oracle,
 * without which neither says anything (LLMRouterBench, arXiv 2601.07206).
 */

/** Scores and costs of every model on every prompt. */
export interface Outcomes {
  /** [prompt][model], 0..1 */
  readonly scores: readonly Float64Array[];
  /** [prompt][model], dollars; null when costs are not known. */
  readonly costs: readonly Float64Array[] | null;
}

export interface Point {
  /** Mean score, 0..1. */
  readonly accuracy: number;
  /** Mean dollars per prompt; null when costs are not known. */
  readonly cost_usd: number | null;
}

export interface SweepPoint extends Point {
  readonly alpha: number;
}

/** What came of choosing a model for every prompt. */
export function pointOf({ scores, costs }: Outcomes, choices: Iterable<number>): Point {
  let score = 0;
  let cost = 0;
  let n = 0;
  for (const model of choices) {
    score += scores[n]?.[model] ?? 0;
    cost += costs?.[n]?.[model] ?? 0;
    n++;
  }
  return { accuracy: score / Math.max(1, n), cost_usd: costs === null ? null : cost / Math.max(1, n) };
}

/** For each prompt the model that scores best, and of those the cheapest. */
export function oracleChoices({ scores, costs }: Outcomes): number[] {
  return scores.map((row, prompt) => {
    let best = 0;
    for (let model = 1; model < row.length; model++) {
      const gain = (row[model] as number) - (row[best] as number);
      const cheaper = costs !== null && (costs[prompt]?.[model] ?? 0) < (costs[prompt]?.[best] ?? 0);
      if (gain > 0 || (gain === 0 && cheaper)) best = model;
    }
    return best;
  });
}

/** A model drawn at random for each prompt, in expectation. */
export function randomPoint({ scores, costs }: Outcomes): Point {
  const mean = (rows: readonly Float64Array[]): number =>
    rows.reduce((sum, row) => sum + row.reduce((one, other) => one + other, 0) / row.length, 0) /
    Math.max(1, rows.length);
  return { accuracy: mean(scores), cost_usd: costs === null ? null : mean(costs) };
}

/** The points that no other one beats in accuracy without costing more: cheapest first. */
export function paretoSet<P extends Point>(points: readonly P[]): P[] {
  const byCost = [...points].sort(
    (one, other) => (one.cost_usd ?? 0) - (other.cost_usd ?? 0) || other.accuracy - one.accuracy,
  );
  const front: P[] = [];
  for (const point of byCost) {
    if (point.accuracy > (front.at(-1)?.accuracy ?? Number.NEGATIVE_INFINITY)) front.push(point);
  }
  return front;
}

/** The cheapest point that is at least so accurate; null when none is. */
export function cheapestReaching<P extends Point>(points: readonly P[], accuracy: number): P | null {
  return paretoSet(points).find((point) => point.accuracy >= accuracy - 1e-12) ?? null;
}

/** The most accurate point that costs no more; null when all do. */
export function bestWithin<P extends Point>(points: readonly P[], costUsd: number): P | null {
  return paretoSet(points).findLast((point) => (point.cost_usd ?? 0) <= costUsd * (1 + 1e-12)) ?? null;
}

/** Mean difference between paired scores with its standard error. */
export function pairedGain(
  ours: readonly number[],
  theirs: readonly number[],
): { gain: number; standard_error: number } {
  const n = ours.length;
  const gains = ours.map((score, index) => score - (theirs[index] as number));
  const gain = gains.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / Math.max(1, n - 1);
  return { gain, standard_error: Math.sqrt(variance / Math.max(1, n)) };
}
