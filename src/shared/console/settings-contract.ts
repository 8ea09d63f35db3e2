/** The part of the console API that writes settings: a short list of them. The rest is for an editor. */
import { z } from 'zod';
import { updateFeedSchema } from '../update-feed.ts';

const values = {
  /** What the log keeps of prompts. */
  prompts: z.enum(['full', 'hashed', 'off']),
  max_decisions: z.number().int().min(100).max(10_000_000),
  max_age_days: z.number().int().min(1).max(3_650),
  /** Requests and answers as they were, for replay; only while `prompts` is `full`. */
  bodies: z.boolean(),
  /** Of the endpoint; 0 = any free one. */
  port: z.number().int().min(0).max(65_535),
  /** Requests that bring no key of an app and no access token are refused. */
  require_user_key: z.boolean(),
  /** What closing the window does; of no effect where there is none. */
  on_close: z.enum(['ask', 'keep', 'quit']),
  /** Notifications of the desktop, of faults alone. */
  notifications: z.boolean(),
  /** Where newer versions are asked for; null: nowhere. */
  update_feed: updateFeedSchema.nullable(),
};

const settingsValuesSchema = z.object(values);

export const settingsQueries = {
  /** What is in force: the file, and what was given on the command line. */
  'settings.get': { input: z.undefined(), output: settingsValuesSchema },
} as const;

export const settingsCommands = {
  /** Writes into the configuration file, comments kept. Refused as a whole while the file is not in order. */
  'settings.set': {
    input: z.strictObject(values).partial(),
    output: settingsValuesSchema,
  },
  /** Asks the endpoint as an app would. No model is called and nothing is recorded. */
  'endpoint.check': {
    input: z.undefined(),
    output: z.object({
      ok: z.boolean(),
      checks: z.array(
        z.object({
          id: z.string(),
          /** What was tried, in words. */
          title: z.string(),
          verdict: z.enum(['ok', 'failed', 'skipped']),
          detail: z.string(),
          /** What to do about a failure. */
          fix: z.string().nullable(),
          ms: z.number(),
        }),
      ),
    }),
  },
} as const;
