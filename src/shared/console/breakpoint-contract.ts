/** The part of the console API that holds requests before they are dispatched. */
import { z } from 'zod';
import { bucketSchema, decisionSchema, effortSchema } from '../decision.ts';
import { unit } from './values.ts';

/** Which requests are held: those that all of the given parts fit. None given: every request. */
export const breakpointFilterSchema = z.object({
  /** Part of the id of the chosen model, in any case. */
  model: z.string().max(120).nullable().default(null),
  bucket: bucketSchema.nullable().default(null),
  /** Name of the calling app, in any case. */
  app: z.string().max(64).nullable().default(null),
  /** Part of the prompt text, in any case. */
  text: z.string().max(500).nullable().default(null),
});
export type BreakpointFilter = z.infer<typeof breakpointFilterSchema>;

export const breakpointSchema = z.object({
  enabled: z.boolean(),
  filter: breakpointFilterSchema,
  /** Seconds after which a held request goes on as it was decided. */
  timeout_s: z.number().int().min(1).max(3_600),
});
export type BreakpointSettings = z.infer<typeof breakpointSchema>;

export const heldRequestSchema = z.object({
  /** Id of its decision. */
  id: z.string(),
  held_since_ms: z.number(),
  /** When it goes on by itself. */
  until_ms: z.number(),
  decision: decisionSchema,
  app: z.string().nullable(),
  dialect: z.string(),
  streamed: z.boolean(),
  /** As for recorded decisions: null unless prompts are stored in full. */
  prompt_preview: z.string().nullable(),
});
export type HeldRequest = z.infer<typeof heldRequestSchema>;

/** What to change before a held request goes on; what is absent stays. */
export const handEditsSchema = z.object({
  model: z.string().min(1).max(200).optional(),
  effort: effortSchema.nullable().optional(),
  alpha: unit.optional(),
  bucket: bucketSchema.optional(),
});
export type HandEdits = z.infer<typeof handEditsSchema>;

const id = z.string().max(64);

export const breakpointQueries = {
  'breakpoints.get': { input: z.undefined(), output: breakpointSchema },
  /** Oldest first. The event `changed` says `breakpoints` when it is another list. */
  'breakpoints.held': { input: z.undefined(), output: z.object({ held: z.array(heldRequestSchema) }) },
} as const;

export const breakpointCommands = {
  /** Not kept over a restart. Disarming lets what is held go on. */
  'breakpoints.set': {
    input: z.object({
      enabled: z.boolean(),
      filter: breakpointFilterSchema.prefault({}),
      timeout_s: breakpointSchema.shape.timeout_s.default(300),
    }),
    output: breakpointSchema,
  },
  /** Lets a request go on, decided again where something was changed. A change that cannot be made leaves it held. */
  'breakpoints.resume': {
    input: handEditsSchema.extend({ id }),
    output: z.object({
      id,
      model: z.string(),
      effort: effortSchema.nullable(),
      bucket: bucketSchema,
      changed: z.boolean(),
    }),
  },
  /** Answers the caller with `request_dropped`; nobody is called. */
  'breakpoints.drop': { input: z.object({ id }), output: z.object({ id }) },
} as const;
