/** The part of the console API that passes decisions on: capsules, exports and imports. */
import { z } from 'zod';
import { capsuleCheckSchema, capsuleSchema } from '../capsule.ts';
import { filterSchema } from './filter-contract.ts';

export const capsuleQueries = {
  /** A decision as a document without prompt text; with the exact feature row, and so the embedding, if asked. */
  'decisions.capsule': {
    input: z.object({ id: z.string().max(64), embedding: z.boolean().default(false) }),
    output: capsuleSchema,
  },
  /** A page of the log as text, newest first: a capsule a line, or a table. The table has its head on the first page. */
  'decisions.export': {
    input: z.object({
      format: z.enum(['jsonl', 'csv']),
      filter: filterSchema.default([]),
      /** Where the page before ended; absent for the first. */
      before_seq: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).default(200),
      embedding: z.boolean().default(false),
    }),
    output: z.object({
      text: z.string(),
      /** Decisions in the text. */
      count: z.number().int(),
      /** Null when there is nothing older. */
      next_before_seq: z.number().int().nullable(),
    }),
  },
} as const;

export const capsuleCommands = {
  /** Takes capsules into the log, each after it was verified. What was marked `failed` is not taken. */
  'decisions.import': {
    input: z.object({ capsules: z.array(z.unknown()).min(1).max(200) }),
    output: z.object({
      results: z.array(
        z.object({
          id: z.string().nullable(),
          /** `present`: the same decision is in the log already. */
          state: z.enum(['imported', 'present', 'refused']),
          /** Why it was refused; null otherwise. */
          problem: z.string().nullable(),
          checks: z.array(capsuleCheckSchema),
        }),
      ),
    }),
  },
} as const;
