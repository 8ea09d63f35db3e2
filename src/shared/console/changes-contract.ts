/** The part of the console API that tells when something changed that may have moved the numbers of a chart. */
import { z } from 'zod';

export const changeSchema = z.object({
  /** Unix time in milliseconds. */
  at_ms: z.number(),
  kind: z.enum(['tuning', 'profile', 'config', 'artifact', 'catalog']),
  /** `router.alpha 0.6 → 0.45`, `12 prices changed`. */
  words: z.string(),
});
export type Change = z.output<typeof changeSchema>;

export const changesQueries = {
  /** From `from_ms` up to `to_ms` (now), oldest first. */
  'changes.list': {
    input: z.object({ from_ms: z.number().int().min(0), to_ms: z.number().int().min(0).optional() }),
    output: z.object({ changes: z.array(changeSchema) }),
  },
} as const;
