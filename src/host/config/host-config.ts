import { randomBytes } from 'node:crypto';
import type { ExtraModel, RouterConfig } from '../../core/index.ts';
import type { ProviderConnection } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { type LiveInputs, NO_LIVE_INPUTS } from '../catalog/live-inputs.ts';
import { configRevision } from './config-revision.ts';
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

/** The user's own models, then those that servers said they have; the latter have short names where these are clear. */
function extraModels(
  settings: Settings,
  discovered: readonly ExtraModel[],
): { readonly models: ReadonlyMap<string, ExtraModel>; readonly names: ReadonlyMap<string, string> } {
  const models = new Map<string, ExtraModel>();
  for (const [provider, { models: own, free }] of Object.entries(settings.providers)) {
    for (const model of own) {
      // The first provider that lists a model serves it: the order of the file is the order of preference.
      if (models.has(model.id)) continue;
      models.set(model.id, {
        id: model.id,
        provider,
        upstreamId: model.upstream_id ?? model.id,
        contextTokens: model.context_tokens ?? null,
        inputUsdPerMtok: model.input_usd_per_mtok ?? (free ? 0 : null),
        outputUsdPerMtok: model.output_usd_per_mtok ?? (free ? 0 : null),
        ...(model.buckets.length === 0 ? {} : { buckets: model.buckets }),
        ...(model.tools === null ? {} : { tools: model.tools }),
        ...(model.vision === null ? {} : { vision: model.vision }),
        ...(model.json_schema === null ? {} : { json: model.json_schema }),
        ...(model.quality_like === null ? {} : { qualityLike: model.quality_like }),
      });
    }
  }
  const names = new Map<string, string>();
  const shared = new Set<string>();
  const name = (short: string, id: string) => {
    if (models.has(short) || (names.has(short) && names.get(short) !== id)) shared.add(short);
    names.set(short, id);
  };
  for (const model of discovered) {
    if (models.has(model.id)) continue;
    models.set(model.id, model);
    name(model.upstreamId, model.id);
    // Ollama takes a name without its tag for that of the latest.
    if (model.upstreamId.endsWith(':latest')) name(model.upstreamId.slice(0, -':latest'.length), model.id);
  }
  for (const short of shared) names.delete(short);
  return { models, names };
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
