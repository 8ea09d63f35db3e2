/** A filter over recorded decisions as data: what the console's filter line becomes for history beyond its buffer. */
import { z } from 'zod';

/** Fields that are compared as text. */
export const TEXT_FIELDS = [
  'bucket',
  /** What answered, else what was chosen. */
  'model',
  'chosen',
  'requested',
  'provider',
  'app',
  'dialect',
  'mode',
  'status',
  'cache',
  'response_cache',
  'error',
  /** Number of the nearest cluster, and its label. */
  'cluster',
  'cluster_label',
  /** Name of the app's own profile. */
  'profile',
  /** Ids of the rules that decided, separated by spaces. */
  'guards',
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
  /** Estimated before the call; the others are what the provider reported. */
  'request_tokens',
  'input_tokens',
  'output_tokens',
  'margin',
  'p',
  'alpha',
  'entropy',
  'context_ratio',
  'http_status',
  /** Failed attempts. */
  'fallbacks',
] as const;

export const FLAGS = [
  'error',
  /** What apps asked: neither sample nor imported. */
  'traffic',
  'sample',
  'imported',
  'simulated',
  'cached',
  'fallback',
  'streamed',
  'replay',
  /** The turn under way held it to its model. */
  'locked',
  /** Another model than the best by the score was tried, to learn what it is worth. */
  'explored',
  'code',
  'math',
  'image',
  'tools',
  'json',
] as const;

const negated = z.boolean().default(false);
const text = z.string().min(1).max(200);

/** One condition. A record without a value for the field fits only the negated one. */
const leafSchema = z.union([
  /** Equal to one of `in`, containing `like`, or all of it fitting `glob`, where `*` stands for anything. */
  z.strictObject({ field: z.enum(TEXT_FIELDS), in: z.array(text).min(1).max(50), negated }),
  z.strictObject({ field: z.enum(TEXT_FIELDS), like: text, negated }),
  z.strictObject({ field: z.enum(TEXT_FIELDS), glob: text, negated }),
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
  /** Somewhere in the whole prompt. A prompt that is not stored has no text. */
  z.strictObject({ body: text, negated }),
]);

/** A condition, or several of which one must fit. Letter case never counts. */
export const filterTermSchema = z.union([
  leafSchema,
  z.strictObject({ any: z.array(leafSchema).min(1).max(50), negated }),
]);

/** All terms must fit. */
export const filterSchema = z.array(filterTermSchema).max(50);
export type FilterLeaf = z.output<typeof leafSchema>;
export type FilterTerm = z.output<typeof filterTermSchema>;
export type StructuredFilter = z.output<typeof filterSchema>;
