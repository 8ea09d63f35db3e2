/** The part of the console API that takes tuning profiles in from a file. */
import { z } from 'zod';
import { tuningSchema } from './tuning-contract.ts';

/** Characters of a text with profiles. */
export const MAX_PROFILES_TEXT = 256 * 1024;

const source = {
  /** A `heimdall.yaml`, or a part of one; JSON is YAML, too. */
  text: z.string().max(MAX_PROFILES_TEXT, 'a text with profiles has at most 262,144 characters'),
  /** Where it is from, for messages. */
  source: z.string().min(1).max(255).default('the text'),
};

/** A value of the file beside the one that is here. Null: none of its own. */
const fieldSchema = z.object({ field: z.string(), here: z.number().nullable(), file: z.number().nullable() });

const stateSchema = z.enum(['new', 'same', 'changed', 'wrong']);

const partSchema = z.object({
  state: stateSchema,
  /** What differs from what it replaces; of what is new, everything, beside the values in force. */
  fields: z.array(fieldSchema),
  /** What is wrong, with line, field and fix, a sentence each. Such a part cannot be taken. */
  problems: z.array(z.string()),
});

export const profilesReadSchema = z.object({
  /** Values for requests of apps without a profile; null when the file has none. */
  common: partSchema.nullable(),
  profiles: z.array(
    partSchema.extend({
      /** In the file. */
      name: z.string(),
      /** What it would be saved as. */
      as: z.string(),
    }),
  ),
  apps: z.array(
    partSchema.omit({ fields: true }).extend({
      app: z.string(),
      /** The profile it would get. */
      profile: z.string(),
      /** The one that it has; null when none. */
      here: z.string().nullable(),
      /** Profile of the file, by its name there, that has to be taken as well; null when it is here already. */
      needs: z.string().nullable(),
    }),
  ),
  /** Keys of the file that are no part of this. */
  ignored: z.array(z.string()),
});

const namesSchema = z.record(z.string(), z.string().max(64));

export const profileImportQueries = {
  /** What a text has, beside what is here. Refused when it has no profiles at all. */
  'profiles.read': {
    /** @param names New names by those of the file. */
    input: z.strictObject({ ...source, names: namesSchema.default({}) }),
    output: profilesReadSchema,
  },
} as const;

export const profileImportCommands = {
  /** Takes parts of a text over: all of them or none, in one change of the file that `tuning.undo` takes back. */
  'profiles.import': {
    input: z.strictObject({
      ...source,
      common: z.boolean().default(false),
      /** By their names in the file. */
      profiles: z.array(z.string().max(64)).max(1_000).default([]),
      names: namesSchema.default({}),
      apps: z.array(z.string().max(64)).max(1_000).default([]),
    }),
    output: tuningSchema,
  },
} as const;
