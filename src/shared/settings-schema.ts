/**
 * The configuration (`heimdall.yaml`): one schema that validates, gives the types, the defaults and the JSON Schema.
 *
 * `null` in `router` means "what the artifact says", because candidates and thresholds are trained.
 */
import { z } from 'zod';
import { BUILT_IN_PROFILES, findProfile } from './profiles.ts';
import { explorationSettings, tuningSettings } from './settings/artifact-settings.ts';
import { catalogSettings } from './settings/catalog-settings.ts';
import { milliseconds } from './settings/fields.ts';
import { gatewaySettings } from './settings/gateway-settings.ts';
import { observabilitySchema } from './settings/observability-settings.ts';
import { providerNameSchema, providerSchema } from './settings/provider-settings.ts';
import { responseCacheSchema } from './settings/response-cache-settings.ts';
import { profileNameSchema, profileSchema, routerSchema } from './settings/router-settings.ts';
import { sharedStateSchema } from './settings/scale-settings.ts';
import { googleOauthSettings } from './settings/sign-in-settings.ts';
import { storageSettings } from './settings/storage-settings.ts';
import { hasUserName, updateFeedSchema } from './update-feed.ts';

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
  gateway: gatewaySettings.prefault({}).describe('the endpoint'),
  storage: storageSettings.prefault({}).describe('the log of decisions'),
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
  tuning: tuningSettings.prefault({}).describe('the trained models and tables'),
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
