import type { z } from 'zod';
import { createModelCatalog, type ModelCatalog } from '../catalog/model-catalog.ts';
import { HeimdallError } from '../errors.ts';
import { dot } from '../features/embedding/embedder.ts';
import { createStaticEmbedder, type StaticEmbedder } from '../features/embedding/static-embedder.ts';
import { createFeatureExtractor, type FeatureExtractor, type FeatureTimings } from '../features/extract-features.ts';
import { createWordScores, type WordScores } from '../features/words/word-scores.ts';
import type { KernelBackend } from '../kernels/open-kernels.ts';
import type { ArtifactReader, Sha256 } from '../ports.ts';
import { type ClusterInfo, type Clusters, createClusters } from '../scoring/clusters.ts';
import { createQualityTable, type QualityTable } from '../scoring/quality-table.ts';
import { calibrate, decodeForest, type Forest, GAIN_OUTPUT, OUTPUT_COUNT, predictRaw } from '../triage/forest.ts';
import { copyBytes } from './bytes.ts';
import {
  catalogSchema,
  clustersSchema,
  type FileRole,
  type GoldenData,
  goldenSchema,
  type Manifest,
  manifestSchema,
  type QualityData,
  qualitySchema,
  triageSchema,
  wordsSchema,
} from './manifest.ts';
import { type Provenance, provenanceSchema } from './provenance.ts';

/** A verified artifact, ready for use. Immutable; a new version is a new value. */
export interface Artifact {
  /** As decisions name it. */
  readonly version: string;
  /** What is in it, with digests, trained thresholds and candidates. */
  readonly manifest: Manifest;
  /** Text to a float32[384] of unit length, without a model file beside. */
  readonly embedder: StaticEmbedder;
  /** Kinds of prompts: K centroids of float32[384]. */
  readonly clusters: Clusters;
  /** Scores of words and word pairs. */
  readonly words: WordScores;
  /** The boosted trees of the triage, with their calibration. */
  readonly forest: Forest;
  /** Expected share of tasks done well, by target and cluster, 0..1. */
  readonly quality: QualityTable;
  /** What the quality table was made from; null in an artifact that does not say. */
  readonly provenance: Provenance | null;
  /** Models with prices and capabilities, of the day on which it was made. */
  readonly catalog: ModelCatalog;
}

/**
 * Reads and verifies an artifact: schema, size and SHA-256 of every file, consistency between the files, and the
 * golden prompts. Nothing of a bad artifact is used.
 *
 * @param backend Who does the arithmetic; `wasm` falls back to `js` where it cannot be had.
 * @throws {HeimdallError} `artifact_missing`, `artifact_digest_mismatch`, `artifact_invalid` or
 *   `artifact_golden_mismatch`; the message names the file.
 */
export async function loadArtifact(
  read: ArtifactReader,
  sha256: Sha256,
  backend: KernelBackend = 'wasm',
): Promise<Artifact> {
  const manifest = parseJson(manifestSchema, await readFile(read, 'manifest.json'), 'manifest.json');
  const files = await readVerified(manifest, read, sha256);
  const only = (role: FileRole): { path: string; bytes: Uint8Array } => {
    const found = files.filter((file) => file.role === role);
    if (found.length !== 1) {
      throw new HeimdallError('artifact_invalid', `manifest.json: needs exactly one file of role ${role}`);
    }
    return found[0] as { path: string; bytes: Uint8Array };
  };
  const json = <T>(role: FileRole, schema: z.ZodType<T>): T => {
    const { path, bytes } = only(role);
    return parseJson(schema, bytes, path);
  };

  const featureFiles: FeatureFiles = {
    vocab: only('static-vocab').bytes,
    table: only('static-table').bytes,
    scales: only('static-scales').bytes,
    phrases: only('static-phrases').bytes,
    clusters: only('clusters-meta').bytes,
    centroids: only('clusters-centroids').bytes,
    projection: only('clusters-projection').bytes,
    wordsMeta: only('words-meta').bytes,
    wordsTable: only('words-table').bytes,
  };
  const { embedder, clusters, words } = assembleFeatures(featureFiles, backend);
  const forest = decodeForest(json('triage-meta', triageSchema), only('triage-forest').bytes, backend);
  const qualityData = json('quality', qualitySchema);
  const artifact: Artifact = {
    version: manifest.artifact_version,
    manifest,
    embedder,
    clusters,
    words,
    forest,
    quality: createQualityTable(qualityData),
    provenance: files.some((file) => file.role === 'provenance') ? json('provenance', provenanceSchema) : null,
    catalog: createModelCatalog(json('catalog', catalogSchema)),
  };
  const extractor = createFeatureExtractor(embedder, clusters, words, () => 0);
  checkFeatureSchema(artifact, extractor);
  checkTables(artifact, qualityData.targets);
  checkGolden(artifact, extractor, json('golden', goldenSchema).prompts);
  return artifact;
}

/** The files that features are computed from. */
export interface FeatureFiles {
  readonly vocab: Uint8Array;
  readonly table: Uint8Array;
  readonly scales: Uint8Array;
  readonly phrases: Uint8Array;
  readonly clusters: Uint8Array;
  readonly centroids: Uint8Array;
  readonly projection: Uint8Array;
  readonly wordsMeta: Uint8Array;
  readonly wordsTable: Uint8Array;
}

/** Where these files are in an artifact folder, for training, which has no manifest yet. */
export const FEATURE_PATHS: Readonly<Record<keyof FeatureFiles, string>> = {
  vocab: 'embedders/static-384/vocab.txt',
  table: 'embedders/static-384/table.i8.bin',
  scales: 'embedders/static-384/scales.f32.bin',
  phrases: 'embedders/static-384/phrases.u16.bin',
  clusters: 'clusters/clusters.json',
  centroids: 'clusters/centroids.f32.bin',
  projection: 'clusters/projection.f32.bin',
  wordsMeta: 'triage/words.json',
  wordsTable: 'triage/words.i16.bin',
};

/** Builds the static embedder, the clusters and the word scores from their files. */
export function assembleFeatures(
  files: FeatureFiles,
  backend: KernelBackend = 'wasm',
): {
  embedder: StaticEmbedder;
  clusters: Clusters;
  words: WordScores;
} {
  const vocabulary = decodeUtf8(files.vocab)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const embedder = createStaticEmbedder(
    vocabulary,
    // A view: bytes need no alignment, and this is the largest file by far.
    new Int8Array(files.table.buffer as ArrayBuffer, files.table.byteOffset, files.table.byteLength),
    float32(files.scales),
    uint16(files.phrases),
    backend,
  );
  const meta = parseJson(clustersSchema, files.clusters, 'clusters.json');
  const info: ClusterInfo[] = meta.clusters.map(({ solve_rate, ...cluster }) => ({
    ...cluster,
    solveRate: solve_rate,
  }));
  if (info.length !== meta.k || info.some((cluster, index) => cluster.id !== index)) {
    throw new HeimdallError('artifact_invalid', 'clusters.json: clusters must be numbered 0 to k-1, in order');
  }
  const { explained_variance: variance } = meta.projection;
  const clusters = createClusters(info, float32(files.centroids), float32(files.projection), variance, backend);
  const words = parseJson(wordsSchema, files.wordsMeta, 'words.json');
  return { embedder, clusters, words: createWordScores(words, files.wordsTable, vocabulary.length) };
}

async function readFile(read: ArtifactReader, path: string): Promise<Uint8Array> {
  try {
    return await read(path);
  } catch (cause) {
    throw new HeimdallError('artifact_missing', `The artifact has no readable file ${path}.`, { cause });
  }
}

async function readVerified(
  manifest: Manifest,
  read: ArtifactReader,
  sha256: Sha256,
): Promise<{ path: string; role: FileRole; bytes: Uint8Array }[]> {
  return await Promise.all(
    manifest.files.map(async ({ path, role, bytes: size, sha256: digest }) => {
      const bytes = await readFile(read, path);
      if (bytes.byteLength !== size) {
        throw new HeimdallError(
          'artifact_digest_mismatch',
          `${path} has ${bytes.byteLength} bytes, the manifest says ${size}: the file is truncated or was changed.`,
        );
      }
      if ((await sha256(bytes)) !== digest) {
        throw new HeimdallError('artifact_digest_mismatch', `${path} differs from its SHA-256 in the manifest.`);
      }
      return { path, role, bytes };
    }),
  );
}

function parseJson<T>(schema: z.ZodType<T>, bytes: Uint8Array, path: string): T {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch (cause) {
    throw new HeimdallError('artifact_invalid', `${path} is not valid JSON.`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HeimdallError(
      'artifact_invalid',
      `${path}: ${issue?.path.map(String).join('.') || '(root)'}: ${issue?.message ?? 'invalid'}`,
    );
  }
  return parsed.data;
}

function checkFeatureSchema(artifact: Artifact, extractor: FeatureExtractor): void {
  const expected = extractor.describe();
  const { features } = artifact.manifest;
  const differs = expected.findIndex((feature, index) => features[index]?.name !== feature.name);
  if (features.length !== expected.length || differs >= 0 || artifact.forest.featureCount !== expected.length) {
    throw new HeimdallError(
      'artifact_invalid',
      `manifest.json: features: this version of Heimdall computes ${expected.length} features and the artifact was ` +
        `trained on ${features.length}${differs >= 0 ? `, which differ from "${expected[differs]?.name}" on` : ''}.`,
    );
  }
}

function checkTables(artifact: Artifact, rows: QualityData['targets']): void {
  const { count } = artifact.clusters;
  for (const row of rows) {
    for (const column of ['q', 'n', 'sd', 'tokens'] as const) {
      const values = row[column]?.length ?? count;
      if (values === count) continue;
      throw new HeimdallError(
        'artifact_invalid',
        `quality.json: ${row.model}: ${column} has ${values} values for ${count} clusters`,
      );
    }
  }
  for (const [bucket, targets] of Object.entries(artifact.manifest.routing.candidates)) {
    for (const { model } of targets) {
      if (artifact.catalog.get(model) === undefined) {
        throw new HeimdallError(
          'artifact_invalid',
          `manifest.json: ${bucket} candidate ${model} is not in the catalog`,
        );
      }
    }
  }
}

/** Loose enough for another CPU's rounding, far tighter than any real damage. */
const GOLDEN_COSINE = 0.999;
const GOLDEN_PROBABILITY = 0.05;
const GOLDEN_GAIN = 0.05;

function checkGolden(artifact: Artifact, extractor: FeatureExtractor, prompts: GoldenData['prompts']): void {
  const timings: FeatureTimings = { tokenize: 0, embed: 0, signals: 0, clusters: 0 };
  const raw = new Float64Array(OUTPUT_COUNT);
  for (const [index, golden] of prompts.entries()) {
    const features = extractor.extract(golden.prompt, artifact.embedder, timings);
    // The static embedder is synchronous, and so is extraction with it.
    if (features instanceof Promise) throw new HeimdallError('internal', 'golden prompts need a synchronous embedder');
    const vector = features.row.subarray(extractor.embeddingOffset);
    const cosine = dot(vector, Float32Array.from(golden.embedding));
    predictRaw(artifact.forest, features.row, raw);
    const probabilities = calibrate(artifact.forest, raw);
    const off = Math.max(
      ...probabilities.map((value, slot) => Math.abs(value - (golden.probabilities[slot] as number))),
    );
    const gainOff = Math.abs((raw[GAIN_OUTPUT] as number) - golden.raw_scores[GAIN_OUTPUT]);
    if (!(cosine >= GOLDEN_COSINE) || !(off <= GOLDEN_PROBABILITY) || !(gainOff <= GOLDEN_GAIN)) {
      throw new HeimdallError(
        'artifact_golden_mismatch',
        `golden.json: prompt ${index} gives cosine ${cosine.toFixed(4)} (at least ${GOLDEN_COSINE}), probabilities ` +
          `off by ${off.toFixed(3)} (at most ${GOLDEN_PROBABILITY}) and a gain off by ${gainOff.toFixed(3)} (at most ${GOLDEN_GAIN}).`,
      );
    }
  }
}

function float32(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0) {
    throw new HeimdallError('artifact_invalid', 'a float32 file of the artifact has a partial value at its end');
  }
  return new Float32Array(copyBytes(bytes));
}

function uint16(bytes: Uint8Array): Uint16Array {
  if (bytes.byteLength % 2 !== 0) {
    throw new HeimdallError('artifact_invalid', 'a uint16 file of the artifact has a partial value at its end');
  }
  return new Uint16Array(copyBytes(bytes));
}

function decodeUtf8(bytes: Uint8Array): string {
  return new Utf8Decoder().decode(bytes);
}

/** `TextDecoder` is in every runtime but in none of the language's own type libraries. */
const Utf8Decoder = (globalThis as unknown as { TextDecoder: new () => { decode(bytes: Uint8Array): string } })
  .TextDecoder;
