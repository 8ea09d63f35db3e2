/** `providers`: servers with models. */
import { z } from 'zod';
import { bucketSchema } from '../decision.ts';
import { serverUrl } from './fields.ts';

/** Provider names end up in decisions, headers and logs, so they stay short and plain. */
export const providerNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use lower-case letters, digits and dashes');

const price = (what: string) =>
  z.number().min(0).nullable().default(null).describe(`USD per million ${what} tokens; null: not known`);

const known = (what: string) =>
  z.boolean().nullable().default(null).describe(`${what}; null: not known, so it is tried`);

/** A model that a provider of the settings serves beyond the catalog. */
export const ownModelSchema = z.strictObject({
  id: z.string().min(1).describe('what requests call it'),
  upstream_id: z.string().min(1).optional().describe('what the provider calls it; absent: the same'),
  context_tokens: z.number().int().min(1).optional().describe('tokens of its context window; absent: not known'),
  input_usd_per_mtok: price('input'),
  output_usd_per_mtok: price('output'),
  tools: known('takes tools'),
  vision: known('takes images'),
  json_schema: known('answers in a JSON schema'),
  quality_like: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('id of a model whose expected quality and answer length stand for its own: an estimate'),
  buckets: z.array(bucketSchema).default([]).describe('where it is a candidate, beside those that are listed there'),
});

export type OwnModel = z.infer<typeof ownModelSchema>;

export const providerSchema = z.strictObject({
  base_url: serverUrl.describe('base URL, including its version segment such as /v1'),
  dialect: z
    .enum(['openai-chat', 'anthropic', 'gemini'])
    .optional()
    .describe('wire protocol of the server; openai-chat, or that of the preset it replaces, when absent'),
  api_key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null)
    .describe(
      'environment variable that holds the key; null: that of the built-in provider, as long as it is at its own host',
    ),
  sign_in: z
    .enum(['google'])
    .nullable()
    .default(null)
    .describe('account whose access token this server takes; that of Google itself takes it anyway'),
  requires_key: z.boolean().default(true).describe('false for local servers that take any key'),
  models: z.array(ownModelSchema).default([]).describe('models that this provider serves beyond the catalog'),
  discover: z
    .boolean()
    .nullable()
    .default(null)
    .describe('ask the server which models it has; null: yes for a server on this machine or network without `models`'),
  free: z.boolean().default(false).describe('models of this provider without a price of their own cost nothing'),
});
