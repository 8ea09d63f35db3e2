/**
 * A small, complete, valid artifact in memory, for tests that need to break one or to know every number in it. Tests of
 * what users get use the shipped one (`shipped-artifact.ts`).
 */
import { createHash } from 'node:crypto';
import { assembleFeatures, FEATURE_PATHS } from '../../src/core/artifacts/load-artifact.ts';
import { createFeatureExtractor } from '../../src/core/features/extract-features.ts';
import { describeFeatures, SURFACE_FEATURE_NAMES } from '../../src/core/features/feature-schema.ts';
import type { ArtifactReader } from '../../src/core/index.ts';
import { calibrate, decodeForest, OUTPUT_COUNT, predictRaw } from '../../src/core/triage/forest.ts';

const DIM = 384;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const bytesOf = (array: Int8Array | Int16Array | Uint16Array | Float32Array | Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(array.buffer.slice(0) as ArrayBuffer);

const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  ...'abcdefghijklmnopqrstuvwxyz0123456789.,?!:;()+-*/=\'"',
  ...[...'abcdefghijklmnopqrstuvwxyz0123456789'].map((c) => `##${c}`),
  'hello',
  'write',
  'a',
  'function',
  'python',
  'prove',
  'theorem',
  'prime',
  'number',
  'the',
  'that',
  'are',
  'infinitely',
  'many',
  'code',
  'list',
];

/** "hello a" and "prime number", as pairs of places in the vocabulary. */
const PHRASES = Uint16Array.from(
  [
    ['hello', 'a'],
    ['prime', 'number'],
  ].flatMap((words) => words.map((word) => VOCABULARY.indexOf(word))),
);

/** What the tiny catalog holds; prices in USD per million tokens. */
export const TINY_MODELS = {
  cheapA: 'deepseek/tiny-a',
  cheapB: 'qwen/tiny-b',
  midOpenai: 'openai/mid-one',
  midClaude: 'anthropic/claude-mid',
  hardOpenai: 'openai/hard-one',
  hardGoogle: 'google/hard-two',
  unpriced: 'acme/unpriced',
} as const;

interface ModelSpec {
  id: string;
  context: number;
  price: [number, number] | null;
  providers: string[];
  quality: number[];
  outputTokens: number;
  tools?: boolean;
  vision?: boolean;
}

const MODELS: ModelSpec[] = [
  {
    id: TINY_MODELS.cheapA,
    context: 64_000,
    price: [0.1, 0.4],
    providers: ['openrouter'],
    quality: [0.8, 0.5, 0.3],
    outputTokens: 500,
  },
  {
    id: TINY_MODELS.cheapB,
    context: 128_000,
    price: [0.3, 1.2],
    providers: ['openrouter'],
    quality: [0.85, 0.6, 0.4],
    outputTokens: 500,
    tools: false,
  },
  {
    id: TINY_MODELS.midOpenai,
    context: 128_000,
    price: [1, 4],
    providers: ['openai', 'openrouter'],
    quality: [0.9, 0.8, 0.6],
    outputTokens: 1000,
    vision: true,
  },
  {
    id: TINY_MODELS.midClaude,
    context: 200_000,
    price: [3, 15],
    providers: ['anthropic'],
    quality: [0.92, 0.85, 0.7],
    outputTokens: 1000,
    vision: true,
  },
  {
    id: TINY_MODELS.hardOpenai,
    context: 400_000,
    price: [5, 20],
    providers: ['openai'],
    quality: [0.95, 0.9, 0.85],
    outputTokens: 4000,
    vision: true,
  },
  {
    id: TINY_MODELS.hardGoogle,
    context: 1_000_000,
    price: [2, 12],
    providers: ['google'],
    quality: [0.94, 0.88, 0.8],
    outputTokens: 4000,
    vision: true,
  },
  { id: TINY_MODELS.unpriced, context: 32_000, price: null, providers: ['openrouter'], quality: [], outputTokens: 0 },
];

export type ArtifactFiles = Map<string, Uint8Array>;

/** The files of the tiny artifact by path; change them and call `sealArtifact` to make the manifest fit again. */
export function tinyArtifactFiles(): ArtifactFiles {
  const files: ArtifactFiles = new Map();
  files.set(FEATURE_PATHS.vocab, new TextEncoder().encode(`${VOCABULARY.join('\n')}\n`));
  files.set(FEATURE_PATHS.table, bytesOf(randomTable(VOCABULARY.length + PHRASES.length / 2)));
  files.set(FEATURE_PATHS.scales, bytesOf(new Float32Array(VOCABULARY.length + PHRASES.length / 2).fill(0.01)));
  files.set(FEATURE_PATHS.phrases, bytesOf(PHRASES));
  const centroids = new Float32Array(3 * DIM);
  for (const cluster of [0, 1, 2]) centroids[cluster * DIM + cluster] = 1;
  files.set(FEATURE_PATHS.centroids, bytesOf(centroids));
  const projection = new Float32Array(3 * DIM);
  projection[DIM] = 1;
  projection[2 * DIM + 1] = 1;
  files.set(FEATURE_PATHS.projection, bytesOf(projection));
  files.set(
    FEATURE_PATHS.clusters,
    encode({
      k: 3,
      dim: DIM,
      projection: { method: 'pca', explained_variance: [0.2, 0.1] },
      clusters: [0, 1, 2].map((id) => ({
        id,
        label: `cluster ${id}`,
        terms: [],
        size: 10,
        xy: [id, 0],
        composition: { own: 1 },
        solve_rate: 0.5,
        outcomes: 10,
      })),
    }),
  );
  addWords(files);
  addForest(files);
  files.set('quality.json', encode(qualityTable()));
  files.set('catalog.json', encode(catalog()));
  files.set('MODEL_CARD.md', new TextEncoder().encode('# tiny\n'));
  addGolden(files);
  sealArtifact(files);
  return files;
}

/** Rewrites manifest.json with the true sizes and digests of the other files. */
export function sealArtifact(
  files: ArtifactFiles,
  change: (manifest: Record<string, unknown>) => void = () => {},
): void {
  const roles: Record<string, string> = {
    [FEATURE_PATHS.vocab]: 'static-vocab',
    [FEATURE_PATHS.table]: 'static-table',
    [FEATURE_PATHS.scales]: 'static-scales',
    [FEATURE_PATHS.phrases]: 'static-phrases',
    [FEATURE_PATHS.clusters]: 'clusters-meta',
    [FEATURE_PATHS.centroids]: 'clusters-centroids',
    [FEATURE_PATHS.projection]: 'clusters-projection',
    [FEATURE_PATHS.wordsMeta]: 'words-meta',
    [FEATURE_PATHS.wordsTable]: 'words-table',
    'triage/triage.json': 'triage-meta',
    'triage/forest.bin': 'triage-forest',
    'quality.json': 'quality',
    'provenance.json': 'provenance',
    'catalog.json': 'catalog',
    'golden.json': 'golden',
    'MODEL_CARD.md': 'model-card',
  };
  files.delete('manifest.json');
  const manifest: Record<string, unknown> = {
    schema_version: 3,
    artifact_version: 'tiny.1',
    created: '2026-01-01T00:00:00Z',
    training: { seed: 1, data: [] },
    files: [...files].map(([path, bytes]) => ({
      path,
      role: roles[path],
      bytes: bytes.byteLength,
      sha256: sha256(bytes),
    })),
    features: describeFeatures(WORD_HEADS, 3),
    thresholds: { cheap: 0.6, hard: 0.55 },
    routing: {
      alpha: 0.6,
      top_p: 3,
      candidates: {
        cheap: [target(TINY_MODELS.cheapA), target(TINY_MODELS.cheapB)],
        mid: [target(TINY_MODELS.midOpenai, 'medium'), target(TINY_MODELS.midClaude)],
        hard: [target(TINY_MODELS.hardOpenai, 'high'), target(TINY_MODELS.hardGoogle, 'high')],
      },
    },
    metrics: { validation: {} },
    licences: [],
  };
  change(manifest);
  files.set('manifest.json', encode(manifest));
}

export function readerOf(files: ArtifactFiles): ArtifactReader {
  return (path) => {
    const bytes = files.get(path);
    return bytes === undefined ? Promise.reject(new Error(`no such file: ${path}`)) : Promise.resolve(bytes);
  };
}

function target(model: string, effort: string | null = null): { model: string; effort: string | null } {
  return { model, effort };
}

/** A fixed pseudo-random table (mulberry32), so that different words have different vectors. */
function randomTable(rows: number): Int8Array {
  let state = 42;
  return Int8Array.from({ length: rows * DIM }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 24) - 128;
  });
}

const WORD_HEADS = ['gain'];
const PAIR_BUCKETS = 8;

/** One head that knows a single word: a prompt that is nothing but "prove" scores 1, others less, most 0. */
function addWords(files: ArtifactFiles): void {
  const table = new Int16Array(VOCABULARY.length + PAIR_BUCKETS);
  table[VOCABULARY.indexOf('prove')] = 100;
  files.set(FEATURE_PATHS.wordsTable, bytesOf(table));
  files.set(
    FEATURE_PATHS.wordsMeta,
    encode({
      format: 'heimdall-words/1',
      heads: WORD_HEADS,
      vocabulary: VOCABULARY.length,
      buckets: PAIR_BUCKETS,
      power: 0.75,
      scale: [0.01],
      bias: [0],
    }),
  );
}

/**
 * Four trees: short prompts push to cheap, mathematics words push to hard, mid is constant, and the word "prove" promises
 * a gain. Written by hand so that tests can work out every score.
 */
function addForest(files: ArtifactFiles): void {
  const feature = (name: string): number => SURFACE_FEATURE_NAMES.indexOf(name);
  const sections: [string, 'int32' | 'float32' | 'float64', number[]][] = [
    ['tree_root', 'int32', [0, ~2, 1, 2]],
    [
      'split_feature',
      'int32',
      [feature('log_prompt_tokens'), feature('math_word_share'), SURFACE_FEATURE_NAMES.length],
    ],
    ['threshold', 'float32', [2, 0.1, 0]],
    ['left', 'int32', [~0, ~3, ~5]],
    ['right', 'int32', [~1, ~4, ~6]],
    ['node_cover', 'float32', [100, 100, 100]],
    ['leaf_value', 'float64', [2, -1, 0.25, -1, 2.5, 0.05, 0.3]],
    ['leaf_cover', 'float32', [40, 60, 100, 80, 20, 90, 10]],
  ];
  const types = { int32: Int32Array, float32: Float32Array, float64: Float64Array } as const;
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, dtype, values] of sections) {
    const bytes = bytesOf(types[dtype].from(values));
    header[name] = { dtype, offset, length: values.length };
    const padded = new Uint8Array(Math.ceil(bytes.byteLength / 8) * 8);
    padded.set(bytes);
    parts.push(padded);
    offset += padded.byteLength;
  }
  files.set('triage/forest.bin', Uint8Array.from(parts.flatMap((part) => [...part])));
  files.set(
    'triage/triage.json',
    encode({
      format: 'heimdall-forest/2',
      outputs: ['cheap', 'mid', 'hard', 'gain'],
      feature_count: SURFACE_FEATURE_NAMES.length + WORD_HEADS.length + 3 + DIM,
      tree_count: 4,
      node_count: 3,
      leaf_count: 7,
      sections: header,
      calibration: { method: 'vector-scaling', scale: [1, 1, 1], bias: [0, 0, 0] },
    }),
  );
}

function qualityTable(): unknown {
  return {
    updated: '2026-01-01',
    unit: 'share',
    method: 'by hand',
    targets: MODELS.filter((model) => model.quality.length > 0).map((model) => ({
      model: model.id,
      effort: null,
      prior: 0.5,
      output_tokens: model.outputTokens,
      q: model.quality,
      n: [1, 1, 1],
      sources: [],
    })),
  };
}

function catalog(): unknown {
  return {
    snapshot_date: '2026-01-01',
    sources: [],
    models: MODELS.map((model) => ({
      id: model.id,
      name: model.id,
      author: model.id.split('/')[0],
      released: null,
      context_tokens: model.context,
      max_output_tokens: null,
      capabilities: {
        tools: model.tools ?? true,
        vision: model.vision ?? false,
        json_schema: true,
        efforts: null,
        thinking_budget: null,
      },
      price:
        model.price === null
          ? null
          : {
              input_usd_per_mtok: model.price[0],
              output_usd_per_mtok: model.price[1],
              cache_read_usd_per_mtok: null,
              cache_write_usd_per_mtok: null,
              source: 'by hand',
            },
      offers: model.providers.map((provider) => ({
        provider,
        upstream_id: provider === 'openrouter' ? model.id : (model.id.split('/')[1] ?? model.id),
      })),
    })),
  };
}

function addGolden(files: ArtifactFiles): void {
  const file = (path: string): Uint8Array => files.get(path) as Uint8Array;
  const { embedder, clusters, words } = assembleFeatures({
    vocab: file(FEATURE_PATHS.vocab),
    table: file(FEATURE_PATHS.table),
    scales: file(FEATURE_PATHS.scales),
    phrases: file(FEATURE_PATHS.phrases),
    clusters: file(FEATURE_PATHS.clusters),
    centroids: file(FEATURE_PATHS.centroids),
    projection: file(FEATURE_PATHS.projection),
    wordsMeta: file(FEATURE_PATHS.wordsMeta),
    wordsTable: file(FEATURE_PATHS.wordsTable),
  });
  const forest = decodeForest(
    JSON.parse(new TextDecoder().decode(file('triage/triage.json'))),
    file('triage/forest.bin'),
  );
  const extractor = createFeatureExtractor(embedder, clusters, words, () => 0);
  const raw = new Float64Array(OUTPUT_COUNT);
  const prompts = ['hello', 'prove the theorem that the prime number are infinitely many'].map((prompt) => {
    const features = extractor.extract(prompt, embedder, { tokenize: 0, embed: 0, signals: 0, clusters: 0 });
    if (features instanceof Promise) throw new Error('the static embedder is synchronous');
    predictRaw(forest, features.row, raw);
    return {
      prompt,
      embedding: [...features.row.subarray(extractor.embeddingOffset)],
      raw_scores: [...raw],
      probabilities: calibrate(forest, raw),
    };
  });
  files.set('golden.json', encode({ prompts }));
}
