import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EMBEDDING_DIM, type Embedder, HeimdallError } from '../../core/index.ts';
import { minilmLibrary } from './minilm-library.ts';

/** The tokenizer cuts a text here, its two marks included; the rest is not embedded. */
const MAX_TOKENS = 512;
/** What the model makes of a text: hidden states, pooled and normalised. */
interface Pipeline {
  (text: string, options: { pooling: 'mean'; normalize: true }): Promise<{ readonly data: ArrayLike<number> }>;
  readonly tokenizer: { encode(text: string): readonly number[] };
}

/**
 * all-MiniLM-L6-v2 from a folder of the artifact, by transformers.js on onnxruntime. Offline: it never asks the Hub.
 * The runtime is imported, and the model read, with the first text.
 *
 * @param folder `artifacts/embedders/minilm`.
 * @throws {HeimdallError} `artifact_missing` when the folder holds no model or the library is not installed; `embed` rejects when it does not load.
 */
export function createMinilmEmbedder(folder: string): Embedder & { warmUp(): Promise<void> } {
  if (!hasMinilm(folder)) {
    throw new HeimdallError('artifact_missing', `The artifact has no MiniLM model in ${folder}.`);
  }
  minilmLibrary();
  let loading: Promise<Pipeline> | null = null;
  const pipeline = (): Promise<Pipeline> => {
    loading ??= load(folder).catch((error: unknown) => {
      // The next text tries again: the cause may be passing, such as too little memory.
      loading = null;
      throw error;
    });
    return loading;
  };
  return {
    id: 'minilm',
    async embed(text) {
      const run = await pipeline();
      const output = await run(text, { pooling: 'mean', normalize: true });
      if (output.data.length !== EMBEDDING_DIM) {
        throw new HeimdallError('artifact_invalid', `MiniLM gave ${output.data.length} numbers, not ${EMBEDDING_DIM}.`);
      }
      // Two of the tokens mark begin and end and are not the text's.
      const tokens = Math.max(0, run.tokenizer.encode(text).length - 2);
      return { vector: Float32Array.from(output.data), tokens, embeddedTokens: Math.min(tokens, MAX_TOKENS - 2) };
    },
    async warmUp() {
      await pipeline();
    },
  };
}

/** Whether an artifact's folder for MiniLM holds the model. */
export function hasMinilm(folder: string): boolean {
  return existsSync(join(folder, 'onnx', 'model_quantized.onnx'));
}

async function load(folder: string): Promise<Pipeline> {
  const { env, pipeline } = await import('@xenova/transformers');
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.localModelPath = dirname(resolve(folder));
  const loaded = await pipeline('feature-extraction', basename(folder), { dtype: 'q8' });
  return loaded as unknown as Pipeline;
}
