/**
 * What a router must beat to be worth having: quality by nearest neighbours in the embedding, and by the true domain
 * where rows name one. Both rank models as decide() does, by `alpha · quality − (1 − alpha) · cost` on a log scale.
 */
import { type Artifact, dot } from '../../core/index.ts';
import { bestCandidate, type Scorable } from '../../shared/alpha-score.ts';
import { meanOf } from './outcome-router.ts';
import type { OutcomeTable } from './outcome-table.ts';

/** Neighbours that a prompt's quality is the mean of. */
const NEIGHBOURS = 100;
/** Pseudo-rows by which an estimate leans to a model's mean. */
const LEAN = 10;
/** Rows that are looked through for neighbours; a larger table is thinned out evenly. */
const MOST_ROWS = 4_000;

/** For one row, the model that a baseline takes at each alpha: indices into `table.models`. */
export type Chooser = (row: number, alphas: readonly number[]) => number[];

/** @param vectors Embeddings of every row. */
export function nearestNeighbours(
  table: OutcomeTable,
  train: readonly number[],
  vectors: readonly Float32Array[],
): Chooser {
  const step = Math.ceil(train.length / MOST_ROWS);
  const among = train.filter((_row, index) => index % step === 0);
  return chooser(table, train, (row) => nearestRows(vectors, vectors[row] as Float32Array, among, NEIGHBOURS));
}

export function trueDomain(table: OutcomeTable, train: readonly number[]): Chooser {
  const byDomain = new Map<string | null, number[]>();
  for (const row of train) {
    const domain = table.rows[row]?.domain ?? null;
    byDomain.set(domain, [...(byDomain.get(domain) ?? []), row]);
  }
  return chooser(table, train, (row) => byDomain.get(table.rows[row]?.domain ?? null) ?? []);
}

export function embedRows(artifact: Artifact, table: OutcomeTable): Float32Array[] {
  return table.rows.map(({ prompt }) => artifact.embedder.embed(prompt).vector);
}

function chooser(table: OutcomeTable, train: readonly number[], like: (row: number) => readonly number[]): Chooser {
  const { models, scores, costs } = table;
  const means = models.map((_model, column) => meanOf(scores, train, column));
  const placed = logScale(models.map((_model, column) => (costs === null ? 0 : meanOf(costs, train, column))));
  return (row, alphas) => {
    const similar = like(row);
    const candidates = models.map((_model, column): Scorable => {
      const found = meanOf(scores, similar, column) * similar.length;
      const quality = (found + LEAN * (means[column] as number)) / (similar.length + LEAN);
      return { quality, cost: placed[column] as number, penalty: 0 };
    });
    return alphas.map((alpha) => bestCandidate(alpha, candidates));
  };
}

/** 0 for the cheapest to 1 for the dearest, as the router places cost. */
function logScale(costs: readonly number[]): number[] {
  const paid = costs.filter((cost) => cost > 0).map(Math.log);
  const lowest = Math.min(...paid);
  const range = Math.max(...paid) - lowest;
  return costs.map((cost) => (cost > 0 && range > 0 ? (Math.log(cost) - lowest) / range : 0));
}

/** The `k` rows of `among` that are nearest to `query` by cosine. O(among · dim), hardly more for small k. */
function nearestRows(
  vectors: readonly Float32Array[],
  query: Float32Array,
  among: readonly number[],
  k: number,
): number[] {
  const best: { row: number; similarity: number }[] = [];
  for (const row of among) {
    const similarity = dot(vectors[row] as Float32Array, query);
    if (best.length === k && similarity <= (best.at(-1)?.similarity ?? 0)) continue;
    let at = best.length;
    while (at > 0 && similarity > (best[at - 1]?.similarity ?? 0)) at--;
    best.splice(at, 0, { row, similarity });
    if (best.length > k) best.pop();
  }
  return best.map(({ row }) => row);
}
