/**
 * What goes in and out of the endpoint, for docs/openapi.yaml. Heimdall's own answers are described whole, from the schemas that
 * the program has; those of the three APIs as far as clients rely on them, because providers add to theirs.
 */
import { z } from 'zod';
import { modelPriceSchema } from '../../../src/shared/catalog.ts';
import { feedbackBodySchema, feedbackEffectSchema } from '../../../src/shared/console/learning-contract.ts';
import { BUCKETS, decisionSchema, effortSchema } from '../../../src/shared/decision.ts';
import { ERROR_CODES } from '../../../src/shared/error-codes.ts';

const { looseObject, string, boolean, array, literal, unknown } = z;
const count = z.number().int().min(0);
const model = string().describe(
  '`heimdall/auto`, `heimdall/cheap`, `heimdall/mid`, `heimdall/hard`, or the id of a model',
);
const stream = boolean().optional();
const text = string();

const errorCode = z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]);
const price = modelPriceSchema.nullable();
const geminiContent = looseObject({
  role: string().optional(),
  parts: array(looseObject({ text: string().optional() })),
});

/** By the name that the document has for them. */
export const SHAPES = {
  ErrorCode: errorCode.describe('docs/errors.md says what each means'),
  OpenAiError: z.object({
    error: looseObject({
      message: text,
      type: text,
      param: text.nullable().describe('the field that is wrong'),
      code: text.nullable().describe('one of ErrorCode, or the word that OpenAI has for it'),
    }),
  }),
  AnthropicError: looseObject({
    type: literal('error'),
    error: looseObject({ type: text, message: text }),
    request_id: text.nullable(),
  }),
  GeminiError: z.object({
    error: looseObject({ code: count, message: text, status: text, details: array(unknown()).optional() }),
  }),

  ChatCompletionRequest: looseObject({
    model,
    messages: array(looseObject({ role: text, content: unknown() })).min(1),
    stream,
    tools: array(looseObject({})).optional(),
    max_completion_tokens: count.nullable().optional(),
  }),
  ChatCompletion: looseObject({
    id: text,
    object: literal('chat.completion'),
    created: count,
    model: text,
    choices: array(
      looseObject({
        index: count,
        message: looseObject({ role: literal('assistant') }),
        finish_reason: text.nullable(),
      }),
    ),
    usage: looseObject({ prompt_tokens: count, completion_tokens: count, total_tokens: count }).optional(),
  }),
  CompletionRequest: looseObject({ model, prompt: unknown(), stream }),
  Completion: looseObject({
    id: text,
    object: literal('text_completion'),
    created: count,
    model: text,
    choices: array(looseObject({ index: count, text, finish_reason: text.nullable() })),
  }),
  ResponseRequest: looseObject({
    model,
    input: unknown(),
    stream,
    previous_response_id: text.nullable().optional(),
    store: boolean().nullable().optional(),
  }),
  Response: looseObject({
    id: text,
    object: literal('response'),
    created_at: z.number(),
    status: text,
    model: text,
    output: array(looseObject({ type: text })),
  }),
  ResponseDeleted: looseObject({ id: text, object: text, deleted: literal(true) }),
  ResponseItems: looseObject({ object: literal('list'), data: array(looseObject({ type: text })) }),
  ResponseTokens: looseObject({ object: literal('response.input_tokens'), input_tokens: count }),
  EmbeddingRequest: looseObject({ model: text, input: z.union([text, array(unknown())]) }),
  Embeddings: looseObject({
    object: literal('list'),
    data: array(
      looseObject({ object: literal('embedding'), index: count, embedding: z.union([array(z.number()), text]) }),
    ),
    model: text,
    usage: looseObject({ prompt_tokens: count, total_tokens: count }),
  }),
  ModelList: z.union([
    looseObject({
      object: literal('list'),
      data: array(looseObject({ id: text, object: literal('model'), owned_by: text })),
    }),
    looseObject({
      data: array(looseObject({ type: literal('model'), id: text, display_name: text })),
      has_more: boolean(),
    }),
    looseObject({ models: array(looseObject({ name: text, displayName: text })) }),
  ]),
  Model: looseObject({}).describe('an entry of the list, in the same form'),

  MessageRequest: looseObject({
    model,
    max_tokens: count,
    messages: array(looseObject({ role: text, content: unknown() })).min(1),
    stream,
  }),
  Message: looseObject({
    id: text,
    type: literal('message'),
    role: literal('assistant'),
    model: text,
    content: array(looseObject({ type: text })),
    stop_reason: text.nullable(),
    usage: looseObject({ input_tokens: count, output_tokens: count }),
  }),
  MessageTokens: looseObject({ input_tokens: count }),

  GenerateContentRequest: looseObject({ contents: array(geminiContent).min(1) }),
  GenerateContentResponse: looseObject({
    candidates: array(looseObject({ content: geminiContent.optional(), finishReason: text.optional() })).optional(),
    usageMetadata: looseObject({ promptTokenCount: count.optional() }).optional(),
    modelVersion: text.optional(),
  }),
  GeminiTokens: looseObject({ totalTokens: count }),
  EmbedContentRequest: looseObject({ content: geminiContent }),
  EmbedContentResponse: looseObject({ embedding: looseObject({ values: array(z.number()) }) }),
  BatchEmbedContentsRequest: looseObject({ requests: array(looseObject({ content: geminiContent })).min(1) }),
  BatchEmbedContentsResponse: looseObject({ embeddings: array(looseObject({ values: array(z.number()) })) }),

  Decision: decisionSchema,
  FeedbackRequest: feedbackBodySchema,
  Feedback: feedbackEffectSchema.omit({ problem: true }).extend({ object: literal('feedback') }),
  Price: modelPriceSchema,
  Capabilities: z.object({
    object: literal('model.capabilities'),
    id: text,
    name: text,
    author: text,
    context_tokens: count.nullable(),
    max_output_tokens: count.nullable(),
    tools: boolean(),
    vision: boolean(),
    json_schema: boolean(),
    reasoning: z.object({
      efforts: array(effortSchema).nullable(),
      thinking_budget: z.object({ min: z.number(), max: z.number() }).nullable(),
    }),
    enabled: boolean(),
    gone: text.nullable().describe('ISO day since which nobody lists it'),
    providers: array(z.object({ provider: text, configured: boolean(), gone: text.nullable() })),
    facts: z.record(text, unknown()),
  }),
  Pricing: z.object({
    object: literal('model.pricing'),
    id: text,
    currency: literal('USD'),
    unit: literal('per million tokens'),
    priced: boolean(),
    price,
    offers: array(z.object({ provider: text, upstream_id: text, priced: boolean(), price })),
  }),
  FeatureFlags: z.object({ disabled_models: array(text) }),
  Health: z.object({
    status: literal('ok'),
    version: text,
    artifact_version: text.nullable(),
    uptime_s: z.number(),
    in_flight: count,
    features: array(text),
  }),
  Readiness: z.object({ status: z.enum(['ready', 'degraded', 'not_ready']), reasons: array(text) }),
  Bucket: z.enum(BUCKETS),
} as const satisfies Record<string, z.ZodType>;

export type ShapeName = keyof typeof SHAPES;
