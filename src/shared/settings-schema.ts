/**
 * The configuration (`heimdall.yaml`): one schema that validates, gives the types, the defaults and the JSON Schema.
 *
 * `null` in `router` means "what the artifact says", because candidates and thresholds are trained.
 */
import { z } from 'zod';
import { bucketSchema, effortSchema, targetSchema } from './decision.ts';
import { isMetadataUrl } from './metadata-address.ts';
import { BUILT_IN_PROFILES, findProfile } from './profiles.ts';
import { postgresSchema, sharedStateSchema } from './scale-settings.ts';
import { trustedKeySchema } from './trusted-key.ts';
import { artifactUrlSchema, hasUserName, updateFeedSchema } from './update-feed.ts';

const unit = z.number().min(0).max(1);
const milliseconds = z.number().int().min(1).max(600_000);

export const thresholdsSchema = z.strictObject({
  cheap: unit.describe('p(cheap) above this goes to the cheap bucket'),
  hard: unit.describe('p(hard) above this goes to the hard bucket'),
});

const penalty = z.number().min(0).max(10);

/** Some of `router.penalties`; what is absent stays as it is. */
export const penaltySettingsSchema = z.strictObject({
  latency_sd: penalty.optional().describe('absent: as it is'),
  ctx_over_80pct: penalty.optional().describe('absent: as it is'),
  cold_cache: penalty.optional().describe('absent: as it is'),
});

export const profileNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,31}$/u, 'use up to 32 letters, digits, blanks, dashes and underscores');

const profileSchema = z.strictObject({
  alpha: unit.describe('1 = quality alone, 0 = cost alone'),
  thresholds: thresholdsSchema.nullable().default(null).describe('null: those of router.thresholds'),
  penalties: penaltySettingsSchema.nullable().default(null).describe('what is absent is as in router.penalties'),
});

const effort = effortSchema.nullable().default(null);

const bucketDefaults = (bucket: string) =>
  z
    .strictObject({
      effort: effort.describe("of candidates that name none, where the model takes it; null: the model's default"),
    })
    .prefault({})
    .describe(`of the ${bucket} bucket`);

const candidateSchema = targetSchema.extend({ effort: effort.describe('null: that of router.bucket_defaults') });

const candidates = (bucket: string) =>
  z
    .array(candidateSchema)
    .min(1)
    .nullable()
    .default(null)
    .describe(`models of the ${bucket} bucket; null: the artifact's`);

const routerSchema = z.strictObject({
  alpha: unit.default(BUILT_IN_PROFILES.Balanced.alpha).describe('1 = quality alone, 0 = cost alone'),
  thresholds: thresholdsSchema.nullable().default(null).describe('null: those that the artifact was trained with'),
  top_p: z.number().int().min(1).max(16).default(3).describe('nearest clusters that Q̂ is averaged over'),
  long_context_tokens: z
    .number()
    .int()
    .min(1)
    .default(200_000)
    .describe('inputs at least this long are biased to long-context models'),
  penalties: z
    .strictObject({
      latency_sd: penalty.default(0.05).describe("times the coefficient of variation of a model's answer time"),
      ctx_over_80pct: penalty
        .default(0.15)
        .describe('off the score of a model whose context the input fills over 80 %'),
      cold_cache: penalty
        .default(1)
        .describe('weight of what leaving a warm prompt cache costs; 1 = as any other dollar, 0 = turned off'),
    })
    .prefault({})
    .describe('what is taken off the score'),
  affinity: z
    .strictObject({
      enabled: z.boolean().default(true).describe('false: every request is decided as if it were the first'),
      ttl_seconds: z
        .number()
        .int()
        .min(1)
        .max(604_800)
        .default(86_400)
        .describe('seconds that a session is remembered'),
      max_sessions: z.number().int().min(1).max(1_000_000).default(10_000).describe('sessions that are remembered'),
    })
    .prefault({})
    .describe('turns of a conversation are recognised, and leaving its model has a price'),
  openrouter: z
    .strictObject({
      exclude_authors: z
        .array(z.string().min(1))
        .default(['anthropic'])
        .describe('authors whose models are not chosen through OpenRouter; naming one in a request still works'),
      sort: z
        .enum(['price', 'throughput', 'latency'])
        .nullable()
        .default(null)
        .describe('which of its hosts OpenRouter asks first; null leaves that to it'),
      max_price: z
        .strictObject({
          prompt: z.number().min(0).optional().describe('USD per million input tokens'),
          completion: z.number().min(0).optional().describe('USD per million output tokens'),
        })
        .nullable()
        .default(null)
        .describe('hosts that charge more are not asked, and models that cost more there not chosen'),
      ignore: z
        .array(z.string().min(1))
        .default([])
        .describe('hosts that OpenRouter must not use, by its names for them'),
      allow_fallbacks: z.boolean().default(true).describe('false: OpenRouter asks one host only'),
      data_collection: z
        .enum(['allow', 'deny'])
        .nullable()
        .default(null)
        .describe('deny: only hosts that do not keep prompts; null: as in your OpenRouter account'),
    })
    .prefault({})
    .describe('what is asked of OpenRouter'),
  bucket_defaults: z
    .strictObject({
      cheap: bucketDefaults('cheap'),
      mid: bucketDefaults('mid'),
      hard: bucketDefaults('hard'),
    })
    .prefault({})
    .describe('how hard the candidates of a bucket think'),
  cheap_candidates: candidates('cheap'),
  mid_candidates: candidates('mid'),
  hard_candidates: candidates('hard'),
});

/** Where a server is that Heimdall calls. */
const serverUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !isMetadataUrl(url), "must not be a cloud's metadata server");

const observabilitySchema = z.strictObject({
  metrics: z.boolean().default(true).describe("GET /metrics in Prometheus' text format"),
  otlp: z
    .strictObject({
      endpoint: serverUrl
        .refine((url) => !hasUserName(url), 'must not hold a user name: put credentials into headers_env')
        .describe('OTLP over HTTP, such as http://127.0.0.1:4318; /v1/traces and /v1/metrics are added'),
      headers_env: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe('environment variable with headers of every export: name=value,name=value'),
      traces: z.boolean().default(true).describe('a trace of every request, without prompts and answers'),
      metrics: z.boolean().default(true).describe('what /metrics has'),
      interval_seconds: z.number().int().min(1).max(3_600).default(60).describe('seconds between exports of metrics'),
    })
    .nullable()
    .default(null)
    .describe('where traces and metrics are sent; null = nowhere'),
});

/** Tokens must not cross a network in the clear. */
const authorizationUrl = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => /^https:|^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?:[:/]|$)/i.test(url),
    'must be an https: URL',
  );

const googleOauthSettings = z.strictObject({
  client_id: z.string().min(1).describe('of an OAuth client of yours, type "desktop app"; Heimdall ships none'),
  client_secret_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null)
    .describe('environment variable with its secret'),
  authorization_url: authorizationUrl
    .default('https://accounts.google.com/o/oauth2/v2/auth')
    .describe('where one signs in'),
  token_url: authorizationUrl.default('https://oauth2.googleapis.com/token').describe('where tokens are had'),
  revoke_url: authorizationUrl
    .nullable()
    .default('https://oauth2.googleapis.com/revoke')
    .describe('where signing out is told; null: nowhere'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .min(1)
    .default([
      'https://www.googleapis.com/auth/cloud-platform',
      'https://www.googleapis.com/auth/generative-language.retriever',
    ])
    .describe('what is asked for'),
  user_project: z
    .string()
    .regex(/^[a-z0-9:.-]{1,64}$/)
    .nullable()
    .default(null)
    .describe('Google Cloud project that is billed (x-goog-user-project)'),
  prefer: z.boolean().default(false).describe('use the sign-in even where there is an API key'),
});

/** Provider names end up in decisions, headers and logs, so they stay short and plain. */
export const providerNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use lower-case letters, digits and dashes');

const responseCacheSchema = z.strictObject({
  enabled: z.boolean().default(false).describe('give the answer of an earlier request again'),
  mode: z
    .enum(['exact', 'exact_then_semantic'])
    .default('exact')
    .describe('exact_then_semantic: also for a prompt that means the same by its embedding'),
  threshold: z.number().min(0.5).max(1).default(0.92).describe('cosine from which two prompts may mean the same'),
  ttl_seconds: z.number().int().min(1).max(2_592_000).default(3_600).describe('seconds that an answer lives'),
  max_entries: z.number().int().min(1).max(1_000_000).default(10_000).describe('answers that are kept'),
  max_bytes: z
    .number()
    .int()
    .min(65_536)
    .max(8 * 1024 ** 3)
    .default(64 * 1024 * 1024)
    .describe('memory that all answers may take'),
  max_entry_bytes: z
    .number()
    .int()
    .min(1_024)
    .max(64 * 1024 * 1024)
    .default(256 * 1024)
    .describe('larger answers are not kept'),
  max_temperature: z
    .number()
    .min(0)
    .max(2)
    .default(1)
    .describe('requests for a higher temperature want variety and are always sent'),
  embedder: z.enum(['minilm', 'static']).default('minilm').describe('what compares prompts'),
});

const price = (what: string) =>
  z.number().min(0).nullable().default(null).describe(`USD per million ${what} tokens; null: not known`);

const known = (what: string) =>
  z.boolean().nullable().default(null).describe(`${what}; null: not known, so it is tried`);

/** A model that a provider of the settings serves beyond the catalog. */
export const ownModelSchema = z.strictObject({
  id: z.string().min(1).describe('what requests call it'),
  upstream_id: z.string().min(1).optional().describe('what the provider calls it; absent: the same'),
  context_tokens: z.number().int().min(1).optional().describe('tokens of its context window; absent: not known'),
  input_usd_per_mtok: price('input'),
  output_usd_per_mtok: price('output'),
  tools: known('takes tools'),
  vision: known('takes images'),
  json_schema: known('answers in a JSON schema'),
  quality_like: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('id of a model whose expected quality and answer length stand for its own: an estimate'),
  buckets: z.array(bucketSchema).default([]).describe('where it is a candidate, beside those that are listed there'),
});
export type OwnModel = z.infer<typeof ownModelSchema>;

const providerSchema = z.strictObject({
  base_url: serverUrl.describe('base URL, including its version segment such as /v1'),
  dialect: z
    .enum(['openai-chat', 'anthropic', 'gemini'])
    .optional()
    .describe('wire protocol of the server; openai-chat, or that of the preset it replaces, when absent'),
  api_key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null)
    .describe('environment variable that holds the key'),
  sign_in: z
    .enum(['google'])
    .nullable()
    .default(null)
    .describe('account whose access token this server takes; that of Google itself takes it anyway'),
  requires_key: z.boolean().default(true).describe('false for local servers that take any key'),
  models: z.array(ownModelSchema).default([]).describe('models that this provider serves beyond the catalog'),
  discover: z
    .boolean()
    .nullable()
    .default(null)
    .describe('ask the server which models it has; null: yes for a server on this machine or network without `models`'),
  free: z.boolean().default(false).describe('models of this provider without a price of their own cost nothing'),
});

const publicSource = (url: string, what: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(true).describe(`read ${what}`),
      url: serverUrl.default(url).describe('where it is'),
    })
    .prefault({})
    .describe(what);

/** Listings of providers are read with their own key and at their own base URL, so there is no other URL to set. */
const keyedSource = (name: string) =>
  z
    .strictObject({ enabled: z.boolean().default(true).describe(`read the models of ${name} while it has a key`) })
    .prefault({})
    .describe(`the model list of ${name}`);

const catalogSettings = z.strictObject({
  refresh_seconds: z
    .number()
    .int()
    .min(0)
    .max(2_592_000)
    .default(3_600)
    .refine((seconds) => seconds === 0 || seconds >= 60, 'must be 0 (never) or at least 60')
    .describe('how often models and prices are read again; 0 = never by itself'),
  base_url: serverUrl.default('https://openrouter.ai/api/v1').describe('where the public model list of OpenRouter is'),
  sources: z
    .strictObject({
      openrouter: z
        .strictObject({ enabled: z.boolean().default(true).describe('read the public list of OpenRouter') })
        .prefault({})
        .describe('the public model list of OpenRouter'),
      openai: keyedSource('OpenAI'),
      google: keyedSource('Google'),
      anthropic: keyedSource('Anthropic'),
      price_file: publicSource(
        'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
        "a public price file, in LiteLLM's form or that of models.dev",
      ),
    })
    .prefault({})
    .describe('where models and prices come from, beside the bundled catalog'),
});

const explorationSettings = z.strictObject({
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

const canarySettings = z.strictObject({
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

export const settingsSchema = z.strictObject({
  router: routerSchema.prefault({}).describe('how a model is chosen'),
  profiles: z
    .record(profileNameSchema, profileSchema)
    .default({})
    .describe('named tunings of your own, beside Quality, Balanced and Economy'),
  apps: z
    .record(z.string().min(1).max(64), profileNameSchema)
    .default({})
    .describe('profile by name of the calling app (x-heimdall-app, X-Title or the User-Agent)'),
  auth_adapters: z
    .strictObject({
      enabled: z
        .array(z.string())
        .default(['anthropic-oauth', 'google-oauth', 'openai-key', 'user-keys'])
        .describe('asked in this order; the first that knows a credential takes it'),
      google_oauth: googleOauthSettings.nullable().default(null).describe('sign-in with a Google account; null: none'),
    })
    .prefault({})
    .describe('which credentials of callers are known'),
  providers: z
    .record(providerNameSchema, providerSchema)
    .default({})
    .describe('servers with models, by name: beside the built-in ones, or instead of one'),
  simulator: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe('auto: the built-in simulator answers while no provider has a key'),
  gateway: z
    .strictObject({
      host: z
        .string()
        .regex(/^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,39})$/i, 'use an IP address or localhost')
        .default('127.0.0.1')
        .describe('address to listen on; one that other machines reach, such as 0.0.0.0, needs token_env'),
      allowed_hosts: z
        .array(
          z.string().regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/, 'use a name in lower case, with its port if it has one'),
        )
        .default([])
        .describe(
          'names beside those of this machine that it may be called by, as in heimdall.example.com or heimdall:4141',
        ),
      port: z.number().int().min(0).max(65_535).default(4141).describe('0 = any free port'),
      max_body_bytes: z
        .number()
        .int()
        .min(1_024)
        .max(1_073_741_824)
        .default(32 * 1024 * 1024)
        .describe('bytes of a request; a larger one is refused with 413'),
      max_in_flight: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(2_000)
        .describe('requests at work; more are refused with 503, first those of an app that has more than its share'),
      max_in_flight_bytes: z
        .number()
        .int()
        .min(1_048_576)
        .max(17_179_869_184)
        .default(512 * 1024 * 1024)
        .describe('bytes of the bodies of all requests at work'),
      allowed_origins: z.array(z.url()).default([]).describe('web origins that may call the endpoint'),
      token_env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .nullable()
        .default(null)
        .describe('environment variable with an access token that every request must bring'),
      require_user_key: z
        .boolean()
        .default(false)
        .describe('refuse requests without a key of `heimdall keys create`, or the access token'),
      stream_idle_timeout: z
        .number()
        .int()
        .min(1)
        .max(3_600_000)
        .default(300_000)
        .describe('ms of silence in an answer after which the upstream is given up'),
      connect_timeout: milliseconds.default(10_000).describe('ms until a connection to an upstream must stand'),
      total_timeout: z
        .number()
        .int()
        .min(1)
        .max(3_600_000)
        .default(600_000)
        .describe('ms that all attempts of a request may take together until an answer begins'),
      retry_budget: z
        .strictObject({
          ratio: z.number().min(0).max(10).default(0.2).describe('further attempts per request'),
          min_retries: z
            .number()
            .int()
            .min(0)
            .max(10_000)
            .default(10)
            .describe('further attempts that are always free'),
        })
        .prefault({})
        .describe('limits of further attempts within 10 s, so that an outage does not multiply the load'),
      shutdown_grace: z
        .number()
        .int()
        .min(0)
        .max(600_000)
        .default(5_000)
        .describe('ms that running answers get to end when Heimdall stops'),
      stored_responses: z
        .strictObject({
          ttl: z
            .number()
            .int()
            .min(1)
            .max(2_592_000)
            .default(3_600)
            .describe('seconds that one is kept after its last use'),
          max_bytes: z
            .number()
            .int()
            .min(0)
            .max(4_294_967_296)
            .default(64 * 1024 * 1024)
            .describe('bytes over all, in memory; 0 stores none'),
        })
        .prefault({})
        .describe('responses that clients of the Responses API refer to by id, unless they say store: false'),
    })
    .prefault({})
    .describe('the endpoint'),
  storage: z
    .strictObject({
      prompts: z.enum(['full', 'hashed', 'off']).default('full').describe('what the log keeps of prompts'),
      max_decisions: z
        .number()
        .int()
        .min(100)
        .max(10_000_000)
        .default(100_000)
        .describe('decisions in the log; the oldest go first'),
      max_age_days: z.number().int().min(1).max(3_650).default(90).describe('days that a decision stays in the log'),
      bodies: z
        .boolean()
        .default(true)
        .describe('keep requests and answers as they were, for replay; only while prompts is full'),
      max_body_kb: z
        .number()
        .int()
        .min(1)
        .max(65_536)
        .default(1_024)
        .describe('KiB of each request and of each answer that are kept'),
      max_bodies_mb: z
        .number()
        .int()
        .min(1)
        .max(1_048_576)
        .default(256)
        .describe('MiB of requests and answers on disk; the oldest go first'),
      postgres: postgresSchema
        .nullable()
        .default(null)
        .describe(
          'a PostgreSQL that requests are written to as well, for who analyses those of several hosts; null: none',
        ),
    })
    .prefault({})
    .describe('the log of decisions'),
  catalog: catalogSettings.prefault({}).describe('models and prices'),
  embedder: z
    .enum(['static', 'minilm'])
    .default('static')
    .describe('what turns prompts into numbers: a table (microseconds), or all-MiniLM-L6-v2 (milliseconds)'),
  desktop: z
    .strictObject({
      on_close: z
        .enum(['ask', 'keep', 'quit'])
        .default('ask')
        .describe('closing the window: ask, keep the endpoint running, or quit; a Mac always keeps it'),
      notifications: z.boolean().default(true).describe('system notifications of faults'),
      update_feed: updateFeedSchema
        .nullable()
        .default(null)
        .describe(
          "asked at the start and daily for newer versions: GitHub's latest release, or version and url; null = never",
        ),
    })
    .prefault({})
    .describe('the window'),
  plugins: z
    .array(
      z.strictObject({
        module: z
          .string()
          .min(1)
          .describe('path of an ES module, relative to the folder of this file; it runs with all rights of Heimdall'),
        options: z.record(z.string(), z.unknown()).default({}).describe('what the module is given'),
      }),
    )
    .max(32)
    .default([])
    .describe('extensions: hooks, features, penalties and auth adapters, in this order'),
  observability: observabilitySchema.prefault({}).describe('metrics and traces'),
  tuning: z
    .strictObject({
      artifact_dir: z
        .string()
        .nullable()
        .default(null)
        .describe('whole path of an artifact folder instead of the bundled one; takes effect on save'),
      artifact_url: artifactUrlSchema
        .nullable()
        .default(null)
        .describe(
          'address of an artifact folder; what appears there is downloaded, verified and put in force; null: none',
        ),
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
    })
    .prefault({})
    .describe('the trained models and tables'),
  shared_state: sharedStateSchema
    .nullable()
    .default(null)
    .describe('a Redis or Valkey that several hosts share what they know in; null: each host for itself'),
  timeout: milliseconds.default(120_000).describe('ms until an upstream must have begun to answer'),
  hook_timeout: milliseconds.default(250).describe('ms that each hook of a plugin may take before it is skipped'),
  feature_timeout: milliseconds.default(25).describe('ms budget of feature extraction'),
  embedding_timeout: milliseconds
    .nullable()
    .default(null)
    .describe('ms of it that the embedder may take before the hashed embedding stands in; null: all'),
  response_cache: responseCacheSchema.prefault({}).describe('answers that are given again'),
  cache_ttl: z.number().int().min(1).max(86_400).default(300).describe('seconds that a cached decision lives'),
  max_cache_size: z.number().int().min(1).max(1_000_000).default(10_000).describe('decisions that are cached'),
  exploration: explorationSettings.prefault({}).describe('how much may be explored'),
  enable_exploration: z
    .boolean()
    .default(false)
    .describe('true: now and then another model of the bucket is tried, so that ratings tell what it is worth'),
  enable_caching: z.boolean().default(true).describe('false: every request is decided anew'),
  enable_auth: z.boolean().default(true).describe('false: credentials of callers are not looked at'),
  enable_fallbacks: z.boolean().default(true).describe('false: one model is asked, and its failure is the answer'),
  enable_observability: z
    .boolean()
    .default(true)
    .describe('false: requests are not recorded, counted or shown; what the console sends itself still is'),
});

/** Validated configuration with every default filled in. */
export interface Settings extends z.infer<typeof settingsSchema> {}
/** What a user may write: everything optional. docs/configuration.md has every key. */
export interface SettingsInput extends z.input<typeof settingsSchema> {}

/** One thing wrong with a configuration. */
export interface SettingsIssue {
  /** Keys from the root; empty when it is the whole. */
  readonly path: readonly (string | number)[];
  /** Dotted path of the key: `router.thresholds.cheap`. */
  readonly key: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
  /** The offending value as short JSON; absent where the key is missing or may hold a secret. */
  readonly value?: string;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly issues: readonly SettingsIssue[] };

/** Validates untrusted configuration and names every key that is wrong, its value and what would be right. */
export function parseSettings(input: unknown): SettingsResult {
  const parsed = settingsSchema.safeParse(input ?? {});
  if (parsed.success) {
    const issues = [...unknownProfiles(parsed.data), ...openToOthers(parsed.data)];
    return issues.length === 0 ? { ok: true, settings: parsed.data } : { ok: false, issues };
  }
  return { ok: false, issues: parsed.error.issues.flatMap((issue) => issuesOf(issue, input)) };
}

function issuesOf(issue: z.core.$ZodIssue, input: unknown): SettingsIssue[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => issueAt([...path, key], 'there is no such setting'));
  }
  const value = valueAt(input, path);
  // People write a key where the name of its variable belongs.
  const mayBeSecret = /_env$|key|secret|token$/.test(String(path.at(-1))) || hasUserName(value);
  return [issueAt(path, issue.message, mayBeSecret ? undefined : value)];
}

function issueAt(path: SettingsIssue['path'], message: string, value?: unknown): SettingsIssue {
  const shown = value === undefined ? {} : { value: JSON.stringify(value)?.slice(0, 80) ?? '' };
  return { path, key: path.join('.') || '(root)', message, ...shown };
}

function unknownProfiles({ profiles, apps }: Settings): SettingsIssue[] {
  const names = [...Object.keys(profiles), ...Object.keys(BUILT_IN_PROFILES)].join(', ');
  return Object.entries(apps)
    .filter(([, name]) => findProfile(profiles, name) === null)
    .map(([app, name]) => issueAt(['apps', app], `must name a profile: ${names}`, name));
}

/** Whoever reaches the endpoint can spend money and read the log. */
function openToOthers({ gateway: { host, token_env: token } }: Settings): SettingsIssue[] {
  if (token !== null || isOfThisMachine(host)) return [];
  const message =
    'must be 127.0.0.1, ::1 or localhost unless gateway.token_env names a variable with an access token: other machines could use it';
  return [issueAt(['gateway', 'host'], message, host)];
}

/** True for addresses that no other machine reaches. */
export function isOfThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function valueAt(input: unknown, path: SettingsIssue['path']): unknown {
  let value: unknown = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return typeof value === 'object' ? undefined : value;
}
