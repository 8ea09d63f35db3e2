/** The part of the console API that says whether there is a newer version. Nothing is ever downloaded. */
import { z } from 'zod';

export const releaseSchema = z.object({
  /** As the feed says it, without the `v` of a tag. */
  version: z.string(),
  /** Title or notes, plain text; null when the feed has none. */
  notes: z.string().nullable(),
  /** Its page, over https; null when the feed has none that may be opened. */
  url: z.string().nullable(),
  /** By Semantic Versioning, newer than what runs. */
  newer: z.boolean(),
});

export const updateStatusSchema = z.object({
  /** What runs. */
  current: z.string(),
  /** Who is asked; null: nobody, ever. */
  feed: z.string().nullable(),
  checking: z.boolean(),
  /** Of the last answer that could be used; Unix time in milliseconds. */
  checked_ms: z.number().nullable(),
  /** What the feed said last; null until it was read. */
  latest: releaseSchema.nullable(),
  /** Why the last question had no answer; null when it had. */
  problem: z.string().nullable(),
});

export const updateQueries = {
  'updates.status': { input: z.undefined(), output: updateStatusSchema },
} as const;

export const updateCommands = {
  /** Asks the feed now and waits for its answer, whose failure is in `problem`. Refused while no feed is set. */
  'updates.check': { input: z.undefined(), output: updateStatusSchema },
} as const;
