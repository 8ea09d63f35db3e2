/** The catalog as the console and `GET /v1/pricing/{model}` show it. Snake case: the same JSON goes over the wire. */
import { z } from 'zod';
import { bucketSchema, effortSchema } from './decision.ts';

const usd = z.number().nullable();
const rates = {
  input_usd_per_mtok: z.number(),
  output_usd_per_mtok: z.number(),
  cache_read_usd_per_mtok: usd,
  /** Written to a prompt cache for five minutes, and for an hour. */
  cache_write_usd_per_mtok: usd,
  cache_write_1h_usd_per_mtok: usd,
  reasoning_usd_per_mtok: usd,
};

/** Dollars per million tokens. A null beside the first two costs what input or output costs. */
export const modelPriceSchema = z.object({
  ...rates,
  /** For requests with more input tokens than that, as a whole. */
  tiers: z.array(z.object({ above_input_tokens: z.number().int(), ...rates })),
  /** `price_file`, `openrouter`, `settings`, or what the bundled catalog names. */
  source: z.string(),
  /** ISO day on which the source said so; null where that is not known. */
  date: z.string().nullable(),
});
export type ModelPriceView = z.infer<typeof modelPriceSchema>;

/** What a model can take, and how its reasoning is asked for. */
export const modelCapabilitiesSchema = z.object({
  tools: z.boolean(),
  vision: z.boolean(),
  json_schema: z.boolean(),
  efforts: z.array(effortSchema).nullable(),
  /** Tokens. */
  thinking_budget: z.object({ min: z.number(), max: z.number() }).nullable(),
});

export const catalogModelSchema = z.object({
  id: z.string(),
  name: z.string(),
  author: z.string(),
  released: z.string().nullable(),
  /** `catalog`, a model of `providers` in the settings, or one that a server of yours said it has. */
  origin: z.enum(['catalog', 'settings', 'discovered']),
  context_tokens: z.number().int().nullable(),
  max_output_tokens: z.number().int().nullable(),
  capabilities: modelCapabilitiesSchema,
  /** Price of the first offer; null is unpriced, never free. */
  price: modelPriceSchema.nullable(),
  offers: z.array(
    z.object({
      provider: z.string(),
      upstream_id: z.string(),
      price: modelPriceSchema.nullable(),
      /** The provider can be called now. */
      configured: z.boolean(),
      /** ISO day since which the provider no longer lists it. */
      gone: z.string().nullable(),
    }),
  ),
  enabled: z.boolean(),
  /** ISO day since which nobody lists it any more; it stays for records and is not chosen. */
  gone: z.string().nullable(),
  /** Where it is a candidate. */
  buckets: z.array(z.object({ bucket: bucketSchema, effort: effortSchema.nullable() })),
  /** Mean over the clusters, 0..1, and the number of graded results behind it; null when nothing is known. */
  quality: z
    .object({
      mean: z.number(),
      results: z.number(),
      /** Id of the model whose quality was taken for its own: an estimate by likeness; null for its own. */
      like: z.string().nullable(),
    })
    .nullable(),
  /** Source and ISO day of fields that were read after the catalog was bundled. */
  facts: z.record(z.string(), z.object({ source: z.string(), date: z.string() })),
});
export type CatalogModelView = z.infer<typeof catalogModelSchema>;

const pricePair = z.object({ input: z.number(), output: z.number() }).nullable();

/** What one refresh changed. Lists are cut at 100; counts are not. */
export const catalogDiffSchema = z.object({
  version: z.string(),
  created_ms: z.number(),
  counts: z.object({
    added: z.number().int(),
    removed: z.number().int(),
    prices: z.number().int(),
    contexts: z.number().int(),
  }),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  /** Dollars per million tokens; null is unpriced. */
  prices: z.array(z.object({ model: z.string(), from: pricePair, to: pricePair })),
  contexts: z.array(
    z.object({ model: z.string(), from: z.number().int().nullable(), to: z.number().int().nullable() }),
  ),
});
export type CatalogDiff = z.infer<typeof catalogDiffSchema>;

export const catalogSourceSchema = z.object({
  name: z.string(),
  /** `ok`, `unchanged`, `failed`, `off` (in the settings), `no key`, or `waiting` (not read yet). */
  state: z.enum(['ok', 'unchanged', 'failed', 'off', 'no key', 'waiting']),
  url: z.string(),
  /** When it was last read with success, and last tried; Unix time in milliseconds. */
  fetched_ms: z.number().nullable(),
  tried_ms: z.number().nullable(),
  models: z.number().int(),
  error: z.string().nullable(),
  /** Prices that were not believed. */
  doubts: z.array(z.string()),
});
export type CatalogSourceView = z.infer<typeof catalogSourceSchema>;

export const discoveredServerSchema = z.object({
  provider: z.string(),
  /** `ollama`, `lm-studio`, `vllm`, `llama.cpp`, or `openai-compatible`. */
  kind: z.string().nullable(),
  models: z.number().int(),
  tried_ms: z.number().nullable(),
  error: z.string().nullable(),
});
export type DiscoveredServerView = z.infer<typeof discoveredServerSchema>;

export const catalogInfoSchema = z.object({
  /** Hash of the content; the same while nothing that matters changes. */
  version: z.string(),
  /** When that content was first seen; of the bundled catalog, its date. Unix time in milliseconds. */
  created_ms: z.number(),
  /** `bundled` until a source has been read. */
  origin: z.enum(['bundled', 'refreshed']),
  /** Day of the bundled catalog. */
  bundled_date: z.string(),
  models: z.number().int(),
  refreshing: z.boolean(),
  /** When the next refresh is due; null when none is. */
  next_refresh_ms: z.number().nullable(),
  sources: z.array(catalogSourceSchema),
  servers: z.array(discoveredServerSchema),
  /** Newest first. */
  diffs: z.array(catalogDiffSchema),
  notices: z.array(z.string()),
});
export type CatalogInfo = z.infer<typeof catalogInfoSchema>;

/** What can be switched while Heimdall runs. Kept in `feature-flags.json` of the data folder. */
export const featureFlagsSchema = z.strictObject({
  /** Catalog ids of models that must not be called. */
  disabled_models: z.array(z.string().min(1).max(200)).max(10_000).default([]),
});
export type FeatureFlags = z.infer<typeof featureFlagsSchema>;
