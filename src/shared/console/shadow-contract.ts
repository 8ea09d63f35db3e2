/** The part of the console API that decides live traffic a second time, with another artifact or tuning. */
import { z } from 'zod';
import { bucketSchema, effortSchema, perBucket } from '../decision.ts';
import { penaltySettingsSchema, profileNameSchema, thresholdsSchema } from '../settings/router-settings.ts';
import { unit } from './values.ts';

/** Differing decisions that are kept; all are counted. */
export const KEPT_DIFFERENCES = 200;

const shadowSubjectSchema = z.object({
  /** What is compared, in words: `profile Economy`, `artifact 2026.12.1`. */
  label: z.string(),
  profile: z.string().nullable(),
  artifact_dir: z.string().nullable(),
  artifact_version: z.string(),
  /** The common alpha that it decides with. */
  alpha: unit,
});

export const shadowStatusSchema = z.object({
  /** The numbers of a shadow that was stopped stay until the next one starts. */
  state: z.enum(['off', 'on']),
  of: shadowSubjectSchema.nullable(),
  /** Unix time in milliseconds from which the numbers count. */
  since_ms: z.number().nullable(),
  compared: z.number().int(),
  /** Of the compared: another bucket, model or effort. */
  differ: z.number().int(),
  /** Not compared because too many were waiting. */
  dropped: z.number().int(),
  waiting: z.number().int(),
  /** Not comparable: the shadow could not decide, or an embedder missed its budget on one side. */
  failed: z.number().int(),
  /** Why the last one of these failed. */
  failure: z.string().nullable(),
  /** Of the compared: built-in sample traffic, and requests that the simulator answers. */
  sample: z.number().int(),
  simulated: z.number().int(),
  /** Expected dollars of both sides' choices by the tables in force; what is unpriced on one side is in neither. */
  cost_live_usd: z.number(),
  cost_shadow_usd: z.number(),
  unpriced: z.number().int(),
  /** Mean predicted quality of both sides' choices by the tables in force, 0..1; null before the first. */
  quality_live: z.number().nullable(),
  quality_shadow: z.number().nullable(),
  /** Mean difference of predicted quality as the shadow's own tables see it. */
  quality_delta_by_shadow: z.number().nullable(),
  /** How many went from which bucket to which, and how many of these differ in any way. */
  flow: z.array(z.object({ from: bucketSchema, to: bucketSchema, count: z.number().int(), differ: z.number().int() })),
  /** What happened to it by itself: counted anew, or stopped. */
  notice: z.string().nullable(),
});

const shadowSideSchema = z.object({
  bucket: bucketSchema,
  model: z.string(),
  effort: effortSchema.nullable(),
  probabilities: perBucket,
  thresholds: z.object({ cheap: z.number(), hard: z.number() }),
  alpha: z.number(),
  /** The last rule that settled the bucket, with its numbers. */
  rule: z.string().nullable(),
});

export const shadowDifferenceSchema = z.object({
  id: z.string(),
  created_ms: z.number(),
  /** Null unless `storage.prompts` is `full`, or when the record has left the log. */
  prompt_preview: z.string().nullable(),
  from: shadowSideSchema,
  to: shadowSideSchema,
  /** One sentence with the numbers that differ. */
  why: z.string(),
  /** By the tables in force; null when one side is unpriced, or unknown to them. */
  cost_delta_usd: z.number().nullable(),
  quality_delta: z.number().nullable(),
  sample: z.boolean(),
  simulated: z.boolean(),
});

export const shadowQueries = {
  'shadow.status': { input: z.undefined(), output: shadowStatusSchema },
  /** Newest first. */
  'shadow.differences': {
    input: z.object({ limit: z.number().int().min(1).max(KEPT_DIFFERENCES).default(100) }),
    output: z.object({ differences: z.array(shadowDifferenceSchema), total: z.number().int() }),
  },
} as const;

export const shadowCommands = {
  /** Replaces the shadow that runs. When it is refused, that one goes on. */
  'shadow.start': {
    input: z
      .strictObject({
        profile: profileNameSchema.optional(),
        /** Absolute path of an artifact folder. */
        artifact_dir: z.string().min(1).max(4_096).optional(),
        /** These win over the profile's. */
        alpha: unit.optional(),
        thresholds: thresholdsSchema.optional(),
        penalties: penaltySettingsSchema.optional(),
      })
      .refine((input) => Object.values(input).some((value) => value !== undefined), {
        message: 'name a profile, an artifact_dir or values to compare with',
      }),
    output: shadowStatusSchema,
  },
  'shadow.stop': { input: z.undefined(), output: shadowStatusSchema },
} as const;
