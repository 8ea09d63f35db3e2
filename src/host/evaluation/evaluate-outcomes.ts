/** What the router would have earned on recorded outcomes of several models. */
import { type Artifact, HeimdallError } from '../../core/index.ts';
import { bestCandidate } from '../../shared/alpha-score.ts';
import type { NearestCluster } from '../../shared/decision.ts';
import { createEvaluationRouter, type EvaluationRouter } from './evaluation-router.ts';
import { FOLDS, foldOf, VALIDATION_FOLD } from './folds.ts';
import type { ModelPrices } from './model-prices.ts';
import { embedRows, nearestNeighbours, trueDomain } from './outcome-baselines.ts';
import { type OutcomeResult, type Split, summariseOutcomes } from './outcome-report.ts';
import { createOutcomeRouter, type Prior } from './outcome-router.ts';
import { type OutcomeTable, tabulateOutcomes } from './outcome-table.ts';
import type { OutcomeRow } from './read-outcomes.ts';

const ALPHAS = Array.from({ length: 101 }, (_, index) => index / 100);

/** @throws {HeimdallError} `request_invalid` when there is too little to compare. */
export async function evaluateOutcomes(
  artifact: Artifact,
  rows: readonly OutcomeRow[],
  prices: ModelPrices,
  split: Split,
): Promise<OutcomeResult> {
  const table = tabulateOutcomes(rows, prices);
  const plain = createEvaluationRouter(artifact);
  const nearest: (readonly NearestCluster[])[] = [];
  for (const { prompt } of table.rows) nearest.push((await plain.decide(prompt)).features.clusters);
  const vectors = embedRows(artifact, table);
  const folds = table.rows.map(({ prompt }) => foldOf(prompt));

  const tested: number[] = [];
  const choices = { heimdall: [] as number[][], nearest_neighbours: [] as number[][], true_domain: [] as number[][] };
  let prior: Prior = 'mean of the training rows';
  for (const fold of split === 'cross' ? Array.from({ length: FOLDS }, (_, index) => index) : [VALIDATION_FOLD]) {
    const held = rowsWhere(folds, (each) => each === fold);
    const train = rowsWhere(folds, (each) => each !== fold);
    if (held.length === 0) continue;
    if (train.length === 0) throw tooFewRows(table.rows.length);
    const router = createOutcomeRouter(artifact, table, prices, train, nearest);
    const neighbours = nearestNeighbours(table, train, vectors);
    const domain = trueDomain(table, train);
    ({ prior } = router);
    for (const row of held) {
      tested.push(row);
      choices.heimdall.push(await chosenModels(router, table, row));
      choices.nearest_neighbours.push(neighbours(row, ALPHAS));
      choices.true_domain.push(domain(row, ALPHAS));
    }
  }
  if (tested.length === 0) throw tooFewRows(table.rows.length);
  return summariseOutcomes(table, tested, choices, { split, prior, alphas: ALPHAS, alpha: plain.alpha });
}

/**
 * The model at each alpha for one row: one decision, re-scored by the formula that made it, as the console's preview
 * does. Alpha decides within the bucket only, so the candidates are the same.
 */
async function chosenModels(router: EvaluationRouter, table: OutcomeTable, row: number): Promise<number[]> {
  const { candidates } = await router.decide(table.rows[row]?.prompt ?? '');
  const columns = candidates.map(({ model }) => table.models.indexOf(model));
  return ALPHAS.map((alpha) => columns[bestCandidate(alpha, candidates)] as number);
}

function rowsWhere(folds: readonly number[], wanted: (fold: number) => boolean): number[] {
  return folds.flatMap((fold, row) => (wanted(fold) ? [row] : []));
}

function tooFewRows(rows: number): HeimdallError {
  return new HeimdallError(
    'request_invalid',
    `${rows} rows are too few to learn from one part and score the other: give more rows, or --split cross.`,
  );
}
