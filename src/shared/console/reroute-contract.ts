/** The part of the console API that scores a recorded decision in a bucket that it did not go to. */
import { z } from 'zod';
import { bucketSchema, candidateSchema } from '../decision.ts';
import { penaltySettingsSchema } from '../settings/router-settings.ts';

export const rerouteQueries = {
  /**
   * Candidates of other buckets for recorded decisions, by the router of today. Where it does not reproduce the recorded
   * candidates, because the catalog, the artifact or the providers are others by now, it says nothing.
   */
  'decisions.reroute': {
    input: z.object({
      moves: z.array(z.object({ id: z.string().max(64), bucket: bucketSchema })).max(1_000),
      /** Weights to score with; those that were in force then where absent. */
      penalties: penaltySettingsSchema.default({}),
    }),
    /** In the order of `moves`. */
    output: z.array(
      z
        .object({
          /** The one asked for, or the next when nothing in that can take the request. */
          bucket: bucketSchema,
          candidates: z.array(
            candidateSchema.pick({
              model: true,
              effort: true,
              quality: true,
              cost: true,
              cost_usd: true,
              penalty: true,
            }),
          ),
        })
        .nullable(),
    ),
  },
} as const;
