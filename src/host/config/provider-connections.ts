import { PROVIDER_PRESETS, type ProviderConnection } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';

export interface KeySources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Keys of the key file by provider name. */
  readonly fileKeys: ReadonlyMap<string, string>;
}

interface ProviderPlan {
  readonly name: string;
  readonly baseUrl: string;
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
    const presetEnv = plans.get(name)?.apiKeyEnv ?? null;
    plans.set(name, {
      name,
      baseUrl: own.base_url,
      // A preset moved to another URL must not send its usual key there unasked.
      apiKeyEnv: own.api_key_env ?? (sameHost(plans.get(name)?.baseUrl, own.base_url) ? presetEnv : null),
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
  const base = { name: plan.name, baseUrl: plan.baseUrl, requiresKey: plan.requiresKey };
  if (fromEnv) return { ...base, apiKey: fromEnv, keySource: `env ${plan.apiKeyEnv}` };
  if (fromFile !== undefined) return { ...base, apiKey: fromFile, keySource: 'keys.json' };
  return { ...base, apiKey: null, keySource: plan.requiresKey ? null : 'none needed' };
}

function sameHost(one: string | undefined, other: string): boolean {
  return one !== undefined && new URL(one).host === new URL(other).host;
}
