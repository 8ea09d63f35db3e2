import type { Clusters } from '../scoring/clusters.ts';
import type { MaybePromise } from '../types.ts';
import { EMBEDDING_DIM, type Embedder, type Embedding } from './embedding/embedder.ts';
import type { StaticEmbedder, TokenWindow } from './embedding/static-embedder.ts';
import {
  describeFeatures,
  type FeatureDescription,
  SURFACE_FEATURE_COUNT,
  writeSurfaceFeatures,
} from './feature-schema.ts';
import { type TextSignals, textSignals } from './text-signals.ts';
import { withoutWrapper } from './without-wrapper.ts';
import { CODE_WORDS, MATH_WORDS } from './word-lists.ts';
import type { WordScores } from './words/word-scores.ts';

/** The features of one prompt text. */
export interface PromptFeatures {
  /** float32, in the order of `describe()`. */
  readonly row: Float32Array;
  readonly signals: TextSignals;
  readonly tokens: number;
  readonly embeddedTokens: number;
  /** Embedder that made the vector in the row. */
  readonly embedder: string;
}

/** Microseconds of the parts, added to by the extractor. */
export interface FeatureTimings {
  tokenize: number;
  embed: number;
  signals: number;
  clusters: number;
}

export interface FeatureExtractor {
  /** Where the cluster cosines and the embedding begin in a row. */
  readonly clusterOffset: number;
  readonly embeddingOffset: number;
  describe(): FeatureDescription[];
  /**
   * Features of a prompt, without what programs put around it. Asynchronous only when `embedder` is.
   *
   * @param embedder Makes the vector; the static one also serves the word features.
   */
  extract(prompt: string, embedder: Embedder, timings: FeatureTimings): MaybePromise<PromptFeatures>;
}

const CODE_FLAG = 1;
const MATH_FLAG = 2;

/** @param monotonicMs Clock for the stage timings. */
export function createFeatureExtractor(
  staticEmbedder: StaticEmbedder,
  clusters: Clusters,
  words: WordScores,
  monotonicMs: () => number,
): FeatureExtractor {
  const wordsOffset = SURFACE_FEATURE_COUNT;
  const clusterOffset = wordsOffset + words.heads.length;
  const embeddingOffset = clusterOffset + clusters.count;
  const wordFlags = flagWords(staticEmbedder);

  function finish(
    window: TokenWindow,
    signals: TextSignals,
    embedding: Embedding | null,
    embedder: string,
    timings: FeatureTimings,
  ): PromptFeatures {
    const row = new Float32Array(embeddingOffset + EMBEDDING_DIM);
    const vector = row.subarray(embeddingOffset);
    const started = monotonicMs();
    if (embedding === null) staticEmbedder.embedTokens(window, vector);
    else vector.set(embedding.vector);
    const embedded = monotonicMs();
    clusters.similarities(vector, row, clusterOffset);
    const clustered = monotonicMs();
    writeSurfaceFeatures(
      {
        signals,
        promptTokens: window.tokens,
        codeWordShare: flaggedShare(window, CODE_FLAG),
        mathWordShare: flaggedShare(window, MATH_FLAG),
      },
      row,
    );
    words.write(window, row, wordsOffset);
    const ended = monotonicMs();
    timings.embed += (embedded - started) * 1_000;
    timings.clusters += (clustered - embedded) * 1_000;
    timings.signals += (ended - clustered) * 1_000;
    return {
      row,
      signals,
      tokens: window.tokens,
      embeddedTokens: embedding?.embeddedTokens ?? window.embeddedTokens,
      embedder,
    };
  }

  function flaggedShare({ ids, embeddedTokens }: TokenWindow, flag: number): number {
    if (embeddedTokens === 0) return 0;
    let flagged = 0;
    for (let index = 0; index < embeddedTokens; index++) {
      if (((wordFlags[ids[index] as number] as number) & flag) !== 0) flagged++;
    }
    return flagged / embeddedTokens;
  }

  return {
    clusterOffset,
    embeddingOffset,
    describe: () => describeFeatures(words.heads, clusters.count),
    extract(prompt, embedder, timings) {
      const started = monotonicMs();
      const text = withoutWrapper(prompt);
      const window = staticEmbedder.tokenWindow(text);
      const tokenized = monotonicMs();
      const signals = textSignals(text);
      const signalled = monotonicMs();
      timings.tokenize += (tokenized - started) * 1_000;
      timings.signals += (signalled - tokenized) * 1_000;
      if (embedder === staticEmbedder) return finish(window, signals, null, embedder.id, timings);

      // The token window is scratch space of the static embedder: keep a copy across the wait.
      const kept = { ...window, ids: window.ids.slice(0, window.embeddedTokens) };
      const embedding = embedder.embed(text);
      const withEmbedding = (made: Embedding): PromptFeatures => {
        timings.embed += (monotonicMs() - signalled) * 1_000;
        return finish(kept, signals, made, embedder.id, timings);
      };
      return embedding instanceof Promise ? embedding.then(withEmbedding) : withEmbedding(embedding);
    },
  };
}

function flagWords(embedder: StaticEmbedder): Uint8Array {
  const flags = new Uint8Array(embedder.wordpiece.vocabularySize);
  const mark = (words: readonly string[], flag: number): void => {
    for (const word of words) {
      const id = embedder.wordpiece.idOf(word);
      if (id >= 0) flags[id] = (flags[id] as number) | flag;
    }
  };
  mark(CODE_WORDS, CODE_FLAG);
  mark(MATH_WORDS, MATH_FLAG);
  return flags;
}
