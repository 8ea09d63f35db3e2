/** The part of the console API that puts another artifact in force, and takes that back. */
import { z } from 'zod';

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
  in_force: artifactNameSchema.extend({ created: z.string(), signed_by: signedBy }),
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

export const artifactQueries = {
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
      clusters: z.number().int(),
      files: z.number().int(),
      bytes: z.number().int(),
      thresholds: z.object({ cheap: z.number(), hard: z.number() }),
    }),
  },
} as const;

export const artifactCommands = {
  /** For every new decision, at once, and written into the configuration file. One that is bad changes nothing. */
  'artifact.use': { input: folderInput, output: artifactStatusSchema },
  /** Goes back to the artifact that was in force before; other values of the tuning stay. */
  'artifact.rollback': { input: z.undefined(), output: artifactStatusSchema },
} as const;
