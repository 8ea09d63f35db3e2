/** Settings of hosts that work together: where they share what they know. */
import { z } from 'zod';
import { hasUserName } from '../update-feed.ts';

const variable = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null)
    .describe(`environment variable with ${what}; goes before url`);

/** An address without what must not be in a file. */
const plainUrl = (protocol: RegExp, example: string) =>
  z
    .url({ protocol, hostname: /./ })
    .refine((url) => !hasUserName(url), 'must not hold a user name or password: put the whole address into url_env')
    .nullable()
    .default(null)
    .describe(`such as ${example}, without a password`);

const hasAddress = ({ url, url_env }: { readonly url: string | null; readonly url_env: string | null }): boolean =>
  url !== null || url_env !== null;
const NEEDS_ADDRESS = { message: 'needs an address', path: ['url'] };

export const sharedStateSchema = z
  .strictObject({
    url: plainUrl(/^rediss?$/, 'redis://127.0.0.1:6379/0'),
    url_env: variable('the whole address, password included'),
    key_prefix: z
      .string()
      .regex(/^[A-Za-z0-9:_-]{1,64}$/)
      .default('heimdall')
      .describe('begin of all keys: hosts with the same one work together'),
    timeout_ms: z.number().int().min(1).max(1_000).default(5).describe('ms that a request waits for an answer at most'),
    cooldowns: z.boolean().default(true).describe('what one host leaves alone for a while, all do'),
    sessions: z.boolean().default(true).describe('a session goes on with its model whichever host gets it'),
    decisions: z
      .boolean()
      .default(false)
      .describe('cached decisions are shared; pays where embedding takes milliseconds (embedder: minilm)'),
  })
  .refine(hasAddress, NEEDS_ADDRESS);

export const postgresSchema = z
  .strictObject({
    url: plainUrl(/^postgres(ql)?$/, 'postgres://127.0.0.1:5432/heimdall'),
    url_env: variable('the whole address, password included'),
    host_name: z
      .string()
      .min(1)
      .max(64)
      .nullable()
      .default(null)
      .describe("what rows of this host are marked with; null: the machine's name"),
    max_age_days: z
      .number()
      .int()
      .min(31)
      .max(36_500)
      .default(400)
      .describe('days after which a month is dropped, when all of it is older'),
    records: z.boolean().default(false).describe('with the whole decision and outcome as JSON, some 8 KB each'),
  })
  .refine(hasAddress, NEEDS_ADDRESS);

export type PostgresSettings = z.infer<typeof postgresSchema>;
export type SharedStateSettings = z.infer<typeof sharedStateSchema>;
