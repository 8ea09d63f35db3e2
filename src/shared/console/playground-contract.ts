/** The part of the console API that tries a request out which no app has sent. */
import { z } from 'zod';
import { bucketSchema, excludedCandidateSchema, targetSchema } from '../decision.ts';
import { modelName, unit } from './values.ts';

/** Characters of one turn. */
const MAX_TEXT = 60_000;

/** What providers take as images. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];
/** Bytes of one image: what Anthropic takes, the least of the large providers (5 MB). */
export const MAX_IMAGE_BYTES = 5_000_000;
export const MAX_IMAGES = 8;
/** Bytes of all images of a draft together: with base64's third more they fit the endpoint's limit. */
export const MAX_IMAGES_BYTES = 15_000_000;
/** Bytes of a console request with a draft; any other is at most 64 KiB. */
export const MAX_DRAFT_BYTES = 24 * 1024 * 1024;

const imageSchema = z.object({
  media_type: z.enum(IMAGE_TYPES),
  /** Base64. */
  data: z
    .string()
    .max(Math.ceil(MAX_IMAGE_BYTES / 3) * 4, `an image has at most ${MAX_IMAGE_BYTES / 1_000_000} MB`)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64'),
});

const turn = { role: z.enum(['system', 'user', 'assistant']), content: z.string().max(MAX_TEXT) };
const sentTurnSchema = z.object({ ...turn, images: z.array(imageSchema).max(MAX_IMAGES).default([]) });
const plainTurnSchema = z.object(turn);

/** Tool definitions as in a chat completion. */
const tools = z.array(z.record(z.string(), z.unknown())).max(128).default([]);

const asked = {
  messages: z.array(sentTurnSchema).min(1).max(100),
  tools,
  /** A name of `GET /v1/models`; without one, Heimdall chooses. */
  model: modelName.optional(),
  alpha: unit.optional(),
};

/** What an answer says, piece by piece; see `AnswerStep` of the gateway. */
const answerKind = z.enum(['text', 'thinking', 'tool-call', 'error']);

export const answerPartSchema = z.object({ kind: answerKind, text: z.string() });
export type AnswerPart = z.infer<typeof answerPartSchema>;

/** What came next in answers that the console asked for. */
export const answersEventSchema = z.object({
  pieces: z.array(
    z.object({
      /** Of the decision. */
      id: z.string(),
      kind: answerKind,
      text: z.string(),
      /** A part of its own, not more of the last one. */
      begins: z.boolean(),
      /** Characters of the answer before this piece: a reader that has another number lost something. */
      at: z.number().int(),
      /** Milliseconds from sending to the end of the piece. */
      ms: z.number(),
    }),
  ),
});
export type AnswerPiece = z.infer<typeof answersEventSchema>['pieces'][number];

/** An answer as far as it has come. */
const liveAnswerSchema = z.object({
  parts: z.array(answerPartSchema),
  /** Characters of all parts. */
  length: z.number().int(),
  /** Milliseconds from sending to the first word, and to the last; null before. */
  first_ms: z.number().nullable(),
  last_ms: z.number().nullable(),
  running: z.boolean(),
  /** The rest was not kept here. */
  cut: z.boolean(),
});
export type LiveAnswer = z.infer<typeof liveAnswerSchema>;

const forecastSchema = z.object({
  /** As it was asked for; null is the router's choice. */
  asked: modelName.nullable(),
  /** Who would answer; null when nobody can. */
  target: targetSchema.extend({ bucket: bucketSchema }).nullable(),
  /** Expected dollars with the usual length of its answers; null when it is unpriced. */
  cost_usd: z.number().nullable(),
  /** The simulator would answer, for nothing. */
  simulated: z.boolean(),
  /** Why nobody can answer, with what to do; null when somebody can. */
  problem: z.string().nullable(),
  excluded: z.array(excludedCandidateSchema),
});
export type Forecast = z.infer<typeof forecastSchema>;

export const playgroundQueries = {
  /** What would happen, before anything is decided: nothing is called or recorded. */
  'playground.estimate': {
    input: z.object({
      messages: z.array(plainTurnSchema).min(1).max(100),
      tools,
      /** How many images come with it: their content does not matter here. */
      images: z.number().int().min(0).max(MAX_IMAGES).default(0),
      alpha: unit.optional(),
      /** Who is asked; null is the router's choice. */
      models: z.array(modelName.nullable()).max(8).default([]),
    }),
    output: z.object({ tokens: z.number().int(), forecasts: z.array(forecastSchema) }),
  },
  /** A recorded request as turns to edit. */
  'playground.open': {
    input: z.object({ id: z.string().max(64) }),
    output: z.object({
      messages: z.array(plainTurnSchema),
      tools: z.array(z.record(z.string(), z.unknown())),
      /** What a draft cannot hold, in words: `2 images`. */
      left_out: z.array(z.string()),
    }),
  },
  /** An answer that this console asked for, as far as it has come; null when it is no longer held. */
  'answers.get': { input: z.object({ id: z.string().max(64) }), output: liveAnswerSchema.nullable() },
} as const;

export const playgroundCommands = {
  /** Decides only: nothing is called and nothing costs. Recorded as the app `playground`. */
  'playground.route': { input: z.object(asked), output: z.object({ record_id: z.string() }) },
  /**
   * Sends it through the endpoint, as the app `playground`, and returns as soon as it is decided. The answer comes as
   * `answers` events.
   */
  'playground.run': {
    input: z.object(asked),
    output: z.object({ record_id: z.string() }),
  },
  /** Leaves answers that this console asked for, which cancels them upstream. False: all had ended. */
  'answers.stop': {
    /** Of decisions. */
    input: z.object({ ids: z.array(z.string().max(64)).min(1).max(32) }),
    output: z.object({ stopped: z.boolean() }),
  },
} as const;
