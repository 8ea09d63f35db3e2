/** The part of the console API that puts another artifact in force, and takes that back. */
import { z } from 'zod';
import { buildReportSchema } from '../build-report.ts';

/** An artifact by name. */
export const artifactNameSchema = z.object({
  version: z.string(),
  /** Whole path of its folder; null for the one that ships with the app. */
  folder: z.string().nullable(),
});
export type ArtifactName = z.infer<typeof artifactNameSchema>;

/** Whole path of a folder; null for the bundled artifact. */
const folderInput = z.object({ folder: z.string().min(1).max(4_096).nullable() });

/** Whose good signatures it has: names of `tuning.trusted_keys`, else ids of keys. The bundled one needs none. */
const signedBy = z.array(z.string());

export const artifactStatusSchema = z.object({
  in_force: artifactNameSchema.extend({
    created: z.string(),
    signed_by: signedBy,
    learnt: buildReportSchema.nullable(),
  }),
  /** What `artifact.rollback` goes back to; null when there is nothing earlier. */
  previous: artifactNameSchema.nullable(),
  /** Why the one that the settings name is not in force; null when it is. */
  problem: z.string().nullable(),
  /** What the last change since the start did to ratings; null before it. */
  ratings: z
    .object({
      carried: z.number().int(),
      /** Of the carried: some of their clusters have no counterpart. */
      partly: z.number().int(),
      /** They wait for their artifact to come back. */
      left: z.number().int(),
    })
    .nullable(),
});

const canarySide = z.object({
  requests: z.number().int(),
  errors: z.number().int(),
  /** Geometric means; null while there is nothing to average. */
  ms: z.number().nullable(),
  usd: z.number().nullable(),
});

export const canaryStatusSchema = z.object({
  /** Null while none is under way. */
  running: z
    .object({
      folder: z.string(),
      version: z.string(),
      control_version: z.string(),
      started_ms: z.number(),
      /** Percent of sessions by step, the index of the step, and its share, 0..1. */
      steps: z.array(z.number()),
      step: z.number().int(),
      share: z.number(),
      step_started_ms: z.number(),
      /** Requests that it had in this step. */
      step_requests: z.number().int(),
      held: z.boolean(),
      canary: canarySide,
      control: canarySide,
    })
    .nullable(),
  /** What became of the last one; null when there was none. */
  ended: z
    .object({
      version: z.string(),
      what: z.enum(['promoted', 'rolled_back']),
      reason: z.string(),
      at_ms: z.number(),
    })
    .nullable(),
});

export const artifactQueries = {
  'artifact.canary': { input: z.undefined(), output: canaryStatusSchema },
  'artifact.status': { input: z.undefined(), output: artifactStatusSchema },
  /** The bundled one, the one in force, and those of the history: each once, the newest first. */
  'artifact.list': {
    input: z.undefined(),
    output: z.object({
      artifacts: z.array(
        z.object({
          folder: z.string().nullable(),
          /** As its manifest says now; null when that cannot be read. */
          version: z.string().nullable(),
          in_force: z.boolean(),
        }),
      ),
    }),
  },
  /** Reads and checks an artifact as `artifact.use` would: digests, schemas, golden prompts. Changes nothing. */
  'artifact.verify': {
    input: folderInput,
    output: artifactNameSchema.extend({
      created: z.string(),
      signed_by: signedBy,
      /** What it learnt from ratings; null when it did not. */
      learnt: buildReportSchema.nullable(),
      clusters: z.number().int(),
      files: z.number().int(),
      bytes: z.number().int(),
      thresholds: z.object({ cheap: z.number(), hard: z.number() }),
    }),
  },
} as const;

export const artifactCommands = {
  /** Makes an artifact from the one in force and the ratings, in a new folder. It is not put in force. */
  'artifact.build': {
    input: z.object({ folder: z.string().min(1).max(4_096) }),
    output: artifactNameSchema.extend({ learnt: buildReportSchema }),
  },
  /** For every new decision, at once, and written into the configuration file. One that is bad changes nothing. */
  'artifact.use': { input: folderInput, output: artifactStatusSchema },
  /** Gives an artifact some of the sessions, then more (`tuning.canary`). One that is bad changes nothing. */
  'artifact.canary_start': { input: z.object({ folder: z.string().min(1).max(4_096) }), output: canaryStatusSchema },
  /** Holds its share, or lets it take steps again. */
  'artifact.canary_hold': { input: z.object({ held: z.boolean() }), output: canaryStatusSchema },
  /** Puts it in force for everybody. */
  'artifact.canary_promote': { input: z.undefined(), output: canaryStatusSchema },
  /** Gives its sessions back. */
  'artifact.canary_rollback': { input: z.undefined(), output: canaryStatusSchema },
  /** Goes back to the artifact that was in force before; other values of the tuning stay. */
  'artifact.rollback': { input: z.undefined(), output: artifactStatusSchema },
} as const;
