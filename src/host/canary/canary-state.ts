import { z } from 'zod';
import { tallySchema } from './canary-guard.ts';

/** A canary under way, as it is kept over a restart. */
export const runningSchema = z.object({
  folder: z.string(),
  version: z.string(),
  /** The artifact that it is measured against. */
  control_version: z.string(),
  /** Keeps its choice of sessions from that of other canaries. */
  salt: z.string(),
  started_ms: z.number(),
  /** Index into `tuning.canary.steps`. */
  step: z.number().int().min(0),
  step_started_ms: z.number(),
  /** Requests of the canary in this step. */
  step_requests: z.number().int().min(0),
  held: z.boolean(),
  /** Looks at the numbers so far. */
  looks: z.number().int().min(0),
  canary: tallySchema,
  control: tallySchema,
});
export type RunningCanary = z.infer<typeof runningSchema>;

export const endedSchema = z.object({
  version: z.string(),
  what: z.enum(['promoted', 'rolled_back']),
  /** Who or what ended it. */
  reason: z.string(),
  at_ms: z.number(),
});
export type EndedCanary = z.infer<typeof endedSchema>;

export const canaryFileSchema = z.object({ running: runningSchema.nullable(), ended: endedSchema.nullable() });
export type CanaryFile = z.infer<typeof canaryFileSchema>;
