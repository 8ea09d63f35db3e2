/** What a source says about models, in one form for all sources. Kept on disk between refreshes. */
import { z } from 'zod';
import type { CatalogPrice } from '../../core/index.ts';
import { effortSchema } from '../../shared/decision.ts';

export const SOURCE_NAMES = ['openrouter', 'openai', 'google', 'anthropic', 'price_file'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

const usd = z.number().min(0).nullable();
const rates = {
  input_usd_per_mtok: z.number().min(0),
  output_usd_per_mtok: z.number().min(0),
  cache_read_usd_per_mtok: usd,
  cache_write_usd_per_mtok: usd,
  cache_write_1h_usd_per_mtok: usd.optional(),
  reasoning_usd_per_mtok: usd.optional(),
};

const listedPriceSchema = z.object({
  ...rates,
  tiers: z.array(z.object({ above_input_tokens: z.number().int().positive(), ...rates })).optional(),
});
export type ListedPrice = Omit<CatalogPrice, 'source' | 'date'>;

/** A model as one source knows it. What is absent the source does not say. */
export const listedModelSchema = z.object({
  /** Who serves it, as in offers. */
  provider: z.string(),
  /** What that provider calls it. */
  id: z.string(),
  name: z.string().optional(),
  /** ISO day. */
  released: z.string().optional(),
  context_tokens: z.number().int().positive().optional(),
  max_output_tokens: z.number().int().positive().optional(),
  tools: z.boolean().optional(),
  vision: z.boolean().optional(),
  json_schema: z.boolean().optional(),
  efforts: z.array(effortSchema).nullable().optional(),
  /** Null: the source knows the model and says that its price is not known. */
  price: listedPriceSchema.nullable().optional(),
});
export type ListedModel = z.infer<typeof listedModelSchema>;

/** A listing that was accepted. */
export const storedListingSchema = z.object({
  url: z.string(),
  fetched_ms: z.number(),
  etag: z.string().nullable(),
  models: z.array(listedModelSchema),
  /** Listed earlier and no more, with the ISO day on which that was seen. */
  gone: z.array(z.object({ model: listedModelSchema, since: z.string() })),
});
export type StoredListing = z.infer<typeof storedListingSchema>;
export type Listings = Partial<Record<SourceName, StoredListing>>;

/** Name of a model within its source. */
export function listedKey({ provider, id }: Pick<ListedModel, 'provider' | 'id'>): string {
  return `${provider}\n${id}`;
}

/** ISO day of a time in milliseconds. */
export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
