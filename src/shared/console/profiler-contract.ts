/** The part of the console API that takes a CPU profile of the process that hosts the router. */
import { z } from 'zod';

/** What the time of a profile went to; see `areaOf` in the host for what counts as which. */
export const PROFILE_AREAS = ['routing', 'gateway', 'storage', 'host', 'json', 'gc', 'runtime', 'idle'] as const;
export type ProfileArea = (typeof PROFILE_AREAS)[number];

export const profileSummarySchema = z.object({
  duration_ms: z.number(),
  samples: z.number().int(),
  /** All of `PROFILE_AREAS`, in their order; shares of the whole time, which add up to 1. */
  areas: z.array(z.object({ area: z.enum(PROFILE_AREAS), ms: z.number(), share: z.number() })),
  /** The functions that most time was spent in, not counting what they called; most first. */
  functions: z.array(
    z.object({
      name: z.string(),
      /** Relative to the app; empty for the engine's own. */
      file: z.string(),
      /** From 1; null where it is not known. */
      line: z.number().int().nullable(),
      self_ms: z.number(),
      /** Of the time that was not idle. */
      share: z.number(),
    }),
  ),
});
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

/** Longest time that a profile is taken for, in seconds. */
export const MAX_PROFILE_SECONDS = 300;

export const profilerStatusSchema = z.object({
  /** `reading`: it has ended and is being read. */
  state: z.enum(['idle', 'running', 'reading']),
  /** Of the one that runs; 0 otherwise. */
  elapsed_ms: z.number(),
  /** When it ends by itself. */
  limit_ms: z.number(),
  /** The last one; null before the first. Kept in memory until the next one begins. */
  last: z
    .object({
      /** Unix time in milliseconds at which it began. */
      started_ms: z.number(),
      /** What a file of it is called: `heimdall-2026-11-23T08-15-00.cpuprofile`. */
      name: z.string(),
      bytes: z.number().int(),
      summary: profileSummarySchema,
    })
    .nullable(),
  /** Why the last one could not be taken; null when it could. */
  problem: z.string().nullable(),
});

export const profilerQueries = {
  'profiler.status': { input: z.undefined(), output: profilerStatusSchema },
  /** The last profile as V8's own JSON, for developer tools. Names of functions and files, relative to the app; no data. */
  'profiler.text': { input: z.undefined(), output: z.object({ name: z.string(), text: z.string() }) },
} as const;

export const profilerCommands = {
  /** Refused while one is taken. */
  'profiler.start': {
    input: z.strictObject({ seconds: z.number().int().min(1).max(MAX_PROFILE_SECONDS).default(60) }),
    output: profilerStatusSchema,
  },
  /** Ends it and waits until it was read. Without one that runs, says what is known. */
  'profiler.stop': { input: z.undefined(), output: profilerStatusSchema },
  /** Asks the user for a file, in a window, and writes the last profile. Null when none was chosen. Refused in a browser. */
  'profiler.save': { input: z.undefined(), output: z.object({ path: z.string() }).nullable() },
} as const;
