/** The part of the console API about models of the user's own: those of `providers` in the settings. */
import { z } from 'zod';
import { catalogModelSchema } from '../catalog.ts';
import { ownModelSchema, providerNameSchema } from '../settings/provider-settings.ts';
import { modelName } from './values.ts';

const price = z.number().min(0, 'a price is 0 or more').max(1_000_000).nullable();

/** As the form has it; the settings leave out what is null here. */
const formModelSchema = z.strictObject({
  ...ownModelSchema.shape,
  id: modelName.min(1, 'a model needs a name'),
  upstream_id: modelName.min(1).nullable(),
  context_tokens: z.number().int('whole tokens').min(1, 'at least 1 token').max(1_000_000_000).nullable(),
  input_usd_per_mtok: price,
  output_usd_per_mtok: price,
  quality_like: modelName.nullable(),
});
export type FormModel = z.infer<typeof formModelSchema>;

const newProviderSchema = z.strictObject({
  base_url: z.url({ protocol: /^https?$/, error: 'a web address such as http://127.0.0.1:8080/v1' }).max(2_000),
  dialect: z.enum(['openai-chat', 'anthropic', 'gemini']),
  requires_key: z.boolean(),
});

const placeSchema = z.strictObject({ provider: z.string().min(1).max(64), id: z.string().min(1).max(400) });

export const ownModelQueries = {
  /** What the form begins with. */
  'models.own': {
    input: z.undefined(),
    output: z.object({
      providers: z.array(
        z.object({
          name: z.string(),
          base_url: z.string(),
          /** A key is there, or none is needed. */
          configured: z.boolean(),
        }),
      ),
      models: z.array(z.object({ provider: z.string(), model: formModelSchema.extend({ id: z.string() }) })),
      /** Ids of models whose quality is known: what another can be likened to. */
      known: z.array(z.string()),
    }),
  },
} as const;

export const ownModelCommands = {
  /** Writes a model into the configuration file, comments kept; in force from the next request on. */
  'models.save': {
    input: z.strictObject({
      provider: providerNameSchema,
      /** A provider that is not there yet comes with it; null for one that is. */
      new_provider: newProviderSchema.nullable(),
      model: formModelSchema,
      /** What it replaces; null for a new one. */
      replaces: placeSchema.nullable(),
    }),
    output: catalogModelSchema,
  },
  /** Takes a model out of the configuration file; its provider stays. */
  'models.remove': { input: placeSchema, output: z.object({ removed: z.boolean() }) },
} as const;
