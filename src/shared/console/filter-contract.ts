/** A filter over recorded decisions as data: what the console's filter line becomes for history beyond its buffer. */
import { z } from 'zod';

/** Fields that are compared as text. */
export const TEXT_FIELDS = [
  'bucket',
  'model',
  'requested',
  'provider',
  'app',
  'dialect',
  'mode',
  'status',
  'cache',
  'response_cache',
  'error',
  'cluster',
] as const;

/** Fields that are compared as numbers. Milliseconds, dollars, tokens, shares; `at` is Unix time in milliseconds. */
export const NUMBER_FIELDS = [
  'at',
  'total_ms',
  'overhead_ms',
  'upstream_ms',
  'ttft_ms',
  'cost_usd',
  'tokens',
  'input_tokens',
  'output_tokens',
  'margin',
  'p',
  'alpha',
  'entropy',
  'context_ratio',
  'http_status',
] as const;

export const FLAGS = [
  'error',
  'sample',
  'imported',
  'simulated',
  'cached',
  'fallback',
  'streamed',
  'replay',
  'code',
  'math',
  'image',
  'tools',
  'json',
] as const;

const negated = z.boolean().default(false);
const text = z.string().min(1).max(200);

/** One condition. A record without a value for the field fits only the negated one. */
export const filterTermSchema = z.union([
  /** Equal to one of `in`, or containing `like`; letter case does not count. */
  z.strictObject({ field: z.enum(TEXT_FIELDS), in: z.array(text).min(1).max(50), negated }),
  z.strictObject({ field: z.enum(TEXT_FIELDS), like: text, negated }),
  /** From `min` to `max`, both included; `above` and `below` are not. */
  z.strictObject({
    field: z.enum(NUMBER_FIELDS),
    min: z.number().optional(),
    max: z.number().optional(),
    above: z.number().optional(),
    below: z.number().optional(),
    negated,
  }),
  z.strictObject({ is: z.enum(FLAGS), negated }),
  /** Somewhere in the first 200 characters of the prompt. */
  z.strictObject({ text, negated }),
]);

/** All terms must fit. */
export const filterSchema = z.array(filterTermSchema).max(50);
export type FilterTerm = z.output<typeof filterTermSchema>;
export type StructuredFilter = z.output<typeof filterSchema>;
