/** Models, prices and where they are from: what the console asks of the catalog. */
import { z } from 'zod';
import { catalogInfoSchema, catalogModelSchema } from '../catalog.ts';

export const catalogQueries = {
  /** Every model, the user's own first. */
  'catalog.list': { input: z.undefined(), output: z.object({ models: z.array(catalogModelSchema) }) },
  /** How models and providers did when they were asked last. Sample traffic and the simulator's answers do not count. */
  'models.health': {
    input: z.undefined(),
    output: z.object({
      /** Recorded decisions that were looked at, newest first. */
      looked_at: z.number().int(),
      models: z.array(
        z.object({
          id: z.string(),
          /** Calls of its providers, and those of them that failed. What was skipped for a pause is no call. */
          calls: z.number().int(),
          failed: z.number().int(),
          /** Milliseconds to the first byte of streamed answers that it gave at the first try; null before the first. */
          first_byte: z.object({ count: z.number().int(), p50: z.number(), p95: z.number() }).nullable(),
        }),
      ),
      /** What is not asked now. */
      pauses: z.array(
        z.object({
          provider: z.string(),
          /** Null: all models of the provider. */
          model: z.string().nullable(),
          reason: z.string(),
          remaining_ms: z.number(),
        }),
      ),
    }),
  },
  'catalog.info': { input: z.undefined(), output: catalogInfoSchema },
} as const;

export const catalogCommands = {
  /** Reads every source and server now. `accept` believes prices and losses that would be doubted. */
  'catalog.refresh': {
    input: z.object({ accept: z.boolean().default(false) }).default({ accept: false }),
    output: catalogInfoSchema,
  },
  /** Switches a model on or off, at once. */
  'catalog.set_enabled': {
    input: z.object({ model: z.string().min(1).max(200), enabled: z.boolean() }),
    output: catalogModelSchema,
  },
} as const;
