/**
 * Feature rows for training. Training reads what the runtime computes instead of computing it again, so the two cannot
 * drift apart.
 */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  assembleFeatures,
  createFeatureExtractor,
  FEATURE_PATHS,
  type FeatureDescription,
  type FeatureFiles,
  HeimdallError,
} from '../../core/index.ts';
import { readJsonLines, textField } from '../files/json-lines.ts';

export interface ExportedFeatures {
  readonly rows: number;
  readonly columns: number;
  readonly features: readonly FeatureDescription[];
}

/**
 * Writes a float32 little-endian matrix (rows × columns): one row per line of `inputPath` (.jsonl or .jsonl.gz), from
 * its `prompt`.
 *
 * @param artifactFolder Needs only `embedders/static-384/`, `clusters/` and the words of `triage/`.
 * @throws {HeimdallError} `artifact_missing` or `request_invalid`, which names the line.
 */
export async function exportFeatures(
  artifactFolder: string,
  inputPath: string,
  outputPath: string,
): Promise<ExportedFeatures> {
  const { embedder, clusters, words } = assembleFeatures(await readFeatureFiles(artifactFolder));
  const extractor = createFeatureExtractor(embedder, clusters, words, () => 0);
  const timings = { tokenize: 0, embed: 0, signals: 0, clusters: 0 };
  const features = extractor.describe();
  const output = await open(outputPath, 'w');
  let rows = 0;
  try {
    for await (const line of readJsonLines(inputPath)) {
      const { row } = await extractor.extract(textField(line, 'prompt'), embedder, timings);
      await output.write(new Uint8Array(row.buffer));
      rows++;
    }
  } finally {
    await output.close();
  }
  return { rows, columns: features.length, features };
}

async function readFeatureFiles(folder: string): Promise<FeatureFiles> {
  const entries = await Promise.all(
    Object.entries(FEATURE_PATHS).map(async ([name, path]) => {
      try {
        return [name, await readFile(join(folder, path))] as const;
      } catch (cause) {
        throw new HeimdallError('artifact_missing', `The artifact has no readable file ${path}.`, { cause });
      }
    }),
  );
  return Object.fromEntries(entries) as unknown as FeatureFiles;
}
