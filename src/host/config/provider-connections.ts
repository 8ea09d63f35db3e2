import { PROVIDER_PRESETS, type ProviderConnection, type ProviderPreset } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';

export interface KeySources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Keys of the key file by provider name. */
  readonly fileKeys: ReadonlyMap<string, string>;
}

interface ProviderPlan {
  readonly name: string;
  readonly baseUrl: string;
  readonly dialect: ProviderConnection['dialect'];
  readonly alsoSpeaks?: ProviderConnection['alsoSpeaks'];
  readonly apiKeyEnv: string | null;
  readonly requiresKey: boolean;
}

/**
 * Every provider that can be named: the presets, then those of the settings, which replace a preset of the same name.
 * A key in the environment wins over one in the key file, because it is the more deliberate of the two.
 */
export function connectProviders(settings: Settings, keys: KeySources): ReadonlyMap<string, ProviderConnection> {
  const plans = new Map<string, ProviderPlan>();
  for (const preset of PROVIDER_PRESETS) plans.set(preset.name, { ...preset, requiresKey: true });
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
      requiresKey: own.requires_key,
    });
  }
  return new Map([...plans.values()].map((plan) => [plan.name, connect(plan, keys)]));
}

/** Providers that can be called now with a stored key, or need none. */
export function configuredProviders(connections: ReadonlyMap<string, ProviderConnection>): ReadonlySet<string> {
  const names = [...connections.values()].filter(isConfigured).map((connection) => connection.name);
  return new Set(names);
}

/** True when the gateway can call the provider without a credential from the caller. */
export function isConfigured(connection: ProviderConnection): boolean {
  return connection.apiKey !== null || !connection.requiresKey;
}

function connect(plan: ProviderPlan, { env, fileKeys }: KeySources): ProviderConnection {
  const fromEnv = plan.apiKeyEnv === null ? undefined : env[plan.apiKeyEnv]?.trim();
  const fromFile = fileKeys.get(plan.name);
  const { name, baseUrl, dialect, alsoSpeaks, requiresKey } = plan;
  const base = { name, baseUrl, dialect, ...(alsoSpeaks === undefined ? {} : { alsoSpeaks }), requiresKey };
  if (fromEnv) return { ...base, apiKey: fromEnv, keySource: `env ${plan.apiKeyEnv}` };
  if (fromFile !== undefined) return { ...base, apiKey: fromFile, keySource: 'keys.json' };
  return { ...base, apiKey: null, keySource: plan.requiresKey ? null : 'none needed' };
}

/** Configurations from before Heimdall spoke Gemini's own dialect name Google's OpenAI-compatible path. */
function presetDialect(preset: ProviderPreset, baseUrl: string): ProviderConnection['dialect'] {
  return /\/openai\/?$/.test(new URL(baseUrl).pathname) ? 'openai-chat' : preset.dialect;
}

function sameHost(one: string, other: string): boolean {
  return new URL(one).host === new URL(other).host;
}
