/** The part of the console API that keeps and runs routing tests. */
import { z } from 'zod';
import {
  expectationSchema,
  MAX_TESTS,
  routingTestSchema,
  testNameSchema,
  testRequestSchema,
  testRunSchema,
} from '../routing-test.ts';
import { penaltySettingsSchema, thresholdsSchema } from '../settings/router-settings.ts';
import { unit } from './values.ts';

export const routingTestListSchema = z.object({
  /** The file that holds them. */
  path: z.string(),
  /** Why the file cannot be used, with key and line; null when it is in order. */
  error: z.string().nullable(),
  tests: z.array(
    z.object({
      name: z.string(),
      expect: routingTestSchema.shape.expect,
      /** Id of the decision that it was made from. */
      from: z.string().nullable(),
      /** What the request asks for. */
      model: z.string(),
      /** First 120 characters of the prompt. */
      prompt_preview: z.string(),
    }),
  ),
});

export const routingTestQueries = {
  'tests.list': { input: z.undefined(), output: routingTestListSchema },
  /**
   * Decides every test, or the named ones, and calls nobody. With the values given, as if they were in force;
   * nothing is applied.
   */
  'tests.run': {
    input: z
      .object({
        names: z.array(testNameSchema).min(1).max(MAX_TESTS).optional(),
        alpha: unit.optional(),
        /** Null: the artifact's. */
        thresholds: thresholdsSchema.nullable().optional(),
        penalties: penaltySettingsSchema.optional(),
      })
      .optional(),
    output: testRunSchema,
  },
} as const;

export const routingTestCommands = {
  /** Adds a test with the request of a recorded decision, or one that is given. */
  'tests.add': {
    input: z.union([
      z.strictObject({ name: testNameSchema, expect: expectationSchema, decision_id: z.string().max(64) }),
      z.strictObject({ name: testNameSchema, expect: expectationSchema, request: testRequestSchema }),
    ]),
    output: routingTestListSchema,
  },
  'tests.remove': { input: z.object({ name: testNameSchema }), output: routingTestListSchema },
} as const;
