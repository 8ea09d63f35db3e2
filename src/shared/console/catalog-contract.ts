/** Models, prices and where they are from: what the console asks of the catalog. */
import { z } from 'zod';
import { catalogInfoSchema, catalogModelSchema } from '../catalog.ts';

export const catalogQueries = {
  /** Every model, the user's own first. */
  'catalog.list': { input: z.undefined(), output: z.object({ models: z.array(catalogModelSchema) }) },
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
