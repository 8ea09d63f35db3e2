/** `npm run eval`: every table from the shipped artifact, printed and, if asked, written into the pages. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeimdallError } from '../../../core/index.ts';
import { openArtifact } from '../../routing/load-artifact-folder.ts';
import { outcomeChart } from '../chart/evaluation-charts.ts';
import { defaultPriceFile } from '../evaluate-files.ts';
import { readModelPrices } from '../model-prices.ts';
import { TABLES, type TableName } from './markdown.ts';
import { writePages } from './pages.ts';
import { evaluatePublicSets } from './public-sets.ts';
import { evaluateOwnSets, type OwnResults, type Results, summarise } from './results.ts';

export interface ReportOptions {
  /** The repository. */
  readonly root: string;
  readonly artifactFolder: string;
  /** Folder of the public tables; null leaves them out. */
  readonly dataFolder: string | null;
  /** Write evaluation/results.json, the picture and the tables of the pages. */
  readonly write: boolean;
  readonly log: (line: string) => void;
}

/** Where the results are, from the root. */
export const RESULTS_FILE = 'evaluation/results.json';
const PICTURE = 'docs/images/evaluation.svg';

/** @throws {HeimdallError} `request_invalid` or `artifact_*`. */
export async function runReport({
  root,
  artifactFolder,
  dataFolder,
  write,
  log,
}: ReportOptions): Promise<OwnResults | Results> {
  if (write && dataFolder === null) {
    throw new HeimdallError('request_invalid', '--write needs the public tables: give their folder with --data.');
  }
  const artifact = await openArtifact(artifactFolder);
  log('our own sets');
  const own = await evaluateOwnSets(artifact, join(root, 'evaluation'));
  if (dataFolder === null) return own;
  const prices = await readModelPrices(artifact, [defaultPriceFile(root)]);
  const found = await evaluatePublicSets(artifact, dataFolder, prices, log);
  const results = summarise(own, found);
  if (write) {
    await writeFile(join(root, RESULTS_FILE), `${JSON.stringify(results, null, 1)}\n`);
    await writeFile(join(root, PICTURE), outcomeChart(found.outcomes));
    await writePages(root, results);
  }
  return results;
}

/** All tables, one after the other. */
export function printReport(results: OwnResults | Results): string {
  const own: TableName[] = ['artifact', 'acceptance', 'flips', 'lengths', 'fidelity', 'embedders'];
  const all: TableName[] = ['pairs', 'layouts', 'outcomes', 'routers', 'domains'];
  const names = 'pairs' in results ? [...own, ...all] : own;
  return `${names.map((name) => TABLES[name](results as Results)).join('\n\n')}\n`;
}
