/** Schemas of the artifact's JSON files; the format is described in docs/artifact-format.md. */
import { z } from 'zod';
import { modelCapabilitiesSchema } from '../../shared/catalog.ts';
import { effortSchema, targetSchema } from '../../shared/decision.ts';

const unit = z.number().min(0).max(1);
const count = z.number().int().min(0);
/** Only relative paths inside the folder: an artifact may come from elsewhere. */
const relativePath = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/)
  .refine((path) => !path.split('/').includes('..'), 'must stay inside the artifact');

export const manifestSchema = z.object({
  schema_version: z.literal(
    3,
    'must be 3: artifacts of another version are read by another version of Heimdall; training/train.sh makes one for this',
  ),
  artifact_version: z.string().min(1).max(64),
  created: z.string(),
  training: z.object({
    seed: z.number().int(),
    data: z.array(z.object({ name: z.string(), sha256: z.string(), rows: count, licence: z.string() })),
  }),
  files: z.array(
    z.object({
      path: relativePath,
      role: z.enum([
        'model-card',
        'notice',
        'static-vocab',
        'static-table',
        'static-scales',
        'static-phrases',
        'minilm',
        'triage-meta',
        'triage-forest',
        'words-meta',
        'words-table',
        'clusters-meta',
        'clusters-centroids',
        'clusters-projection',
        'quality',
        'provenance',
        'catalog',
        'golden',
      ]),
      bytes: count,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  features: z.array(z.object({ name: z.string(), unit: z.string(), group: z.string() })),
  thresholds: z.object({ cheap: unit, hard: unit }),
  routing: z.object({
    alpha: unit,
    top_p: z.number().int().min(1),
    candidates: z.object({
      cheap: z.array(targetSchema).min(1),
      mid: z.array(targetSchema).min(1),
      hard: z.array(targetSchema).min(1),
    }),
  }),
  metrics: z.record(z.string(), z.unknown()),
  licences: z.array(z.object({ part: z.string(), spdx: z.string(), notice: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type FileRole = Manifest['files'][number]['role'];

export const clustersSchema = z.object({
  k: z.number().int().min(1),
  dim: z.literal(384),
  projection: z.object({ method: z.string(), explained_variance: z.array(z.number()) }),
  clusters: z.array(
    z.object({
      id: count,
      label: z.string(),
      terms: z.array(z.string()),
      size: count,
      xy: z.tuple([z.number(), z.number()]),
      composition: z.record(z.string(), z.number()),
      solve_rate: z.number().nullable(),
      outcomes: count,
    }),
  ),
});

const sectionSchema = z.object({ dtype: z.enum(['int32', 'float32', 'float64']), offset: count, length: count });
const three = z.tuple([z.number(), z.number(), z.number()]);

export const triageSchema = z.object({
  format: z.literal('heimdall-forest/2'),
  outputs: z.tuple([z.literal('cheap'), z.literal('mid'), z.literal('hard'), z.literal('gain')]),
  feature_count: z.number().int().min(1),
  tree_count: z.number().int().min(1),
  node_count: count,
  leaf_count: z.number().int().min(1),
  sections: z.object({
    tree_root: sectionSchema,
    split_feature: sectionSchema,
    threshold: sectionSchema,
    left: sectionSchema,
    right: sectionSchema,
    node_cover: sectionSchema,
    leaf_value: sectionSchema,
    leaf_cover: sectionSchema,
  }),
  calibration: z.object({ method: z.literal('vector-scaling'), scale: three, bias: three }),
});
export type TriageMeta = z.infer<typeof triageSchema>;

export const wordsSchema = z.object({
  format: z.literal('heimdall-words/1'),
  heads: z.array(z.string().regex(/^[a-z][a-z_]*$/)).min(1),
  vocabulary: z.number().int().min(1),
  buckets: z
    .number()
    .int()
    .min(1)
    .refine((buckets) => (buckets & (buckets - 1)) === 0, 'must be a power of two'),
  power: unit,
  scale: z.array(z.number()),
  bias: z.array(z.number()),
});
export type WordsMeta = z.infer<typeof wordsSchema>;

export const qualitySchema = z.object({
  updated: z.string(),
  unit: z.string(),
  method: z.string(),
  targets: z
    .array(
      z.object({
        model: z.string(),
        effort: effortSchema.nullable(),
        prior: unit,
        output_tokens: z.number().positive(),
        q: z.array(unit),
        n: z.array(z.number().min(0)),
        /** Standard deviation of `q`, and expected tokens of an answer, by cluster; artifacts before 2026.11.5 have neither. */
        sd: z.array(unit).optional(),
        tokens: z.array(z.number().positive()).optional(),
        /** ISO day of the newest score behind the row, and of each source. */
        updated: z.string().optional(),
        sources: z.array(
          z.object({
            benchmark: z.string(),
            score: z.number().nullable(),
            unit: z.string(),
            source: z.string(),
            date: z.string().optional(),
          }),
        ),
      }),
    )
    .min(1),
});
export type QualityData = z.infer<typeof qualitySchema>;

const usd = z.number().min(0);
const optionalUsd = usd.nullable().optional();

/** Prices of a million tokens of each kind; null or absent is unknown, never free. */
const ratesShape = {
  input_usd_per_mtok: usd,
  output_usd_per_mtok: usd,
  cache_read_usd_per_mtok: usd.nullable(),
  /** Written for five minutes, where the provider tells times apart. */
  cache_write_usd_per_mtok: usd.nullable(),
  cache_write_1h_usd_per_mtok: optionalUsd,
  /** Thinking tokens, where they cost something else than the rest of the answer. */
  reasoning_usd_per_mtok: optionalUsd,
};

export const priceSchema = z.object({
  ...ratesShape,
  /** What a request costs altogether that has more input tokens than this; the highest one that is passed counts. */
  tiers: z.array(z.object({ above_input_tokens: z.number().int().positive(), ...ratesShape })).optional(),
  source: z.string(),
  /** ISO day on which the source said so. */
  date: z.string().optional(),
});
export type CatalogRates = Omit<CatalogPrice, 'tiers' | 'source' | 'date'>;
export type CatalogPrice = z.infer<typeof priceSchema>;

export const catalogSchema = z.object({
  snapshot_date: z.string(),
  sources: z.array(z.unknown()),
  models: z
    .array(
      z.object({
        id: z.string().min(1),
        name: z.string(),
        author: z.string(),
        released: z.string().nullable(),
        /** Null is unknown. */
        context_tokens: z.number().int().positive().nullable(),
        max_output_tokens: z.number().int().positive().nullable(),
        capabilities: modelCapabilitiesSchema,
        /** Of the first offer. */
        price: priceSchema.nullable(),
        offers: z
          .array(
            z.object({
              provider: z.string(),
              upstream_id: z.string(),
              /** What this provider charges, null where that is not known; the model's price where it is absent. */
              price: priceSchema.nullable().optional(),
              /** ISO day since which the provider no longer lists it; absent while it does. */
              gone: z.string().optional(),
            }),
          )
          .min(1),
        /** Where and when other fields were read, by field name. */
        facts: z.record(z.string(), z.object({ source: z.string(), date: z.string() })).optional(),
      }),
    )
    .min(1),
});
export type CatalogData = z.infer<typeof catalogSchema>;

export const goldenSchema = z.object({
  prompts: z
    .array(
      z.object({
        prompt: z.string(),
        embedding: z.array(z.number()).length(384),
        raw_scores: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        probabilities: three,
      }),
    )
    .min(1),
});
export type GoldenData = z.infer<typeof goldenSchema>;
