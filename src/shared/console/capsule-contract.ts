/** The part of the console API that passes decisions on: capsules, exports and imports. */
import { z } from 'zod';
import { capsuleCheckSchema, capsuleSchema } from '../capsule.ts';
import { filterSchema } from './filter-contract.ts';

/** Which decisions, and how. */
const exportSubject = {
  /** A capsule a line, a plain record a line, or a table. */
  format: z.enum(['capsules', 'jsonl', 'csv']),
  filter: filterSchema.default([]),
  /** These instead of what fits the filter; those that are no longer in the log are left out. */
  ids: z.array(z.string().max(64)).min(1).max(1_000).optional(),
  /** With the text of prompts, where it is stored. Not for capsules. */
  prompts: z.boolean().default(false),
  /** With the feature rows, in capsules. */
  embedding: z.boolean().default(false),
};

export const exportStatusSchema = z.object({
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  path: z.string(),
  /** Decisions so far. */
  written: z.number().int(),
  /** Why it failed; null otherwise. */
  problem: z.string().nullable(),
});

export const capsuleQueries = {
  /** A decision as a document without prompt text; with the exact feature row, and so the embedding, if asked. */
  'decisions.capsule': {
    input: z.object({ id: z.string().max(64), embedding: z.boolean().default(false) }),
    output: capsuleSchema,
  },
  /** How the file is doing that was begun last; null before the first. */
  'decisions.export_status': { input: z.undefined(), output: exportStatusSchema.nullable() },
  /** A page of the log as text, newest first. A table has its head on the first page. */
  'decisions.export': {
    input: z.object({
      ...exportSubject,
      /** Where the page before ended; absent for the first. */
      before_seq: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).default(200),
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
  /**
   * Asks the user for a file, in a window, and begins to write it: whole or not at all. Null when none was chosen. Refused
   * in a browser.
   */
  'decisions.export_file': {
    input: z.object({ ...exportSubject, name: z.string().regex(/^[\w.-]{1,100}$/) }),
    output: exportStatusSchema.nullable(),
  },
  /** Ends what is being written; nothing of it stays. */
  'decisions.export_cancel': { input: z.undefined(), output: exportStatusSchema.nullable() },
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
