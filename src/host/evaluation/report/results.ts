/** The results that the pages show, as kept in evaluation/results.json. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Artifact, Manifest } from '../../../core/index.ts';
import { type AcceptanceResult, evaluateAcceptance } from '../acceptance.ts';
import type { PairResult } from '../evaluate-pairs.ts';
import { createEvaluationRouter } from '../evaluation-router.ts';
import type { OutcomeResult, RouterResult } from '../outcome-report.ts';
import { evaluateRobustness, type RobustnessResult } from '../robustness.ts';
import { type EmbedderFigures, embedderFigures } from './embedder-figures.ts';
import type { LayoutResult, PublicResults } from './public-sets.ts';

/** What needs nothing but the repository. */
export interface OwnResults {
  readonly artifact: { readonly version: string; readonly digest: string };
  readonly acceptance: readonly Omit<AcceptanceResult, 'missed'>[];
  readonly robustness: RobustnessResult;
  /** Measured by training. */
  readonly embedders: EmbedderFigures;
}

export interface Results extends OwnResults {
  readonly pairs: readonly ({ readonly name: string; readonly noise: number } & PairResult)[];
  readonly layouts: readonly LayoutResult[];
  readonly outcomes: readonly ({ readonly name: string } & OutcomeSummary)[];
}

type RouterSummary = Omit<RouterResult, 'sweep' | 'pareto'>;

/** An outcome result without its curves and single models. */
export interface OutcomeSummary extends Omit<OutcomeResult, 'routers' | 'models' | 'left_out'> {
  /** How many were compared and left out. */
  readonly models: number;
  readonly left_out: number;
  readonly routers: {
    readonly heimdall: RouterSummary;
    readonly nearest_neighbours: RouterSummary;
    readonly true_domain: RouterSummary | null;
  };
}

/** @param folder The repository's `evaluation`. */
export async function evaluateOwnSets(artifact: Artifact, folder: string): Promise<OwnResults> {
  const evaluator = createEvaluationRouter(artifact);
  const acceptance = await evaluateAcceptance(evaluator, `${folder}/acceptance`);
  return rounded({
    artifact: { version: artifact.version, digest: artifactDigest(artifact.manifest) },
    acceptance: acceptance.map(({ missed: _missed, ...result }) => result),
    robustness: await evaluateRobustness(evaluator, folder),
    embedders: embedderFigures(artifact.manifest),
  });
}

export function summarise(own: OwnResults, { pairs, layouts, outcomes }: PublicResults): Results {
  const router = ({ sweep: _sweep, pareto: _pareto, ...rest }: RouterResult): RouterSummary => rest;
  return rounded({
    ...own,
    pairs: pairs.map(({ name, noise, metrics }) => ({ name, noise, ...metrics })),
    layouts,
    outcomes: outcomes.map(({ name, result: { models, left_out, routers, ...result } }) => ({
      name,
      ...result,
      models: models.length,
      left_out: left_out.length,
      routers: {
        heimdall: router(routers.heimdall),
        nearest_neighbours: router(routers.nearest_neighbours),
        true_domain: routers.true_domain === null ? null : router(routers.true_domain),
      },
    })),
  });
}

/** Of everything in an artifact that decisions depend on: not of its pages. */
export function artifactDigest({ files, thresholds, routing }: Manifest): string {
  const parts = files
    .filter(({ role }) => role !== 'model-card' && role !== 'notice')
    .map(({ path, sha256 }) => `${path} ${sha256}`)
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([parts, thresholds, routing]))
    .digest('hex');
}

export async function readResults(path: string): Promise<Results> {
  return JSON.parse(await readFile(path, 'utf8')) as Results;
}

/** Four places after the point for shares, seven for the small numbers that dollars are. */
function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) => {
      if (typeof each !== 'number') return each;
      const factor = key === 'cost_usd' ? 1e8 : 1e4;
      return Math.round(each * factor) / factor;
    }),
  ) as T;
}
