/** `tuning` and `exploration`: the trained models and tables, how new ones take over, and what is learnt. */
import { z } from 'zod';
import { trustedKeySchema } from '../trusted-key.ts';
import { artifactUrlSchema } from '../update-feed.ts';
import { unit } from './fields.ts';

export const explorationSettings = z.strictObject({
  share: unit.default(0.05).describe('of the requests of a day that could explore, at most'),
  max_extra_usd_per_day: z
    .number()
    .min(0)
    .max(100_000)
    .default(1)
    .describe('dollars by which what is tried may be expected to cost more, in a day (UTC)'),
});

const increase = (of: string, byDefault: number) =>
  z
    .number()
    .min(0)
    .max(10)
    .default(byDefault)
    .describe(`${of} above that of the artifact in force, beyond which it is rolled back`);

export const canarySettings = z.strictObject({
  steps: z
    .array(z.number().min(1).max(100))
    .min(1)
    .max(16)
    .default([5, 25, 50, 100])
    .refine((steps) => steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0)), 'must rise')
    .refine((steps) => steps[0] !== 100, 'must begin below 100')
    .describe(
      'percent of sessions, one step after the other; 100 puts it in force; without 100 it waits to be promoted',
    ),
  step_requests: z.number().int().min(0).default(200).describe('requests that it must have had in a step'),
  step_seconds: z.number().int().min(0).max(2_592_000).default(3_600).describe('seconds that a step takes at least'),
  min_requests: z
    .number()
    .int()
    .min(20)
    .default(50)
    .describe('requests of either side before the numbers are looked at first'),
  max_error_increase: increase('share of failed requests', 0.02),
  max_latency_increase: increase('time of an answer, as a share,', 0.25),
  max_cost_increase: increase('cost of a request, as a share,', 0.25),
  from_url: z
    .boolean()
    .default(false)
    .describe('true: what appears at artifact_url begins as a canary; false: it is put in force at once'),
});

export const tuningSettings = z.strictObject({
  artifact_dir: z
    .string()
    .nullable()
    .default(null)
    .describe('whole path of an artifact folder instead of the bundled one; takes effect on save'),
  artifact_url: artifactUrlSchema
    .nullable()
    .default(null)
    .describe('address of an artifact folder; what appears there is downloaded, verified and put in force; null: none'),
  reload_seconds: z
    .number()
    .int()
    .min(60)
    .max(604_800)
    .default(3_600)
    .describe('how often artifact_url is asked for another one'),
  canary: canarySettings.prefault({}).describe('how a new artifact takes over step by step'),
  trusted_keys: z
    .array(trustedKeySchema)
    .max(32)
    .default([])
    .describe('artifacts that none of these keys has signed are refused, the bundled one excepted; empty: none is'),
});
