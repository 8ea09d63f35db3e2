import { randomBytes } from 'node:crypto';
import { extraModels, type RouterConfig } from '../../core/index.ts';
import type { ProviderConnection } from '../../gateway/gateway.ts';
import { configRevision } from '../../library/config-revision.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { type LiveInputs, NO_LIVE_INPUTS } from '../catalog/live-inputs.ts';
import { configuredProviders, connectProviders, type KeySources, type KnownKey } from './provider-connections.ts';

/** Everything that follows from the settings and the keys, as one immutable value that is swapped whole. */
export interface HostConfig {
  readonly settings: Settings;
  readonly router: RouterConfig;
  readonly providers: ReadonlyMap<string, ProviderConnection>;
  /** Every key of a provider that is known, without the key. */
  readonly keys: readonly KnownKey[];
  /** The access token of the endpoint; null when none is configured. */
  readonly accessToken: string | null;
  /** What is configured but cannot work, in words; empty when all is well. */
  readonly warnings: readonly string[];
}

/** Derives the effective configuration. Pure: the same settings, keys and catalog give the same value. */
export function buildHostConfig(settings: Settings, keys: KeySources, live: LiveInputs = NO_LIVE_INPUTS): HostConfig {
  const { connections: providers, ...known } = connectProviders(settings, keys);
  const configured = configuredProviders(providers);
  const simulatorActive = settings.simulator === 'always' || (settings.simulator === 'auto' && configured.size === 0);
  const { token, warnings } = readAccessToken(settings, keys.env);
  const { models, names } = extraModels(settings, live.discovered);
  return {
    settings,
    providers,
    accessToken: token,
    keys: known.keys,
    warnings: [...warnings, ...known.warnings],
    router: {
      settings,
      revision: configRevision(settings, configured, simulatorActive, live),
      configuredProviders: configured,
      simulatorActive,
      extraModels: models,
      extraNames: names,
      ...(live.catalog === undefined ? {} : { catalog: live.catalog }),
      disabledModels: live.disabledModels,
    },
  };
}

function readAccessToken(
  settings: Settings,
  env: KeySources['env'],
): { token: string | null; warnings: readonly string[] } {
  const name = settings.gateway.token_env;
  if (name === null) return { token: null, warnings: [] };
  const token = env[name]?.trim();
  if (token) return { token, warnings: [] };
  // Closed rather than open: a token that nobody can guess, until the variable is set.
  return {
    token: randomBytes(32).toString('base64url'),
    warnings: [`gateway.token_env names ${name}, which is not set: the endpoint refuses every request until it is.`],
  };
}
