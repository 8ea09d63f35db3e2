/** The part of the console API that is about API keys and sign-ins. Secrets go in and never come out. */
import { z } from 'zod';

const providerName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be a provider name');

const keyListSchema = z.object({
  /** Every key that is known; a provider may have several, of which one is in force. */
  keys: z.array(
    z.object({
      provider: z.string(),
      /** `environment` wins over `stored` (set in the console), and that over the file `keys.json`. */
      source: z.enum(['environment', 'stored', 'keys.json']),
      /** Name of the environment variable; null for the others. */
      variable: z.string().nullable(),
      /** `..` and the last three characters; `..` alone for a short one. */
      reference: z.string(),
      in_force: z.boolean(),
    }),
  ),
  /** What protects stored keys: the operating system's key store, or a file that only its owner may read. */
  held_by: z.enum(['os', 'file']),
  /** Why stored keys are not used; null when all is well. */
  problem: z.string().nullable(),
});

const accountListSchema = z.object({
  accounts: z.array(
    z.object({
      provider: z.string(),
      /** An OAuth client is configured, so that one can sign in. */
      configured: z.boolean(),
      state: z.enum(['signed-out', 'waiting', 'signed-in']),
      /** Unix time in milliseconds; null when nobody is signed in. */
      since_ms: z.number().nullable(),
      scopes: z.array(z.string()),
      /** Why the last sign-in ended or did not complete; null when nothing went wrong. */
      problem: z.string().nullable(),
      /** The provider is called with it. */
      in_force: z.boolean(),
    }),
  ),
});

export const credentialQueries = {
  'keys.list': { input: z.undefined(), output: keyListSchema },
  'accounts.list': { input: z.undefined(), output: accountListSchema },
} as const;

export const credentialCommands = {
  /** Stores a key, encrypted, in place of the one before. In force at once, unless the environment has one. */
  'keys.set': {
    input: z.strictObject({
      provider: providerName,
      key: z
        .string()
        .trim()
        .min(1, 'must not be empty')
        .max(4_096, 'must be at most 4096 characters')
        .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces'),
    }),
    output: keyListSchema,
  },
  /** Removes the stored key. Those of the environment and of `keys.json` are not Heimdall's to remove. */
  'keys.remove': { input: z.strictObject({ provider: providerName }), output: keyListSchema },
  /** Asks the provider whether it takes the key in force. Nothing is generated, so it costs nothing. */
  'keys.test': {
    input: z.strictObject({ provider: providerName }),
    output: z.object({
      /** `unclear`: it answered, but neither took nor refused the key, as a server without a list of models. */
      verdict: z.enum(['ok', 'refused', 'offline', 'unclear']),
      /** In words, with what the provider said; never the key. */
      message: z.string(),
      ms: z.number().int(),
    }),
  },
  /** Starts a sign-in. The address is to be opened in a browser on this machine; `accounts.list` says how it went. */
  'accounts.login': { input: z.strictObject({ provider: z.literal('google') }), output: z.object({ url: z.string() }) },
  'accounts.logout': {
    input: z.strictObject({ provider: z.literal('google') }),
    /** `revoked`: the provider ended it as well; false when it could not be told. */
    output: accountListSchema.extend({ revoked: z.boolean() }),
  },
} as const;
