import { join } from 'node:path';
import { openArtifact } from '../routing/load-artifact-folder.ts';
import { evaluateOutcomes } from './evaluate-outcomes.ts';
import { evaluatePairs, type PairEvaluation, readPairs } from './evaluate-pairs.ts';
import { type ExplorationResult, exploreOutcomes } from './explore-outcomes.ts';
import { readModelPrices } from './model-prices.ts';
import type { OutcomeResult, Split } from './outcome-report.ts';
import { readOutcomes } from './read-outcomes.ts';

/** Prices of the models of public evaluation tables, which comes with Heimdall. */
export function defaultPriceFile(root: string): string {
  return join(root, 'evaluation', 'models.json');
}

/** @throws {HeimdallError} `request_invalid` or `artifact_*`. */
export async function evaluatePairFile(artifactFolder: string, path: string): Promise<PairEvaluation> {
  const rows = await readPairs(path);
  return await evaluatePairs(await openArtifact(artifactFolder), rows);
}

/**
 * @param pricePaths Files of prices; a later one wins.
 * @throws {HeimdallError} `request_invalid` or `artifact_*`.
 */
export async function evaluateOutcomeFile(
  artifactFolder: string,
  path: string,
  pricePaths: readonly string[],
  split: Split,
): Promise<OutcomeResult> {
  const rows = await readOutcomes(path);
  const artifact = await openArtifact(artifactFolder);
  return await evaluateOutcomes(artifact, rows, await readModelPrices(artifact, pricePaths), split);
}

/**
 * Plays a file of outcomes as traffic, with and without exploration.
 *
 * @param requests How many.
 * @throws {HeimdallError} `request_invalid` or `artifact_*`.
 */
export async function exploreOutcomeFile(
  artifactFolder: string,
  path: string,
  pricePaths: readonly string[],
  requests: number,
): Promise<ExplorationResult> {
  const rows = await readOutcomes(path);
  const artifact = await openArtifact(artifactFolder);
  return await exploreOutcomes(artifact, rows, await readModelPrices(artifact, pricePaths), requests);
}
