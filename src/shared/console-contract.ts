/**
 * The console API: what a console (the Electron window, or a browser) can ask of a Heimdall host.
 *
 * One value, `consoleContract`, holds every query, command and event stream with its zod schemas. The IPC adapter and
 * the HTTP+SSE adapter are both derived from it, and so are the types on both sides; nothing is written twice. To add
 * a query: add an entry here or to an area in `console/`, and the compiler names the handler that is missing in
 * `src/host/console/handlers/`.
 */
import { z } from 'zod';
import { analyticsQueries } from './console/analytics-contract.ts';
import { appKeyCommands, appKeyQueries } from './console/app-keys-contract.ts';
import { artifactCommands, artifactQueries } from './console/artifact-contract.ts';
import { breakpointCommands, breakpointQueries } from './console/breakpoint-contract.ts';
import { capsuleCommands, capsuleQueries } from './console/capsule-contract.ts';
import { catalogCommands, catalogQueries } from './console/catalog-contract.ts';
import { changesQueries } from './console/changes-contract.ts';
import { credentialCommands, credentialQueries } from './console/credentials-contract.ts';
import { desktopCommands, desktopQueries } from './console/desktop-contract.ts';
import { endpointCommands, endpointStatusSchema } from './console/endpoint-contract.ts';
import { learningCommands, learningQueries } from './console/learning-contract.ts';
import { logQueries } from './console/log-contract.ts';
import { ownModelCommands, ownModelQueries } from './console/own-models-contract.ts';
import {
  answersEventSchema,
  MAX_DRAFT_BYTES,
  playgroundCommands,
  playgroundQueries,
} from './console/playground-contract.ts';
import { MAX_PROFILES_TEXT, profileImportCommands, profileImportQueries } from './console/profile-import-contract.ts';
import { profilerCommands, profilerQueries } from './console/profiler-contract.ts';
import { replayCommands, replayQueries } from './console/replay-contract.ts';
import { rerouteQueries } from './console/reroute-contract.ts';
import { responseCacheCommands, responseCacheQueries } from './console/response-cache-contract.ts';
import { routingTestCommands, routingTestQueries } from './console/routing-test-contract.ts';
import { settingsCommands, settingsQueries } from './console/settings-contract.ts';
import { shadowCommands, shadowQueries } from './console/shadow-contract.ts';
import { tuningCommands, tuningQueries } from './console/tuning-contract.ts';
import { updateCommands, updateQueries } from './console/updates-contract.ts';
import { decisionRecordSchema, outcomeSchema } from './decision.ts';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';
import { decisionEvidenceSchema } from './model-evidence.ts';

export const cacheStatsSchema = z.object({
  enabled: z.boolean(),
  entries: z.number().int(),
  max_entries: z.number().int(),
  ttl_seconds: z.number(),
  hits: z.number().int(),
  misses: z.number().int(),
  evictions: z.number().int(),
});

export const percentilesSchema = z.object({
  count: z.number().int(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});

/** Numbers of the tiles above the live list. All over the last hour of recorded traffic, sample traffic left out. */
export const metricsSnapshotSchema = z.object({
  /** Decisions per second over the last 10 s. */
  decisions_per_second: z.number(),
  decisions: z.number().int(),
  errors: z.number().int(),
  /** Share of decisions from the cache, 0..1; null before the first. */
  cache_hit_rate: z.number().nullable(),
  /** Dollars of priced, real answers. */
  cost_usd: z.number(),
  unpriced: z.number().int(),
  simulated: z.number().int(),
  /** Embeddings requests that were answered; they are no decisions. */
  embeddings: z.object({ requests: z.number().int(), inputs: z.number().int(), tokens: z.number().int() }).optional(),
  /** Heimdall's own time per request, in milliseconds. */
  overhead_ms: percentilesSchema,
  /** Microseconds by stage. */
  stages_us: z.record(z.string(), percentilesSchema),
});

export const appInfoSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'headless']),
  platform: z.string(),
  endpoint: endpointStatusSchema,
  providers: z.array(
    z.object({
      name: z.string(),
      configured: z.boolean(),
      /** Where the key comes from: `env OPENAI_API_KEY`, `none needed`, or null. Never the key. */
      key_source: z.string().nullable(),
    }),
  ),
  simulator_active: z.boolean(),
  artifact: z.object({
    version: z.string(),
    /** Null: the one that ships with the app. */
    folder: z.string().nullable(),
    created: z.string(),
    embedder: z.string(),
    clusters: z.number().int(),
    /** Why the one that the settings name is not in force; null when it is, or none is named. */
    problem: z.string().nullable(),
  }),
  config: z.object({
    path: z.string().nullable(),
    revision: z.string(),
    /** Why the file on disk is not in force; null when it is. */
    error: z.string().nullable(),
    /** Settings that the environment gives: they win over the file and cannot be changed here. */
    overrides: z.array(z.object({ key: z.string(), variable: z.string() })).optional(),
  }),
  /** What else does not work as configured, a sentence each: a damaged log, a refused key file, a missing model. */
  notices: z.array(z.string()).optional(),
  data_folder: z.string(),
  prompts_stored: z.enum(['full', 'hashed', 'off']),
});

/** One feature group's push towards a class, in log-odds. */
export const contributionSchema = z.object({ group: z.string(), value: z.number() });

export const explanationSchema = z.object({
  /** `base + Σ contributions = raw score`, per class; exact SHAP values of the forest (TreeSHAP). */
  contributions: z.object({
    cheap: z.array(contributionSchema),
    mid: z.array(contributionSchema),
    hard: z.array(contributionSchema),
  }),
  base: z.object({ cheap: z.number(), mid: z.number(), hard: z.number() }),
  /** One sentence: why this model. */
  summary: z.string(),
  /** Winners over alpha, left to right. */
  segments: z.array(z.object({ from: z.number(), to: z.number(), winner: z.number().int() })),
});

/** Requests that read. */
export const queries = {
  'app.info': { input: z.undefined(), output: appInfoSchema },
  'decisions.get': { input: z.object({ id: z.string().max(64) }), output: decisionRecordSchema },
  /** What its estimates rest on: graded prompts of its clusters, published scores of its candidates. */
  'decisions.evidence': { input: z.object({ id: z.string().max(64) }), output: decisionEvidenceSchema },
  'decisions.explain': { input: z.object({ id: z.string().max(64) }), output: explanationSchema },
  'metrics.snapshot': { input: z.undefined(), output: metricsSnapshotSchema },
  'cache.stats': { input: z.undefined(), output: cacheStatsSchema },
  ...analyticsQueries,
  ...appKeyQueries,
  ...artifactQueries,
  ...breakpointQueries,
  ...changesQueries,
  ...learningQueries,
  ...logQueries,
  ...capsuleQueries,
  ...replayQueries,
  ...playgroundQueries,
  ...routingTestQueries,
  ...tuningQueries,
  ...profileImportQueries,
  ...rerouteQueries,
  ...catalogQueries,
  ...ownModelQueries,
  ...credentialQueries,
  ...desktopQueries,
  ...responseCacheQueries,
  ...settingsQueries,
  ...shadowQueries,
  ...updateQueries,
  ...profilerQueries,
} as const;

/** Requests that change something. */
export const commands = {
  'cache.clear': { input: z.undefined(), output: z.object({ cleared: z.number().int() }) },
  'sample.play': { input: z.undefined(), output: z.object({ started: z.boolean() }) },
  'sample.clear': { input: z.undefined(), output: z.object({ removed: z.number().int() }) },
  'decisions.clear': { input: z.undefined(), output: z.object({ removed: z.number().int() }) },
  ...appKeyCommands,
  ...artifactCommands,
  ...breakpointCommands,
  ...learningCommands,
  ...replayCommands,
  ...playgroundCommands,
  ...routingTestCommands,
  ...capsuleCommands,
  ...tuningCommands,
  ...profileImportCommands,
  ...catalogCommands,
  ...ownModelCommands,
  ...credentialCommands,
  ...desktopCommands,
  ...endpointCommands,
  ...responseCacheCommands,
  ...settingsCommands,
  ...shadowCommands,
  ...updateCommands,
  ...profilerCommands,
} as const;

/** Streams. Batched to at most 20 messages a second; a slow reader loses `decisions` batches, never blocks routing. */
export const events = {
  /** New records, and `updates` to the outcome of earlier ones. `dropped` counts records that a slow reader lost. */
  decisions: z.object({
    added: z.array(decisionRecordSchema),
    updated: z.array(z.object({ id: z.string(), outcome: outcomeSchema })),
    dropped: z.number().int(),
  }),
  metrics: metricsSnapshotSchema,
  answers: answersEventSchema,
  /** Something in `app.info`, `tuning.get`, the catalog, the held requests, the ratings, the shadow, the newest version or the CPU profile changed: read it again. */
  changed: z.object({
    what: z.enum([
      'app',
      'tuning',
      'cache',
      'log',
      'catalog',
      'breakpoints',
      'learning',
      'shadow',
      'updates',
      'profiler',
    ]),
  }),
} as const;

export const consoleContract = { queries, commands, events } as const;

export const consoleRequests = { ...queries, ...commands } as const;
export type ConsoleRequestName = keyof typeof consoleRequests;
export type ConsoleEventName = keyof typeof events;
export type ConsoleInput<N extends ConsoleRequestName> = z.input<(typeof consoleRequests)[N]['input']>;
/** Input after defaults were filled in: what a handler receives. */
export type ConsoleParsedInput<N extends ConsoleRequestName> = z.output<(typeof consoleRequests)[N]['input']>;
export type ConsoleOutput<N extends ConsoleRequestName> = z.output<(typeof consoleRequests)[N]['output']>;
export type ConsoleEvent<N extends ConsoleEventName> = z.output<(typeof events)[N]>;

/** Bytes of a request over HTTP: little, but for drafts, which may hold images, and files with profiles. */
export function maxRequestBytes(name: string): number {
  if (name.startsWith('playground.')) return MAX_DRAFT_BYTES;
  // A character takes at most three bytes of UTF-8, and no more as an escape that a text may hold.
  return name === 'profiles.read' || name === 'profiles.import' ? 3 * MAX_PROFILES_TEXT + 64 * 1024 : 64 * 1024;
}

export const consoleErrorSchema = z.object({
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
});
export type ConsoleError = z.infer<typeof consoleErrorSchema>;

/** Every answer crosses the boundary as a value; failures are data that the console can branch on. */
export type ConsoleResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ConsoleError };

/** What the host offers to a transport. Handlers get validated input and may throw HeimdallError. */
export interface ConsoleService {
  request<N extends ConsoleRequestName>(name: N, input: ConsoleParsedInput<N>): Promise<ConsoleOutput<N>>;
  /** Calls `listener` for each event until the returned function is called. */
  subscribe<N extends ConsoleEventName>(name: N, listener: (event: ConsoleEvent<N>) => void): () => void;
  /**
   * Says that a console looks on, until the returned function is called: requests are held at a breakpoint only while
   * there is one.
   *
   * @param isThere Asked again whenever it matters.
   */
  attach(isThere: () => boolean): () => void;
}

/** What a console sees, over IPC or HTTP alike. */
export interface ConsoleClient {
  request<N extends ConsoleRequestName>(
    name: N,
    ...input: undefined extends ConsoleInput<N> ? [ConsoleInput<N>?] : [ConsoleInput<N>]
  ): Promise<ConsoleResult<ConsoleOutput<N>>>;
  subscribe<N extends ConsoleEventName>(name: N, listener: (event: ConsoleEvent<N>) => void): () => void;
}

/** The IPC channels that exist: everything of the contract travels in the first two by name. */
export const IPC_REQUEST_CHANNEL = 'console:request';
export const IPC_EVENT_CHANNEL = 'console:event';
/** How many events the page has taken since it last said so; null: it begins to listen, and waits for none. */
export const IPC_TAKEN_CHANNEL = 'console:taken';

/**
 * The object that the preload puts on `window.heimdall`. Answers and events are JSON, as over HTTP: Electron copies an object
 * from the preload's world into the page's property by property, which took most of the page's time while requests came fast.
 */
export interface HeimdallBridge {
  /** Resolves with the JSON of a `ConsoleResult`. */
  readonly request: (name: string, input: unknown) => Promise<string>;
  readonly onEvent: (listener: (name: string, eventJson: string) => void) => () => void;
}
