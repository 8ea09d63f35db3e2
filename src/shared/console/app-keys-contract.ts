/** The part of the console API for keys that this Heimdall issues to apps. A key comes out once, when it is made. */
import { z } from 'zod';

/** Also the name that the app's requests are recorded under. */
const name = z.string().trim().min(1, 'must not be empty').max(64, 'must be at most 64 characters');

const appKeyListSchema = z.object({
  /** Every key that was issued, revoked ones too; oldest first. */
  keys: z.array(
    z.object({
      name: z.string(),
      /** `..` and the last three characters. */
      reference: z.string(),
      /** Unix times in milliseconds. */
      created_ms: z.number(),
      revoked_ms: z.number().nullable(),
      /** When a request last brought it, and the name that its caller gave itself; null when none ever did. */
      last_use: z.object({ at_ms: z.number(), caller: z.string().nullable() }).nullable(),
    }),
  ),
  /** Why no key is valid; null when all is well. */
  problem: z.string().nullable(),
});

export const appKeyQueries = {
  'app_keys.list': { input: z.undefined(), output: appKeyListSchema },
} as const;

export const appKeyCommands = {
  /** Issues a key. The answer holds it; nothing else ever does. */
  'app_keys.create': {
    input: z.strictObject({ name }),
    output: z.object({ name: z.string(), key: z.string() }),
  },
  /** In force at once: the next request that brings it is refused. */
  'app_keys.revoke': { input: z.strictObject({ name }), output: appKeyListSchema },
  /** What comes from now on is recorded under the new name; the app's tuning profile goes with it. */
  'app_keys.rename': { input: z.strictObject({ name, to: name }), output: appKeyListSchema },
} as const;
