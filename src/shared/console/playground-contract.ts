/** The part of the console API that tries a request out which no app has sent. */
import { z } from 'zod';
import { modelName, unit } from './values.ts';

/** Characters of one turn: a whole console request is at most 64 KiB. */
const MAX_TEXT = 60_000;

export const playgroundTurnSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().max(MAX_TEXT),
});
export type PlaygroundTurn = z.infer<typeof playgroundTurnSchema>;

const draft = {
  messages: z.array(playgroundTurnSchema).min(1).max(100),
  /** Tool definitions as in a chat completion. */
  tools: z.array(z.record(z.string(), z.unknown())).max(128).default([]),
};
const asked = {
  ...draft,
  /** A name of `GET /v1/models`; without one, Heimdall chooses. */
  model: modelName.optional(),
  alpha: unit.optional(),
};

export const playgroundQueries = {
  /** Estimated tokens of a request, before anything is decided. */
  'playground.estimate': { input: z.object(draft), output: z.object({ tokens: z.number().int() }) },
  /** A recorded request as turns to edit. */
  'playground.open': {
    input: z.object({ id: z.string().max(64) }),
    output: z.object({
      messages: z.array(playgroundTurnSchema),
      tools: z.array(z.record(z.string(), z.unknown())),
      /** What a draft cannot hold, in words: `2 images`. */
      left_out: z.array(z.string()),
    }),
  },
} as const;

export const playgroundCommands = {
  /** Decides only: nothing is called and nothing costs. Recorded as the app `playground`. */
  'playground.route': { input: z.object(asked), output: z.object({ record_id: z.string() }) },
  /** Sends it through the endpoint, as the app `playground`, and returns as soon as it is decided. */
  'playground.run': { input: z.object(asked), output: z.object({ record_id: z.string() }) },
} as const;
