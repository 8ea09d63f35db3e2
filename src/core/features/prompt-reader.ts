import { HOUR_MS } from '../../shared/durations.ts';
import { LruCache } from '../cache/lru-cache.ts';
import { textHash } from '../cache/text-hash.ts';
import type { Clock } from '../ports.ts';
import type { MaybePromise } from '../types.ts';
import type { Embedder } from './embedding/embedder.ts';
import { hashedEmbedder } from './embedding/hashed-embedder.ts';
import type { FeatureExtractor, FeatureTimings, PromptFeatures } from './extract-features.ts';

export interface PromptReaderOptions {
  readonly extractor: FeatureExtractor;
  readonly embedder: Embedder;
  readonly clock: Clock;
  /** Prompts whose features are kept; 0 turns the cache off. */
  readonly cacheSize: number;
  /** Settles with the promise, or with undefined after `ms`. */
  readonly deadline: (<T>(promise: Promise<T>, ms: number) => Promise<T | undefined>) | undefined;
}

/** Reads the features of prompts: cached, within a budget, and never failing. */
export interface PromptReader {
  /**
   * @param budgetMs Time for an asynchronous embedder.
   * @param notes Receives a sentence when the hashed embedding had to stand in.
   */
  read(prompt: string, budgetMs: number, timings: FeatureTimings, notes: string[]): MaybePromise<PromptFeatures>;
}

const TTL_MS = HOUR_MS;

export function createPromptReader(options: PromptReaderOptions): PromptReader {
  const { extractor, embedder, deadline } = options;
  const cache =
    options.cacheSize > 0
      ? new LruCache<PromptFeatures>({ maxEntries: options.cacheSize, ttlMs: TTL_MS, clock: options.clock })
      : null;

  return {
    read(prompt, budgetMs, timings, notes) {
      const key = cache === null ? '' : textHash(prompt);
      const known = cache?.get(key);
      if (known !== undefined) return known;

      const keep = (features: PromptFeatures): PromptFeatures => {
        cache?.set(key, features);
        return features;
      };
      // Not kept: the next request for the prompt may do better.
      const standIn = (reason: string): MaybePromise<PromptFeatures> => {
        notes.push(`embedder ${embedder.id} ${reason}: the hashed embedding was used`);
        return extractor.extract(prompt, hashedEmbedder, timings);
      };
      try {
        const features = extractor.extract(prompt, embedder, timings);
        if (!(features instanceof Promise)) return keep(features);
        const bounded = deadline === undefined ? features : deadline(features, budgetMs);
        return bounded.then(
          (made) => (made === undefined ? standIn(`took over ${budgetMs} ms`) : keep(made)),
          () => standIn('failed'),
        );
      } catch {
        return standIn('failed');
      }
    },
  };
}
