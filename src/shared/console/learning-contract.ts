/** The part of the console API for ratings of answers, and for what they changed. */
import { z } from 'zod';
import { effortSchema } from '../decision.ts';
import { modelName, unit } from './values.ts';

const clusterEffect = z.object({
  id: z.number().int(),
  label: z.string(),
  /** Expected share of tasks done well: by the table, and after the ratings. */
  prior: unit,
  posterior: unit,
  /** Where the quality is with 95 % of what is believed, after the ratings. */
  interval: z.tuple([unit, unit]),
  /** Ratings that had a share in this cluster, and the sum of these shares. */
  ratings: z.number().int(),
  weight: z.number(),
});

/** What the ratings did to the model of one decision, in the clusters of its prompt. */
export const feedbackEffectSchema = z.object({
  decision_id: z.string(),
  /** 0 = of no use .. 1 = done well; null when it is not rated. */
  score: unit.nullable(),
  /** What answered: the ratings are about it. Null when the decision cannot be rated. */
  model: z.string().nullable(),
  effort: effortSchema.nullable(),
  /** Why it cannot be rated; null when it can. */
  problem: z.string().nullable(),
  /** Those of the decision, nearest first. */
  clusters: z.array(clusterEffect.extend({ share: unit })),
});
export type FeedbackEffect = z.infer<typeof feedbackEffectSchema>;

export const learningTableSchema = z.object({
  /** Ratings in force. */
  ratings: z.number().int(),
  /** Ratings that the table's own word counts for. */
  table_weight: z.number(),
  /** Every model and cluster that a rating touched, most ratings first. */
  rows: z.array(
    clusterEffect.extend({
      model: z.string(),
      effort: effortSchema.nullable(),
      /** Of the ratings: of answers that were tried to learn, and what the posterior would be without them. */
      explored: z.number().int(),
      without_explored: unit,
    }),
  ),
});
export type LearningTable = z.infer<typeof learningTableSchema>;

const id = z.string().min(1).max(64);

/** What exploration was allowed, and did. */
export const explorationStatusSchema = z.object({
  enabled: z.boolean(),
  share: unit,
  max_extra_usd_per_day: z.number(),
  today: z.object({
    /** UTC, as `2026-11-23`. */
    day: z.string(),
    /** Requests that could explore, and those that did. */
    requests: z.number().int(),
    explored: z.number().int(),
    extra_usd: z.number(),
  }),
  total: z.object({
    since_ms: z.number(),
    explored: z.number().int(),
    extra_usd: z.number(),
    /** Answers that were tried to learn and that somebody rated, of the ratings that are kept. */
    rated: z.number().int(),
  }),
});

/** Ratings of one model at one effort in one cluster. */
const cellSchema = z.strictObject({
  model: modelName,
  effort: effortSchema.nullable(),
  cluster: z.number().int().min(0),
});
export type LearningCell = z.infer<typeof cellSchema>;

export const ratingListSchema = z.object({
  /** Newest first. */
  ratings: z.array(
    z.object({
      decision_id: z.string(),
      at_ms: z.number(),
      /** 0 = of no use .. 1 = done well. */
      score: unit,
      /** `endpoint`: an app, with `POST /v1/feedback`. Null for ratings that were kept before this was. */
      source: z.enum(['console', 'endpoint']).nullable(),
      model: z.string(),
      effort: effortSchema.nullable(),
      /** What it counts in, nearest first; empty while it waits for its own artifact. */
      clusters: z.array(z.object({ id: z.number().int(), label: z.string(), share: unit })),
      /** Version of the artifact that it was given under. */
      artifact: z.string(),
    }),
  ),
  /** How many fit, shown or not. */
  matched: z.number().int(),
  total: z.number().int(),
});
export type RatingList = z.infer<typeof ratingListSchema>;

/** Body of `POST /v1/feedback`: a `rating` or a `score`. */
export const feedbackBodySchema = z
  .object({
    decision_id: id,
    rating: z.enum(['up', 'down']).optional(),
    score: unit.optional(),
    /** Taken, and not kept: it may quote the prompt. */
    comment: z.string().max(10_000).nullish(),
  })
  .refine(({ rating, score }) => (rating === undefined) !== (score === undefined), {
    message: 'give either rating (up or down) or score (0 to 1)',
    path: ['rating'],
  });

export const learningQueries = {
  /** What was rated of a decision, and what it did. */
  'decisions.rating': { input: z.object({ id }), output: feedbackEffectSchema },
  'learning.exploration': { input: z.undefined(), output: explorationStatusSchema },
  'learning.table': { input: z.undefined(), output: learningTableSchema },
  /** Single ratings, those of one cell if it is named. */
  'learning.ratings': {
    input: z.object({ cell: cellSchema.optional(), limit: z.number().int().min(1).max(1_000).default(200) }),
    output: ratingListSchema,
  },
} as const;

export const learningCommands = {
  /** Rates a decision, in place of what was said of it before; null takes it back. */
  'decisions.feedback': { input: z.object({ id, score: unit.nullable() }), output: feedbackEffectSchema },
  /**
   * Forgets one rating, what the ratings said of one model in one cluster, or all of them. A rating whose last cluster
   * is forgotten is gone.
   */
  'learning.reset': {
    input: z.union([
      z.strictObject({ decision_id: id }),
      z.strictObject({ cell: cellSchema }),
      z.strictObject({ all: z.literal(true) }),
    ]),
    /** Ratings that were changed or forgotten, and what `learning.undo` takes to bring them back. */
    output: z.object({ removed: z.number().int(), undo: z.string() }),
  },
  /** Brings back what a reset took, except of decisions that were rated anew since. Until Heimdall stops. */
  'learning.undo': { input: z.strictObject({ undo: id }), output: z.object({ restored: z.number().int() }) },
} as const;
