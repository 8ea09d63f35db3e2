import { isClaudeSubscriptionToken, tokenReference } from '../../core/index.ts';
import {
  type CredentialSource,
  PROVIDER_PRESETS,
  type ProviderConnection,
  type ProviderPreset,
} from '../../gateway/gateway.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { Settings } from '../../shared/settings-schema.ts';

export interface KeySources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Keys of the key file by provider name. */
  readonly fileKeys: ReadonlyMap<string, string>;
  /** Keys that were set in the console, by provider name. */
  readonly storedKeys?: Readonly<Record<string, string>>;
  /** The Google account that is signed in; null when none is. */
  readonly google?: CredentialSource | null;
}

/** One key that is known, as the console may see it. */
export type KnownKey = ConsoleOutput<'keys.list'>['keys'][number];

/** The providers and every key there is for them. */
export interface ConnectedProviders {
  readonly connections: ReadonlyMap<string, ProviderConnection>;
  readonly keys: readonly KnownKey[];
  /** Keys that are not used, and why. */
  readonly warnings: readonly string[];
}

interface ProviderPlan {
  readonly name: string;
  readonly baseUrl: string;
  readonly dialect: ProviderConnection['dialect'];
  readonly alsoSpeaks?: ProviderConnection['alsoSpeaks'];
  readonly apiKeyEnv: string | null;
  /** The variable of a preset that the settings moved to another host: its key is not sent there. */
  readonly usualVariable: string | null;
  readonly requiresKey: boolean;
  /** The Google account may be used there. */
  readonly signIn: boolean;
}

interface Key {
  readonly text: string;
  readonly source: KnownKey['source'];
  readonly variable: string | null;
}

/**
 * Every provider that can be named: the presets, then those of the settings, which replace a preset of the same name.
 * A key in the environment wins over one that was set in the console, and that over one in the key file.
 */
export function connectProviders(settings: Settings, sources: KeySources): ConnectedProviders {
  const plans = planProviders(settings);
  const google = settings.auth_adapters.google_oauth === null ? null : (sources.google ?? null);
  const connections = new Map<string, ProviderConnection>();
  const known: KnownKey[] = [];
  const warnings: string[] = [];
  for (const plan of plans.values()) {
    const keys = keysOf(plan, sources).filter((key) => {
      const subscription = isClaudeSubscriptionToken(key.text);
      if (subscription) warnings.push(subscriptionWarning(plan.name, key));
      return !subscription;
    });
    if (keys.length === 0 && isSet(sources, plan.usualVariable)) warnings.push(movedWarning(plan));
    connections.set(plan.name, connect(plan, keys[0], plan.signIn ? google : null));
    keys.forEach(({ text, source, variable }, index) => {
      const reference = tokenReference(text);
      known.push({ provider: plan.name, source, variable, reference, in_force: index === 0 });
    });
  }
  return { connections, keys: known, warnings };
}

function planProviders(settings: Settings): ReadonlyMap<string, ProviderPlan> {
  const plans = new Map<string, ProviderPlan>();
  for (const preset of PROVIDER_PRESETS) {
    plans.set(preset.name, { ...preset, usualVariable: null, requiresKey: true, signIn: preset.name === 'google' });
  }
  for (const [name, own] of Object.entries(settings.providers)) {
    // A preset moved to another URL must not send its usual key there unasked, and what else its maker's server speaks
    // is not known of the other one.
    const preset = PROVIDER_PRESETS.find((known) => known.name === name);
    const same = preset !== undefined && sameHost(preset.baseUrl, own.base_url) ? preset : undefined;
    plans.set(name, {
      name,
      baseUrl: own.base_url,
      dialect: own.dialect ?? (preset === undefined ? 'openai-chat' : presetDialect(preset, own.base_url)),
      ...(same?.alsoSpeaks === undefined ? {} : { alsoSpeaks: same.alsoSpeaks }),
      apiKeyEnv: own.api_key_env ?? same?.apiKeyEnv ?? null,
      usualVariable:
        own.requires_key && own.api_key_env === null && same === undefined ? (preset?.apiKeyEnv ?? null) : null,
      requiresKey: own.requires_key,
      signIn: own.sign_in === 'google' || same?.name === 'google',
    });
  }
  return plans;
}

/** Providers that can be called now with a stored key, or need none. */
export function configuredProviders(connections: ReadonlyMap<string, ProviderConnection>): ReadonlySet<string> {
  const names = [...connections.values()].filter(isConfigured).map((connection) => connection.name);
  return new Set(names);
}

/** True when the gateway can call the provider without a credential from the caller. */
export function isConfigured(connection: ProviderConnection): boolean {
  return connection.apiKey !== null || connection.account !== undefined || !connection.requiresKey;
}

/** Where the credential in force comes from, in words; null when there is none. */
export function credentialSource({ apiKey, account, keySource }: ProviderConnection): string | null {
  return account !== undefined && (apiKey === null || account.preferred) ? account.name : keySource;
}

/** The keys for a provider, that in force first. */
function keysOf({ name, apiKeyEnv }: ProviderPlan, { env, fileKeys, storedKeys = {} }: KeySources): Key[] {
  const keys: Key[] = [];
  const fromEnv = apiKeyEnv === null ? undefined : env[apiKeyEnv]?.trim();
  if (fromEnv) keys.push({ text: fromEnv, source: 'environment', variable: apiKeyEnv });
  const stored = Object.hasOwn(storedKeys, name) ? storedKeys[name] : undefined;
  if (stored !== undefined) keys.push({ text: stored, source: 'stored', variable: null });
  const fromFile = fileKeys.get(name);
  if (fromFile !== undefined) keys.push({ text: fromFile, source: 'keys.json', variable: null });
  return keys;
}

function connect(plan: ProviderPlan, key: Key | undefined, account: CredentialSource | null): ProviderConnection {
  const { name, baseUrl, dialect, alsoSpeaks, requiresKey } = plan;
  return {
    name,
    baseUrl,
    dialect,
    ...(alsoSpeaks === undefined ? {} : { alsoSpeaks }),
    requiresKey,
    keyVariable: plan.apiKeyEnv,
    apiKey: key?.text ?? null,
    keySource: key === undefined ? (requiresKey ? null : 'none needed') : describeSource(key),
    ...(account === null ? {} : { account }),
  };
}

function describeSource({ source, variable }: Key): string {
  return source === 'environment' ? `env ${variable}` : source;
}

function subscriptionWarning(provider: string, key: Key): string {
  return `The key of ${provider} (${describeSource(key)}) is a token of a Claude subscription, which works in Claude Code only. It is not used: set an API key.`;
}

function isSet({ env }: KeySources, variable: string | null): boolean {
  return variable !== null && (env[variable]?.trim() ?? '') !== '';
}

function movedWarning({ name, baseUrl, usualVariable }: ProviderPlan): string {
  return `${usualVariable} is not sent to ${new URL(baseUrl).host}, where the settings have moved ${name} to. If that server is to get it, say so: providers.${name}.api_key_env: ${usualVariable}.`;
}

/** Configurations from before Heimdall spoke Gemini's own dialect name Google's OpenAI-compatible path. */
function presetDialect(preset: ProviderPreset, baseUrl: string): ProviderConnection['dialect'] {
  return /\/openai\/?$/.test(new URL(baseUrl).pathname) ? 'openai-chat' : preset.dialect;
}

function sameHost(one: string, other: string): boolean {
  return new URL(one).host === new URL(other).host;
}
