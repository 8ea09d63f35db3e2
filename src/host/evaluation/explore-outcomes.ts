/** What exploration is worth: recorded outcomes played as traffic, from a quality table that is right and from one that is wrong. */
import {
  type Artifact,
  type Beliefs,
  type ClusterEvidence,
  createQualityTable,
  drawnQuality,
  expectedQuality,
  type Rating,
  seededRandom,
  sumRatings,
} from '../../core/index.ts';
import type { NearestCluster } from '../../shared/decision.ts';
import { createEvaluationRouter } from './evaluation-router.ts';
import type { ModelPrices } from './model-prices.ts';
import { meanOf } from './outcome-router.ts';
import { type OutcomeTable, tabulateOutcomes } from './outcome-table.ts';
import type { OutcomeRow } from './read-outcomes.ts';

/**
 * What the table says at the start: each model's mean; the same but that of the worst for the best; or for each that of
 * the model at the other end of the ranking.
 */
export type StartingTable = 'right' | 'best underrated' | 'reversed';

export interface ExplorationRun {
  readonly table: StartingTable;
  /** Share of the answers that somebody rates. */
  readonly rated: number;
  /** `exploration.share`. */
  readonly share: number;
  readonly explored: number;
  /** Mean shortfall of the chosen model's true quality from the best one's, 0..1, with its standard error over the seeds. */
  readonly regret: number;
  readonly regret_se: number;
  /** The same over the last tenth of the requests: what is left in the end. */
  readonly last_regret: number;
}

export interface ExplorationResult {
  readonly rows: number;
  readonly models: number;
  readonly requests: number;
  readonly seeds: number;
  readonly runs: readonly ExplorationRun[];
}

const TABLES: readonly StartingTable[] = ['right', 'best underrated', 'reversed'];
const RATED = [1, 0.1];
const SHARES = [0, 0.05, 0.2, 1];
const SEEDS = 5;

interface World {
  readonly table: OutcomeTable;
  /** The nearest clusters of each row. */
  readonly nearest: readonly (readonly NearestCluster[])[];
  /** [row][model]: the quality as a table knows it that has seen every outcome. */
  readonly truth: readonly Float64Array[];
  /** Mean score of each model. */
  readonly means: readonly number[];
}

/**
 * Plays rows as requests to six of the models, in a random order with repetition. Only the chosen model's recorded score comes to light, and
 * only where somebody rates it. Alpha is 1: quality alone.
 *
 * @throws {HeimdallError} `request_invalid` when there is too little to compare.
 */
export async function exploreOutcomes(
  artifact: Artifact,
  rows: readonly OutcomeRow[],
  prices: ModelPrices,
  requests: number,
): Promise<ExplorationResult> {
  const world = await worldOf(artifact, asManyAsABucket(tabulateOutcomes(rows, prices)));
  const runs = TABLES.flatMap((table) =>
    RATED.flatMap((rated) => SHARES.map((share) => runSeeds(world, { table, rated, share }, requests))),
  );
  const { length: models } = world.table.models;
  return { rows: world.table.rows.length, models, requests, seeds: SEEDS, runs };
}

/** As many models as a bucket of the artifact has at most, from the worst to the best in even steps of the ranking. */
const MODELS = 6;

function asManyAsABucket(table: OutcomeTable): OutcomeTable {
  const every = table.rows.map((_row, index) => index);
  const ranked = table.models
    .map((_model, column) => ({ column, mean: meanOf(table.scores, every, column) }))
    .sort((one, other) => one.mean - other.mean);
  if (ranked.length <= MODELS) return table;
  const step = (ranked.length - 1) / (MODELS - 1);
  const columns = Array.from({ length: MODELS }, (_, index) => ranked[Math.round(index * step)]?.column ?? 0);
  return {
    ...table,
    models: columns.map((column) => table.models[column] ?? ''),
    scores: table.scores.map((scores) => Float64Array.from(columns, (column) => scores[column] ?? 0)),
  };
}

async function worldOf(artifact: Artifact, table: OutcomeTable): Promise<World> {
  const router = createEvaluationRouter(artifact);
  const nearest: (readonly NearestCluster[])[] = [];
  for (const { prompt } of table.rows) nearest.push((await router.decide(prompt)).features.clusters);
  const every = table.rows.map((_row, index) => index);
  const means = table.models.map((_model, column) => meanOf(table.scores, every, column));
  const ratings: Rating[] = every.flatMap((row) =>
    table.models.map((model, column) => ({
      model,
      effort: null,
      clusters: nearest[row] ?? [],
      score: table.scores[row]?.[column] ?? 0,
    })),
  );
  const { quality } = startFrom(table.models, means);
  const known = sumRatings(ratings, 'all');
  const truth = nearest.map((clusters) =>
    Float64Array.from(table.models, (model) =>
      expectedQuality(quality.row(model, null), clusters, known.of(model, null)),
    ),
  );
  return { table, nearest, truth, means };
}

function runSeeds(
  world: World,
  setting: Pick<ExplorationRun, 'table' | 'rated' | 'share'>,
  requests: number,
): ExplorationRun {
  const runs = Array.from({ length: SEEDS }, (_, seed) => runOnce(world, setting, requests, seededRandom(seed + 1)));
  const mean = (of: (run: ReturnType<typeof runOnce>) => number) => runs.reduce((sum, run) => sum + of(run), 0) / SEEDS;
  const regret = mean((run) => run.regret);
  const variance = runs.reduce((sum, run) => sum + (run.regret - regret) ** 2, 0) / (SEEDS - 1);
  return {
    ...setting,
    explored: Math.round(mean((run) => run.explored)),
    regret,
    regret_se: Math.sqrt(variance / SEEDS),
    last_regret: mean((run) => run.last),
  };
}

function runOnce(
  { table, nearest, truth, means }: World,
  { table: start, rated, share }: Pick<ExplorationRun, 'table' | 'rated' | 'share'>,
  requests: number,
  uniform: () => number,
): { readonly explored: number; readonly regret: number; readonly last: number } {
  const { models } = table;
  const beliefs = startFrom(models, STARTS[start](means));
  const lastFrom = requests - Math.ceil(requests / 10);
  let explored = 0;
  let regret = 0;
  let last = 0;
  for (let request = 0; request < requests; request++) {
    const row = Math.floor(uniform() * table.rows.length);
    const clusters = nearest[row] ?? [];
    const of = (quality: (model: string) => number) => bestOf(models.map(quality));
    const greedy = of((model) => expectedQuality(beliefs.quality.row(model, null), clusters, beliefs.rated.get(model)));
    // As the explorer admits them: by chance, and never more than the share.
    const may = uniform() < share && explored + 1 <= share * (request + 1);
    const chosen = may ? of((model) => drawnQuality({ model, effort: null }, clusters, beliefs, uniform)) : greedy;
    if (chosen !== greedy) explored++;
    const missed = Math.max(...(truth[row] ?? [])) - (truth[row]?.[chosen] ?? 0);
    regret += missed;
    if (request >= lastFrom) last += missed;
    if (uniform() < rated) learn(beliefs.rated, models[chosen] ?? '', clusters, table.scores[row]?.[chosen] ?? 0);
  }
  return { explored, regret: regret / requests, last: last / (requests - lastFrom) };
}

type MutableEvidence = Map<string, Map<number, ClusterEvidence>>;

/** A table that says the same of a model in every cluster, and nothing rated. */
function startFrom(models: readonly string[], means: readonly number[]): Beliefs & { readonly rated: MutableEvidence } {
  const targets = models.map((model, column) => {
    const prior = means[column] ?? 0;
    return { model, effort: null, prior, output_tokens: 1, q: [], n: [], sources: [] };
  });
  const rated: MutableEvidence = new Map();
  return {
    quality: createQualityTable({ updated: '', unit: '', method: '', targets }),
    feedback: { revision: '', of: (model) => rated.get(model) },
    rated,
  };
}

const STARTS: Readonly<Record<StartingTable, (means: readonly number[]) => readonly number[]>> = {
  right: (means) => means,
  'best underrated': (means) => means.map((mean) => (mean === Math.max(...means) ? Math.min(...means) : mean)),
  reversed,
};

/** The best model's mean goes to the worst, that of the second best to the second worst, and so on. */
function reversed(means: readonly number[]): number[] {
  const order = means.map((_mean, index) => index).sort((one, other) => (means[one] ?? 0) - (means[other] ?? 0));
  const turned = [...means];
  for (const [rank, index] of order.entries()) turned[index] = means[order[order.length - 1 - rank] ?? index] ?? 0;
  return turned;
}

function learn(rated: MutableEvidence, model: string, clusters: readonly NearestCluster[], score: number): void {
  const byCluster = rated.get(model) ?? new Map<number, ClusterEvidence>();
  rated.set(model, byCluster);
  for (const { id, weight } of clusters) {
    const before = byCluster.get(id) ?? { weight: 0, score: 0, ratings: 0 };
    const after = { weight: before.weight + weight, score: before.score + weight * score };
    byCluster.set(id, { ...after, ratings: before.ratings + 1 });
  }
}

function bestOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
