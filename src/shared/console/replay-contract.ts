/** The part of the console API about what a request and its answer said, and about sending it again. */
import { z } from 'zod';
import { modelName, unit } from './values.ts';

const decisionId = z.string().max(64);

export const recordedRequestSchema = z.object({
  /** Path at the endpoint, without its query. */
  path: z.string(),
  /** The body; text when it is no JSON, which a body that was cut off is not. */
  body: z.unknown(),
  /** Bytes as received. */
  bytes: z.number().int(),
  /** Only the beginning is kept, so it cannot be sent again. */
  truncated: z.boolean(),
});

export const recordedAnswerSchema = z.object({
  text: z.string(),
  thinking: z.string(),
  /** `arguments` is JSON as the model wrote it. */
  tool_calls: z.array(z.object({ name: z.string(), arguments: z.string() })),
  /** As the client got it: JSON or an event stream, in its own dialect. */
  raw: z.string(),
  /** Bytes that were kept. */
  bytes: z.number().int(),
  truncated: z.boolean(),
});

export const recordedBodySchema = z.object({
  request: recordedRequestSchema.nullable(),
  answer: recordedAnswerSchema.nullable(),
  /** Text that features were read from; null when it is not kept. */
  prompt: z.string().nullable(),
});

export const replayQueries = {
  'decisions.body': { input: z.object({ id: decisionId }), output: recordedBodySchema },
} as const;

export const replayCommands = {
  /**
   * Asks again. `route` decides only: nothing is called and nothing costs. `send` sends the request as it was received
   * through the endpoint, as the same app, and returns as soon as it is decided. Settings of today are in force.
   */
  'decisions.replay': {
    input: z.object({
      id: decisionId,
      mode: z.enum(['route', 'send']),
      /** Instead of what was asked for; a name of `GET /v1/models`. */
      model: modelName.optional(),
      alpha: unit.optional(),
    }),
    output: z.object({
      record_id: z.string(),
      /** `prompt` when only the prompt was kept: without earlier turns, tools and parameters. */
      source: z.enum(['request', 'prompt']),
    }),
  },
} as const;
