/** `catalog`: where models and prices come from. */
import { z } from 'zod';
import { serverUrl } from './fields.ts';

const publicSource = (url: string, what: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(true).describe(`read ${what}`),
      url: serverUrl.default(url).describe('where it is'),
    })
    .prefault({})
    .describe(what);

/** Listings of providers are read with their own key and at their own base URL, so there is no other URL to set. */
const keyedSource = (name: string) =>
  z
    .strictObject({ enabled: z.boolean().default(true).describe(`read the models of ${name} while it has a key`) })
    .prefault({})
    .describe(`the model list of ${name}`);

export const catalogSettings = z.strictObject({
  refresh_seconds: z
    .number()
    .int()
    .min(0)
    .max(2_592_000)
    .default(3_600)
    .refine((seconds) => seconds === 0 || seconds >= 60, 'must be 0 (never) or at least 60')
    .describe('how often models and prices are read again; 0 = never by itself'),
  base_url: serverUrl.default('https://openrouter.ai/api/v1').describe('where the public model list of OpenRouter is'),
  sources: z
    .strictObject({
      openrouter: z
        .strictObject({ enabled: z.boolean().default(true).describe('read the public list of OpenRouter') })
        .prefault({})
        .describe('the public model list of OpenRouter'),
      openai: keyedSource('OpenAI'),
      google: keyedSource('Google'),
      anthropic: keyedSource('Anthropic'),
      price_file: publicSource(
        'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
        "a public price file, in LiteLLM's form or that of models.dev",
      ),
    })
    .prefault({})
    .describe('where models and prices come from, beside the bundled catalog'),
});
