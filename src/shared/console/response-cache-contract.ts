/** The part of the console API about the response cache. */
import { z } from 'zod';

export const responseCacheStatsSchema = z.object({
  enabled: z.boolean(),
  mode: z.enum(['exact', 'exact_then_semantic']),
  /** Cosine from which another prompt may have the same answer. */
  threshold: z.number(),
  embedder: z.enum(['minilm', 'static']),
  ttl_seconds: z.number(),
  max_entries: z.number().int(),
  max_bytes: z.number().int(),
  entries: z.number().int(),
  bytes: z.number().int(),
  /** Pushed out for room; what was over is not counted. */
  evictions: z.number().int(),
  /** Since the start. */
  hits_exact: z.number().int(),
  hits_semantic: z.number().int(),
  misses: z.number().int(),
  stored: z.number().int(),
  /** What the answers had cost when they were given first, in dollars. */
  saved_usd: z.number(),
  saved_ms: z.number(),
  /** Prompts that were close to one in the cache and got an answer of their own; newest first. */
  near_misses: z.array(
    z.object({
      /** Unix time in milliseconds. */
      at_ms: z.number(),
      cosine: z.number(),
      /** What kept them apart: too far, or something that must be the same in both. */
      reason: z.enum(['below_threshold', 'numbers', 'negation', 'signs', 'verbatim', 'names', 'order']),
      /** Null unless `storage.prompts` is `full`; so are all previews. */
      preview: z.string().nullable(),
      cached_preview: z.string().nullable(),
    }),
  ),
});

export const responseCacheEntrySchema = z.object({
  id: z.string(),
  preview: z.string().nullable(),
  /** What gave the answer. */
  model: z.string(),
  provider: z.string().nullable(),
  simulated: z.boolean(),
  hits: z.number().int(),
  age_s: z.number().int(),
  bytes: z.number().int(),
  /** What the first answer cost, and what the hits saved; null = unpriced. */
  cost_usd: z.number().nullable(),
  saved_usd: z.number(),
  /** It can be found by meaning too. */
  semantic: z.boolean(),
});

export const responseCacheQueries = {
  'response_cache.stats': { input: z.undefined(), output: responseCacheStatsSchema },
  /** Last used first. */
  'response_cache.entries': {
    input: z.object({
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ entries: z.array(responseCacheEntrySchema), total: z.number().int() }),
  },
} as const;

export const responseCacheCommands = {
  /** Writes into the configuration file; in force at once. Switching it off forgets what is kept. */
  'response_cache.set': {
    input: z
      .strictObject({
        enabled: z.boolean(),
        mode: z.enum(['exact', 'exact_then_semantic']),
        ttl_seconds: z.number().int().min(1).max(2_592_000),
        max_bytes: z
          .number()
          .int()
          .min(65_536)
          .max(8 * 1024 ** 3),
      })
      .partial(),
    output: responseCacheStatsSchema,
  },
  'response_cache.clear': { input: z.undefined(), output: z.object({ cleared: z.number().int() }) },
  'response_cache.purge': { input: z.object({ id: z.string().max(128) }), output: z.object({ purged: z.boolean() }) },
} as const;
