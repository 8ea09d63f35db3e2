/** Schema of `provenance.json`: what the cells of the quality table were made from (docs/artifact-format.md). */
import { z } from 'zod';
import { effortSchema } from '../../shared/decision.ts';

const share = z.number().min(0).max(1);
const index = z.number().int().min(0);
const byName = z.record(z.string(), z.number());

/** The eight categories of scores; a cluster's mix may also ask for `overall`, the mean of the first six. */
export const QUALITY_CATEGORIES = [
  'code',
  'math',
  'reasoning',
  'knowledge',
  'chat',
  'instruction',
  'agentic',
  'long-context',
] as const;
const category = z.enum(QUALITY_CATEGORIES);
const byCategory = <T extends z.ZodType>(value: T) => z.record(category, value);

export const provenanceSchema = z.object({
  format: z.literal('heimdall-provenance/1'),
  scores: z.object({ all: index, of_catalog: index }),
  quality: z.object({
    lapse: z.tuple([share, share]),
    noise: z.number(),
    transfer_sd: z.number(),
    pseudo_counts: byName,
  }),
  benchmarks: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      intercept: z.number(),
      slope: z.number(),
      scores: index,
      of_catalog: index,
    }),
  ),
  models: z.array(
    z.object({
      model: z.string(),
      default_level: effortSchema,
      overall: z.number(),
      categories: byCategory(z.object({ offset: z.number(), shrunk: share })),
      levels: z.array(
        z.object({
          level: effortSchema,
          offset: z.number(),
          weight: z.number(),
          abilities: byCategory(z.number()),
          /** Standard deviation of each ability. */
          sd: byCategory(z.number()),
        }),
      ),
      scores: z.array(
        z.object({
          benchmark: index,
          category,
          level: effortSchema,
          name: z.string(),
          score: z.number(),
          y: z.number(),
          weight: z.number(),
          source: index,
        }),
      ),
    }),
  ),
  clusters: z.array(
    z.object({
      id: index,
      shares: byName,
      difficulty: z.number(),
      discrimination: z.number(),
      solve_rate: share,
      kinds: byName,
    }),
  ),
  lengths: z.object({
    hardest: z.number(),
    terms: byName,
    targets: z.record(z.string(), z.record(z.string(), byName)),
    rows: z.array(
      z.object({ model: z.string(), level: effortSchema, benchmark: z.string(), tokens: z.number(), source: index }),
    ),
    unscaled_rows: index,
  }),
  prices: z.record(
    z.string(),
    z.array(
      z.object({
        source: z.string(),
        reference: z.string(),
        record: z.string(),
        date: z.string(),
        chosen: z.boolean(),
        input_usd_per_mtok: z.number(),
        output_usd_per_mtok: z.number(),
      }),
    ),
  ),
  sources: z.array(z.object({ reference: z.string(), date: z.string() })),
  /** Where the data sets of the clusters are published, by the first part of a composition key. */
  data_sets: z.record(z.string(), z.string()).optional(),
});
export type Provenance = z.infer<typeof provenanceSchema>;
