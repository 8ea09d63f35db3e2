/**
 * The decision: everything that is needed to explain, replay and re-score one routing choice.
 *
 * It is data, in snake_case, because the same JSON is what `POST /v1/route` and `heimdall route` print, what the log
 * stores, what the console shows and what an export holds. It never holds a credential, and prompt text only as the
 * bounded `prompt_preview` of the record around it, subject to the storage setting.
 */
import { z } from 'zod';

export const BUCKETS = ['cheap', 'mid', 'hard'] as const;
export const bucketSchema = z.enum(BUCKETS);
/** How demanding a request is taken to be. */
export type Bucket = z.infer<typeof bucketSchema>;

/** Reasoning effort levels, least to most. Providers take subsets; the catalog says which. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export const effortSchema = z.enum(EFFORTS);
export type Effort = z.infer<typeof effortSchema>;

/** A thing that can be chosen: a model at an effort level (`null` = the model's default or no levels). */
export const targetSchema = z.object({
  model: z.string().describe('id of a model'),
  effort: effortSchema.nullable().describe("null: the model's default"),
});
export type Target = z.infer<typeof targetSchema>;

export const perBucket = z.object({ cheap: z.number(), mid: z.number(), hard: z.number() });
/** A number per bucket; probabilities sum to 1. */
export type PerBucket = z.infer<typeof perBucket>;

/** How the request asked to be routed. */
export const ROUTING_MODES = ['auto', 'bucket', 'explicit'] as const;

export const authInfoSchema = z.object({
  /** Name of the adapter that detected the credential, or `none`. */
  adapter: z.string(),
  /** Provider that the credential is for, or null. */
  provider: z.string().nullable(),
  /** `api-key`, `oauth`, `local` (a placeholder key for this endpoint) or `none`. */
  credential_class: z.enum(['api-key', 'oauth', 'local', 'none']),
  /** Opaque reference, at most `..` and the last three characters; never the token. */
  reference: z.string().nullable(),
  /** Why the credential could not be used, and what to do about it; null when it could. */
  unused_because: z.string().nullable().default(null),
});
export type DecisionAuth = z.infer<typeof authInfoSchema>;

export const nearestClusterSchema = z.object({
  id: z.number().int(),
  label: z.string(),
  /** Cosine between the embedding and the centroid, -1..1. */
  similarity: z.number(),
  /** Share of this cluster in Q̂, 0..1; the weights of a decision sum to 1. */
  weight: z.number(),
});
export type NearestCluster = z.infer<typeof nearestClusterSchema>;

export const decisionFeaturesSchema = z.object({
  /** Estimated tokens of the whole request: every message, tool definitions, images by a flat rate. */
  request_tokens: z.number().int(),
  /** How `request_tokens` was made. */
  token_method: z.string(),
  /** WordPiece tokens of the prompt text (the last user turn), and how many of them were embedded. */
  prompt_tokens: z.number().int(),
  embedded_tokens: z.number().int(),
  has_code: z.boolean(),
  has_math: z.boolean(),
  /** Entropy of the character trigrams of the prompt text, in bits. */
  ngram_entropy: z.number(),
  /** `request_tokens` over the largest context window among the candidates, 0..∞. */
  context_ratio: z.number(),
  turns: z.number().int(),
  tools: z.number().int(),
  images: z.number().int(),
  json_mode: z.boolean(),
  embedder: z.string(),
  /** True when the embedder missed its budget or failed and the hashed embedding was used. */
  embedding_fallback: z.boolean(),
  clusters: z.array(nearestClusterSchema),
  /** Place on the artifact's fixed 2-D projection. */
  map_xy: z.tuple([z.number(), z.number()]),
  /** Surface features of the tree row by name (docs/artifact-format.md, `features`). */
  surface: z.record(z.string(), z.number()),
  /** Values of custom feature extractors by name. */
  custom: z.record(z.string(), z.number()),
});
export type DecisionFeatures = z.infer<typeof decisionFeaturesSchema>;

/** A rule that moved or confirmed the bucket, or took candidates out. */
export const guardrailSchema = z.object({
  /** Stable id: `context_over_cheap_and_mid`, `threshold_hard`, `threshold_cheap`, `default_mid`, `long_context`, `bucket_override`, `model_override`, `bucket_empty`, `affinity_tool_loop`, `affinity_thinking`, `affinity_warm`, `breakpoint`. */
  id: z.string(),
  /** One sentence with the numbers that it compared. */
  detail: z.string(),
  /** The bucket after the rule. */
  bucket: bucketSchema,
});
export type Guardrail = z.infer<typeof guardrailSchema>;

export const penaltiesSchema = z.object({
  latency_sd: z.number(),
  ctx_over_80pct: z.number(),
  /** Sum of the penalties of extensions. */
  custom: z.number(),
  /** Leaving the warm prompt cache of the session: `(1−alpha)·switch_cost`. */
  cold_cache: z.number().default(0),
});
export type Penalties = z.infer<typeof penaltiesSchema>;

export const candidateSchema = z.object({
  model: z.string(),
  effort: effortSchema.nullable(),
  provider: z.string().nullable(),
  /** Q̂: expected share of tasks like this one done well, 0..1. */
  quality: z.number(),
  /** Ĉ: expected cost of this request on a log scale over the catalog in force, 0 cheapest .. 1 dearest. */
  cost: z.number(),
  /** The same in dollars; null when the model is unpriced. */
  cost_usd: z.number().nullable(),
  /** Sum of `penalties`. */
  penalty: z.number(),
  penalties: penaltiesSchema,
  /**
   * Dollars that leaving the session's warm prompt cache for this candidate costs: the discount that is given up and
   * what writing the prefix anew costs above reading it. 0 for the warm model; null when a price is unknown; absent
   * when nothing is warm.
   */
  switch_cost_usd: z.number().nullable().optional(),
  /** The same on the scale of `cost`, weighted by `router.penalties.cold_cache`. */
  switch_cost: z.number().optional(),
  /** Turns, this one included, after which the switch has paid for itself; null when it never does. */
  break_even_turns: z.number().int().nullable().optional(),
  /** `alpha·quality − (1−alpha)·cost − penalty`. */
  score: z.number(),
});
/** A target that could have been chosen, with what its score is made of. */
export interface Candidate extends z.infer<typeof candidateSchema> {}

export const excludedCandidateSchema = z.object({
  model: z.string(),
  effort: effortSchema.nullable(),
  /** Why it could not be chosen, with the numbers: `context 131,072 < 180,000 tokens`. */
  reason: z.string(),
});
export type ExcludedCandidate = z.infer<typeof excludedCandidateSchema>;

/** An alpha at which another candidate takes over. */
export const flipPointSchema = z.object({ alpha: z.number(), from: z.number().int(), to: z.number().int() });
export type FlipPoint = z.infer<typeof flipPointSchema>;

/** Microseconds by stage; `features` includes its parts. */
export const timingsSchema = z.object({
  auth: z.number(),
  cache: z.number(),
  features: z.number(),
  tokenize: z.number(),
  embed: z.number(),
  signals: z.number(),
  clusters: z.number(),
  triage: z.number(),
  scoring: z.number(),
  hooks: z.number(),
  total: z.number(),
});
export type StageTimings = z.infer<typeof timingsSchema>;

/** Where the key of a session came from, the caller's own word first; `none` when nothing tells turns apart. */
export const SESSION_SOURCES = [
  'x-heimdall-session',
  'claude-code',
  'codex',
  'open-webui',
  'conversation',
  'prompt_cache_key',
  'first_turns',
  'none',
] as const;

export const sessionSchema = z.object({
  /** Salted hash of the key; empty when there is none. */
  key: z.string(),
  source: z.enum(SESSION_SOURCES),
  /**
   * `none`: no session, or affinity is off. `new`: its first answer is still to come. `warm`: the provider should have
   * its prompt cached. `cold`: not any more. `locked`: the turn under way holds it to its model.
   */
  state: z.enum(['none', 'new', 'warm', 'cold', 'locked']),
  /** What answered last. */
  model: z.string().nullable(),
  provider: z.string().nullable(),
  /** Tokens of the last prompt that the provider should have in its cache. */
  warm_tokens: z.number().int(),
  /** User turns in this request. */
  turn: z.number().int(),
  /** Milliseconds since the last answer, and for which the provider keeps its cache; null without an answer. */
  idle_ms: z.number().nullable(),
  cache_lifetime_ms: z.number().nullable(),
});
export type DecisionSession = z.infer<typeof sessionSchema>;

/** The session of a request that belongs to none. */
export const NO_SESSION: DecisionSession = {
  key: '',
  source: 'none',
  state: 'none',
  model: null,
  provider: null,
  warm_tokens: 0,
  turn: 0,
  idle_ms: null,
  cache_lifetime_ms: null,
};

export const explorationSchema = z.object({
  /** The best by the score. */
  instead_of: targetSchema,
  /** Dollars that the choice is expected to cost more; at least 0. */
  extra_usd: z.number(),
  /** The quality that was drawn for it. */
  drawn_quality: z.number(),
});

export const decisionSchema = z.object({
  id: z.string(),
  /** Unix time in milliseconds. */
  created_ms: z.number(),
  mode: z.enum(ROUTING_MODES),
  /** The model name in the request, such as `heimdall/auto`. */
  requested_model: z.string(),
  bucket: bucketSchema,
  /** The chosen model's catalog id. */
  model: z.string(),
  effort: effortSchema.nullable(),
  /** Provider that the gateway will call, `simulator` when none is configured. */
  provider: z.string().nullable(),
  bucket_probabilities: perBucket,
  /** Raw tree scores (log-odds scale, before calibration). */
  raw_scores: perBucket,
  /**
   * How much likelier a strong model is than a weak one to solve the prompt, -1..1: what strong/weak routing ranks by.
   * Null in decisions that were made before it was computed.
   */
  expected_gain: z.number().nullable().default(null),
  thresholds: z.object({ cheap: z.number(), hard: z.number() }),
  guardrails: z.array(guardrailSchema),
  alpha: z.number(),
  /** Profile of the calling app; null when the common tuning was in force. */
  profile: z.string().nullable().default(null),
  /** Weights behind the penalties of the candidates; null when they were not recorded yet. */
  penalty_weights: z
    .object({ latency_sd: z.number(), ctx_over_80pct: z.number(), cold_cache: z.number() })
    .nullable()
    .default(null),
  top_p: z.number().int(),
  /** Best first: `candidates[0]` is the choice. Where the session or exploration chose, the others follow it. */
  candidates: z.array(candidateSchema),
  excluded: z.array(excludedCandidateSchema),
  /** Score of the choice minus the runner-up's; null with a single candidate, and where the score did not choose. */
  margin: z.number().nullable(),
  /** That another model than the best by the score was tried, to learn what it is worth; null in all others. */
  exploration: explorationSchema.nullable().default(null),
  features: decisionFeaturesSchema,
  auth: authInfoSchema,
  cache: z.object({ state: z.enum(['hit', 'miss', 'off']), key: z.string() }),
  session: sessionSchema.default(NO_SESSION),
  timings_us: timingsSchema,
  artifact_version: z.string(),
  config_revision: z.string(),
  /** Notes of hooks and of anything that did not go by the book, in words. */
  notes: z.array(z.string()),
});
/** What was decided of a request, with everything that explains it: plain data. */
export interface Decision extends z.infer<typeof decisionSchema> {}

export const attemptSchema = z.object({
  model: z.string(),
  provider: z.string(),
  /** HTTP status of the upstream, or null when there was none. */
  status: z.number().int().nullable(),
  /** Error code when the attempt failed. */
  error: z.string().nullable(),
  /** Milliseconds from the attempt's start to its end or first byte. */
  ms: z.number(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** One kind of a provider's rate limit as its headers told it; null where they did not. */
const rateLimitSchema = z.object({
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  /** Unix time in milliseconds at which it is full again. */
  reset_ms: z.number().nullable(),
});

export const rateLimitsSchema = z.object({
  requests: rateLimitSchema.nullable(),
  /** Input and output together, or whichever of the two has the smaller share left. */
  tokens: rateLimitSchema.nullable(),
});
export type RateLimit = z.infer<typeof rateLimitSchema>;
export type RateLimits = z.infer<typeof rateLimitsSchema>;

export const outcomeSchema = z.object({
  /** `pending` until the answer ended; `decision-only` for /v1/route. */
  status: z.enum(['pending', 'ok', 'error', 'aborted', 'decision-only']),
  /** Status that the client saw. */
  http_status: z.number().int().nullable(),
  error_code: z.string().nullable(),
  /** What answered in the end; differs from the decision after a fallback. */
  served_model: z.string().nullable(),
  served_provider: z.string().nullable(),
  simulated: z.boolean(),
  streamed: z.boolean(),
  attempts: z.array(attemptSchema),
  input_tokens: z.number().int().nullable(),
  output_tokens: z.number().int().nullable(),
  /** Of the input: read from the provider's prompt cache, and written to it; null when not reported. */
  cached_input_tokens: z.number().int().nullable().default(null),
  cache_write_tokens: z.number().int().nullable().default(null),
  /** The part of `cache_write_tokens` that is kept for an hour. */
  cache_write_1h_tokens: z.number().int().nullable().default(null),
  /** Of the output; null when not reported. */
  reasoning_tokens: z.number().int().nullable().default(null),
  /** True when the provider reported usage, false when it was estimated. */
  usage_reported: z.boolean(),
  /** Dollars; null when unpriced, simulated or unknown. */
  cost_usd: z.number().nullable(),
  /** Whether the answer came from the response cache, or could have: `off` where the cache had nothing to do with it. */
  response_cache: z.enum(['off', 'miss', 'hit', 'semantic']).default('off'),
  /** What the answer cost when it was given first, in dollars; null when it is not from the cache, or unpriced. */
  saved_usd: z.number().nullable().default(null),
  /** Milliseconds from the request's arrival. */
  ttft_ms: z.number().nullable(),
  total_ms: z.number().nullable(),
  /** Time spent in Heimdall before the upstream call, in milliseconds. */
  overhead_ms: z.number().nullable(),
  /** What could not be carried to what answered; the decision's notes say it of the choice. */
  dropped: z.array(z.string()).default([]),
  /** Why nobody else was asked although there was somebody; null where that was not so. */
  stopped_by: z.enum(['retry_budget', 'total_timeout']).nullable().default(null),
  /** What the provider that was asked last said of its limits; null when it said nothing. */
  rate_limit: rateLimitsSchema.nullable().default(null),
});
/** What became of a request. */
export interface Outcome extends z.infer<typeof outcomeSchema> {}

/** True when the answer came from the response cache: nobody was called, and nothing was paid. */
export function isFromCache(state: Outcome['response_cache']): boolean {
  return state === 'hit' || state === 'semantic';
}

/** An outcome of which nothing is known yet. */
export function emptyOutcome(status: Outcome['status'], streamed: boolean): Outcome {
  return {
    status,
    http_status: null,
    error_code: null,
    served_model: null,
    served_provider: null,
    simulated: false,
    streamed,
    attempts: [],
    input_tokens: null,
    output_tokens: null,
    cached_input_tokens: null,
    cache_write_tokens: null,
    cache_write_1h_tokens: null,
    reasoning_tokens: null,
    usage_reported: false,
    cost_usd: null,
    response_cache: 'off',
    saved_usd: null,
    ttft_ms: null,
    total_ms: null,
    overhead_ms: null,
    dropped: [],
    stopped_by: null,
    rate_limit: null,
  };
}

/** A decision with what became of it: one row of the log and of the live list. */
export const decisionRecordSchema = z.object({
  /** Position in the log, strictly rising. */
  seq: z.number().int(),
  decision: decisionSchema,
  outcome: outcomeSchema,
  /** Name of the calling app if it sends one. */
  app: z.string().nullable(),
  dialect: z.string(),
  /** First 200 characters of the prompt; null unless `storage.prompts` is `full`. */
  prompt_preview: z.string().nullable(),
  /** True for the built-in first-run sample. */
  sample: z.boolean(),
  /** True for one that came from a file: made by another Heimdall, or by this one long ago. */
  imported: z.boolean().optional(),
  /** Id of the decision that this one repeats; null for all that apps send. */
  replay_of: z.string().nullable().default(null),
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;
