import { type Artifact, createQualityTable, type ExtraModel, type Rating, sumRatings } from '../../core/index.ts';
import type { NearestCluster } from '../../shared/decision.ts';
import { createEvaluationRouter, type EvaluationRouter } from './evaluation-router.ts';
import type { ModelPrices } from './model-prices.ts';
import type { OutcomeTable } from './outcome-table.ts';

/** Name of the provider that stands for whoever gave the recorded answers. */
const PROVIDER = 'outcomes';
/** Length of every answer on paper: prices are made to fit the dollars that are known. */
const NOMINAL_TOKENS = 1_000;

/** Where the quality of the file's models starts from, before its rows are learnt from. */
export type Prior = 'the quality table' | 'mean of the training rows';

export interface LearntRouter extends EvaluationRouter {
  readonly prior: Prior;
}

/**
 * The app's router with the models of a file as candidates of every bucket: the file does not say which of them is for
 * what. Training rows come in the way that ratings do (docs/feedback.md) and move each model's prior cluster by
 * cluster. The prior is the artifact's table where that knows all of the models, else a model's mean on the training
 * rows. Expected cost is the mean there, too.
 *
 * @param train Rows to learn from.
 * @param nearest The nearest clusters of every row.
 */
export function createOutcomeRouter(
  artifact: Artifact,
  table: OutcomeTable,
  prices: ModelPrices,
  train: readonly number[],
  nearest: readonly (readonly NearestCluster[])[],
): LearntRouter {
  const clusters = Array.from({ length: artifact.clusters.count }, () => 0);
  const known = table.models.map((model) => {
    const id = prices.catalogId(model);
    return id === undefined ? undefined : artifact.quality.row(id, null);
  });
  const tableKnowsAll = known.every((row) => row !== undefined);
  const targets = table.models.map((model, column) => {
    const mean = meanOf(table.scores, train, column);
    const { prior, q } = (tableKnowsAll ? known[column] : undefined) ?? { prior: mean, q: clusters.map(() => mean) };
    return { model, effort: null, prior, output_tokens: NOMINAL_TOKENS, q, n: clusters, sources: [] };
  });
  function* ratings(): Generator<Rating> {
    for (const row of train) {
      for (const [column, model] of table.models.entries()) {
        yield { model, effort: null, clusters: nearest[row] ?? [], score: table.scores[row]?.[column] ?? 0 };
      }
    }
  }
  const { costs, models } = table;
  const extraModels = new Map(
    models.map((id, column) => [id, extraModel(id, costs === null ? null : meanOf(costs, train, column))]),
  );
  const candidates = models.map((model) => ({ model, effort: null }));
  const evaluator = createEvaluationRouter(
    { ...artifact, quality: createQualityTable({ updated: '', unit: '', method: '', targets }) },
    {
      settings: { router: { cheap_candidates: candidates, mid_candidates: candidates, hard_candidates: candidates } },
      config: { extraModels, configuredProviders: new Set([PROVIDER]), simulatorActive: false },
      feedback: sumRatings(ratings(), 'outcomes'),
    },
  );
  return { ...evaluator, prior: tableKnowsAll ? 'the quality table' : 'mean of the training rows' };
}

function extraModel(id: string, meanUsd: number | null): ExtraModel {
  return {
    id,
    provider: PROVIDER,
    upstreamId: id,
    contextTokens: null,
    inputUsdPerMtok: meanUsd === null ? null : 0,
    outputUsdPerMtok: meanUsd === null ? null : (meanUsd * 1e6) / NOMINAL_TOKENS,
  };
}

/** Mean of one column over some rows. */
export function meanOf(values: readonly Float64Array[], rows: readonly number[], column: number): number {
  return rows.reduce((sum, row) => sum + (values[row]?.[column] ?? 0), 0) / Math.max(1, rows.length);
}
