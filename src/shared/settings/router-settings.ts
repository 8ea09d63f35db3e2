/** `router` and `profiles`: how a model is chosen. */
import { z } from 'zod';
import { effortSchema, targetSchema } from '../decision.ts';
import { BUILT_IN_PROFILES } from '../profiles.ts';
import { unit } from './fields.ts';

export const thresholdsSchema = z.strictObject({
  cheap: unit.describe('p(cheap) above this goes to the cheap bucket'),
  hard: unit.describe('p(hard) above this goes to the hard bucket'),
});

const penalty = z.number().min(0).max(10);

/** Some of `router.penalties`; what is absent stays as it is. */
export const penaltySettingsSchema = z.strictObject({
  latency_sd: penalty.optional().describe('absent: as it is'),
  ctx_over_80pct: penalty.optional().describe('absent: as it is'),
  cold_cache: penalty.optional().describe('absent: as it is'),
});

export const profileNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,31}$/u, 'use up to 32 letters, digits, blanks, dashes and underscores');

export const profileSchema = z.strictObject({
  alpha: unit.describe('1 = quality alone, 0 = cost alone'),
  thresholds: thresholdsSchema.nullable().default(null).describe('null: those of router.thresholds'),
  penalties: penaltySettingsSchema.nullable().default(null).describe('what is absent is as in router.penalties'),
});

const effort = effortSchema.nullable().default(null);

const bucketDefaults = (bucket: string) =>
  z
    .strictObject({
      effort: effort.describe("of candidates that name none, where the model takes it; null: the model's default"),
    })
    .prefault({})
    .describe(`of the ${bucket} bucket`);

const candidateSchema = targetSchema.extend({ effort: effort.describe('null: that of router.bucket_defaults') });

const candidates = (bucket: string) =>
  z
    .array(candidateSchema)
    .min(1)
    .nullable()
    .default(null)
    .describe(`models of the ${bucket} bucket; null: the artifact's`);

export const routerSchema = z.strictObject({
  alpha: unit.default(BUILT_IN_PROFILES.Balanced.alpha).describe('1 = quality alone, 0 = cost alone'),
  thresholds: thresholdsSchema.nullable().default(null).describe('null: those that the artifact was trained with'),
  top_p: z.number().int().min(1).max(16).default(3).describe('nearest clusters that Q̂ is averaged over'),
  long_context_tokens: z
    .number()
    .int()
    .min(1)
    .default(200_000)
    .describe('inputs at least this long are biased to long-context models'),
  penalties: z
    .strictObject({
      latency_sd: penalty.default(0.05).describe("times the coefficient of variation of a model's answer time"),
      ctx_over_80pct: penalty
        .default(0.15)
        .describe('off the score of a model whose context the input fills over 80 %'),
      cold_cache: penalty
        .default(1)
        .describe('weight of what leaving a warm prompt cache costs; 1 = as any other dollar, 0 = turned off'),
    })
    .prefault({})
    .describe('what is taken off the score'),
  affinity: z
    .strictObject({
      enabled: z.boolean().default(true).describe('false: every request is decided as if it were the first'),
      ttl_seconds: z
        .number()
        .int()
        .min(1)
        .max(604_800)
        .default(86_400)
        .describe('seconds that a session is remembered'),
      max_sessions: z.number().int().min(1).max(1_000_000).default(10_000).describe('sessions that are remembered'),
    })
    .prefault({})
    .describe('turns of a conversation are recognised, and leaving its model has a price'),
  openrouter: z
    .strictObject({
      exclude_authors: z
        .array(z.string().min(1))
        .default(['anthropic'])
        .describe('authors whose models are not chosen through OpenRouter; naming one in a request still works'),
      sort: z
        .enum(['price', 'throughput', 'latency'])
        .nullable()
        .default(null)
        .describe('which of its hosts OpenRouter asks first; null leaves that to it'),
      max_price: z
        .strictObject({
          prompt: z.number().min(0).optional().describe('USD per million input tokens'),
          completion: z.number().min(0).optional().describe('USD per million output tokens'),
        })
        .nullable()
        .default(null)
        .describe('hosts that charge more are not asked, and models that cost more there not chosen'),
      ignore: z
        .array(z.string().min(1))
        .default([])
        .describe('hosts that OpenRouter must not use, by its names for them'),
      allow_fallbacks: z.boolean().default(true).describe('false: OpenRouter asks one host only'),
      data_collection: z
        .enum(['allow', 'deny'])
        .nullable()
        .default(null)
        .describe('deny: only hosts that do not keep prompts; null: as in your OpenRouter account'),
    })
    .prefault({})
    .describe('what is asked of OpenRouter'),
  bucket_defaults: z
    .strictObject({
      cheap: bucketDefaults('cheap'),
      mid: bucketDefaults('mid'),
      hard: bucketDefaults('hard'),
    })
    .prefault({})
    .describe('how hard the candidates of a bucket think'),
  cheap_candidates: candidates('cheap'),
  mid_candidates: candidates('mid'),
  hard_candidates: candidates('hard'),
});
