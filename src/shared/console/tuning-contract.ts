/** The part of the console API that changes what the router weighs: values, profiles, history. */
import { z } from 'zod';
import { penaltySettingsSchema, profileNameSchema, thresholdsSchema } from '../settings/router-settings.ts';
import { artifactNameSchema } from './artifact-contract.ts';
import { unit } from './values.ts';

const penaltiesSchema = z.object({ latency_sd: z.number(), ctx_over_80pct: z.number(), cold_cache: z.number() });

export const tuningSchema = z.object({
  alpha: unit,
  /** In force: the configured ones, or the artifact's. */
  thresholds: z.object({ cheap: unit, hard: unit }),
  penalties: penaltiesSchema,
  /** Name of the profile that these are the values of; null when they are nobody's. */
  profile: z.string().nullable(),
  /** Of the artifact in force. */
  artifact_version: z.string(),
});

const profileSchema = z.object({
  name: z.string(),
  built_in: z.boolean(),
  alpha: unit,
  /** Null leaves what is in force. */
  thresholds: thresholdsSchema.nullable(),
  penalties: penaltySettingsSchema.nullable(),
});

export const profilesSchema = z.object({
  profiles: z.array(profileSchema),
  /** Profile by name of the calling app. */
  apps: z.record(z.string(), z.string()),
});

export const tuningHistorySchema = z.object({
  /** Oldest first. */
  entries: z.array(
    z.object({
      at_ms: z.number(),
      /** What was done, in words. */
      label: z.string(),
      alpha: unit,
      /** Null: the artifact's. */
      thresholds: z.object({ cheap: unit, hard: unit }).nullable(),
      penalties: penaltiesSchema,
      /** Absent in what was written before artifacts could be changed. */
      artifact: artifactNameSchema.optional(),
    }),
  ),
  /** Index of the entry in force; -1 when nothing was ever changed from here. */
  current: z.number().int(),
  can_undo: z.boolean(),
  can_redo: z.boolean(),
});

export const tuningQueries = {
  'tuning.get': { input: z.undefined(), output: tuningSchema },
  'tuning.history': { input: z.undefined(), output: tuningHistorySchema },
  /** The values in force and the profiles as text for a `heimdall.yaml`. */
  'tuning.export': { input: z.undefined(), output: z.object({ yaml: z.string() }) },
  'profiles.list': { input: z.undefined(), output: profilesSchema },
} as const;

export const tuningCommands = {
  /** Changes what is given and leaves the rest. Written to the configuration file, comments kept. */
  'tuning.apply': {
    input: z.object({
      alpha: unit.optional(),
      /** Null: the artifact's. */
      thresholds: thresholdsSchema.nullable().optional(),
      penalties: penaltySettingsSchema.optional(),
    }),
    output: tuningSchema,
  },
  'tuning.undo': { input: z.undefined(), output: tuningSchema },
  'tuning.redo': { input: z.undefined(), output: tuningSchema },
  'profiles.save': {
    input: z.object({
      name: profileNameSchema,
      alpha: unit,
      thresholds: thresholdsSchema.nullable().default(null),
      penalties: penaltySettingsSchema.nullable().default(null),
    }),
    output: profilesSchema,
  },
  'profiles.delete': { input: z.object({ name: profileNameSchema }), output: profilesSchema },
  /** Puts the values of a profile in force for all apps that have none of their own. */
  'profiles.apply': { input: z.object({ name: profileNameSchema }), output: tuningSchema },
  /** Gives an app its profile, or takes it away with null. */
  'profiles.assign': {
    input: z.object({ app: z.string().min(1).max(64), profile: profileNameSchema.nullable() }),
    output: profilesSchema,
  },
} as const;
