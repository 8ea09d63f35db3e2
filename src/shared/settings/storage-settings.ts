/** `storage`: the log of decisions. */
import { z } from 'zod';
import { postgresSchema } from './scale-settings.ts';

export const storageSettings = z.strictObject({
  prompts: z.enum(['full', 'hashed', 'off']).default('full').describe('what the log keeps of prompts'),
  max_decisions: z
    .number()
    .int()
    .min(100)
    .max(10_000_000)
    .default(100_000)
    .describe('decisions in the log; the oldest go first'),
  max_age_days: z.number().int().min(1).max(3_650).default(90).describe('days that a decision stays in the log'),
  bodies: z
    .boolean()
    .default(true)
    .describe('keep requests and answers as they were, for replay; only while prompts is full'),
  max_body_kb: z
    .number()
    .int()
    .min(1)
    .max(65_536)
    .default(1_024)
    .describe('KiB of each request and of each answer that are kept'),
  max_bodies_mb: z
    .number()
    .int()
    .min(1)
    .max(1_048_576)
    .default(256)
    .describe('MiB of requests and answers on disk; the oldest go first'),
  postgres: postgresSchema
    .nullable()
    .default(null)
    .describe('a PostgreSQL that requests are written to as well, for who analyses those of several hosts; null: none'),
});
