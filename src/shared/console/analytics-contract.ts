/** The part of the console API that counts and sums: latency, savings, the map, the decision cache over time. */
import { z } from 'zod';
import { bucketSchema } from '../decision.ts';
import { filterSchema } from './filter-contract.ts';

const count = z.number().int();

/**
 * Which decisions are looked at: made from `from_ms` (by default an hour ago) up to `to_ms` (now), and fitting the
 * filter. Sample traffic is looked at on its own or not at all.
 */
const traffic = {
  from_ms: z.number().int().min(0).optional(),
  to_ms: z.number().int().min(0).optional(),
  filter: filterSchema.default([]),
  sample: z.boolean().default(false),
};

/**
 * The window that was looked at; `bin_ms` is the length of a step of its series. One of two days and more begins with a
 * whole step: up to one before `from_ms` of the question.
 */
const window = { from_ms: z.number(), to_ms: z.number(), bin_ms: z.number() };

const spread = {
  count,
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
};

export const latencyProfileSchema = z.object({
  ...window,
  ...spread,
  /** Heimdall's share of the whole time of answered requests, 0..1; null when there are none. */
  heimdall_share: z.number().nullable(),
  /** Dollars of those of the requests whose cost is known, which are `priced`. */
  cost_usd: z.number(),
  priced: count,
  slo: z.object({ limit_ms: z.number(), met: z.number().nullable() }),
  /** Steps without a request are left out. `at` is where a step begins. */
  over_time: z.array(z.object({ at: z.number(), ...spread })),
  /** Log-spaced, ten to a decade; bins are from `from` (excluded) to `to` (included), empty ones left out. */
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count })),
  /** `[index of the step, index into rows, count]`. */
  heatmap: z.object({
    rows: z.array(z.object({ from: z.number(), to: z.number() })),
    cells: z.array(z.tuple([count, count, count])),
  }),
  /** Microseconds by stage over the newest `stages_n` of the decisions. `share` is of the time of all of them. */
  stages: z.array(
    z.object({
      name: z.string(),
      count,
      p5: z.number(),
      p25: z.number(),
      p50: z.number(),
      p75: z.number(),
      p95: z.number(),
      p99: z.number(),
      share: z.number(),
    }),
  ),
  stages_n: count,
  slowest: z.array(
    z.object({ id: z.string(), created_ms: z.number(), model: z.string(), ms: z.number(), stage: z.string() }),
  ),
});

const savingsNumbers = {
  /** Requests of which both sides are known in dollars: the ones that the sums are over. */
  requests: count,
  actual_usd: z.number(),
  /** Estimated: the same tokens at the baseline's list price. */
  baseline_usd: z.number(),
  saved_usd: z.number(),
  /** Mean predicted quality of what was chosen and of the baseline, estimated; null where the table has neither. */
  quality: z.number().nullable(),
  baseline_quality: z.number().nullable(),
};

export const savingsReportSchema = z.object({
  from_ms: z.number(),
  to_ms: z.number(),
  /** True when these are sample answers: nothing was paid and nothing saved. */
  sample: z.boolean(),
  totals: z.object({
    ...savingsNumbers,
    /** Where `saved_usd` comes from. A decision costs no money, so overhead is 0. */
    split: z.object({ routing: z.number(), response_cache: z.number(), overhead: z.number() }),
    /** Answered, but not in the sums. */
    unpriced: count,
    baseline_unpriced: count,
    without_baseline: count,
    simulated: count,
  }),
  /** `at` is midnight UTC. */
  per_day: z.array(z.object({ at: z.number(), ...savingsNumbers })),
  by_app: z.array(z.object({ name: z.string(), ...savingsNumbers })),
  by_model: z.array(z.object({ name: z.string(), ...savingsNumbers })),
  by_bucket: z.array(z.object({ name: z.string(), ...savingsNumbers })),
});

export const mapPointsSchema = z.object({
  /** When the oldest point was decided, where there were more than were asked for; else null. */
  cut_at_ms: z.number().nullable(),
  /** Newest first; a column each, all of the same length. */
  points: z.object({
    id: z.array(z.string()),
    x: z.array(z.number()),
    y: z.array(z.number()),
    bucket: z.array(bucketSchema),
    model: z.array(z.string()),
    margin: z.array(z.number().nullable()),
    cluster: z.array(z.number().nullable()),
    cache: z.array(z.string()),
    preview: z.array(z.string().nullable()),
  }),
  /** Decisions beside the points that another artifact made: their places are on another map. */
  other_artifacts: count,
  clusters: z.array(
    z.object({
      id: count,
      label: z.string(),
      terms: z.array(z.string()),
      x: z.number(),
      y: z.number(),
      /** Of the points. */
      count,
      buckets: z.object({ cheap: count, mid: count, hard: count }),
      mean_margin: z.number().nullable(),
      /** Of those whose cost is known; null when that of none is. */
      cost_usd: z.number().nullable(),
    }),
  ),
  /** Share of the variance of the embeddings that the two axes keep, 0..1; null when the artifact does not say. */
  variance_kept: z.number().nullable(),
});

/** Answered requests by what the response cache had for them. */
const responseLookups = z.object({ exact: count, semantic: count, misses: count });

export const cacheOverviewSchema = z.object({
  ...window,
  hits: count,
  misses: count,
  /** Decisions made while the cache was off. */
  off: count,
  hit_rate: z.number().nullable(),
  response: responseLookups,
  over_time: z.array(z.object({ at: z.number(), hits: count, misses: count, off: count, response: responseLookups })),
});

/** What a cache would have done at other sizes, estimated from the keys of recorded decisions. */
export const cacheWorthSchema = z.object({
  from_ms: z.number(),
  to_ms: z.number(),
  /** Requests that the cache could have been asked for. */
  uses: count,
  /** Share of the keys that stand for all, 0..1; below 1 the numbers are a sample's. */
  sampled_share: z.number(),
  /** Memory of everything that was asked for, once each. */
  distinct_bytes: z.number(),
  /** Memory that the cache may take as it is set, and how long an entry lives. */
  limit_bytes: z.number(),
  ttl_seconds: z.number(),
  /** By size; `factor` 1 is the limit in force. */
  sizes: z.array(
    z.object({
      factor: z.number(),
      max_bytes: z.number(),
      hit_rate: z.number(),
      hits: count,
      saved_usd: z.number(),
      saved_ms: z.number(),
      used_bytes: z.number(),
    }),
  ),
});

export const analyticsQueries = {
  'latency.profile': {
    input: z.object({
      ...traffic,
      /** Heimdall's own time before the call, the time from the call to the end of the answer, or all of it. */
      source: z.enum(['heimdall', 'upstream', 'total']).default('heimdall'),
      slo_ms: z.number().positive().default(5),
    }),
    output: latencyProfileSchema,
  },
  'savings.report': {
    input: z.object({
      ...traffic,
      baseline: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('always'), model: z.string().min(1).max(200) }),
        /** The model that the app named; requests that named none have no baseline. */
        z.object({ kind: z.literal('asked') }),
        /** The candidate of the highest predicted quality. */
        z.object({ kind: z.literal('best') }),
      ]),
    }),
    output: savingsReportSchema,
  },
  'map.points': {
    input: z.object({
      ...traffic,
      last: z.number().int().min(1).max(20_000).default(5_000),
    }),
    output: mapPointsSchema,
  },
  'cache.overview': { input: z.object(traffic), output: cacheOverviewSchema },
  'cache.worth': {
    input: z.object({ ...traffic, cache: z.enum(['decisions', 'responses']) }),
    output: cacheWorthSchema,
  },
} as const;
