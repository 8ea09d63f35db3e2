import {
  type Artifact,
  createAuthRegistry,
  createRouter as createCoreRouter,
  createIdSource,
  type Embedder,
  type Extension,
  extraModels,
  HeimdallError,
  type Logger,
  type Router,
  type RouterConfig,
  type SessionStore,
} from '../core/index.ts';
import { parseSettings, type Settings, type SettingsInput } from '../shared/settings-schema.ts';
import { configRevision } from './config-revision.ts';
import { deadline } from './deadline.ts';
import { secureRandom, systemClock } from './system-clock.ts';

/** What decides beside the artifact. */
export interface RouterSetup {
  /** What `heimdall.yaml` would say; what is absent has its default. Only what concerns routing is looked at. */
  readonly settings?: SettingsInput;
  /**
   * Names of the providers that you can call: their models can be chosen. By default all that the artifact's catalog
   * or `settings.providers` names.
   */
  readonly providers?: readonly string[];
}

export interface RouterOptions extends RouterSetup {
  /** From `openArtifact`. Routers may share one. */
  readonly artifact: Artifact;
  /** Hooks, features and penalties; auth adapters of theirs that `auth_adapters.enabled` does not name are asked first. */
  readonly plugins?: readonly Extension[];
  /** Instead of the artifact's static one: the vectors have to be of the same space, float32[384] of unit length. */
  readonly embedder?: Embedder;
  /** Instead of a memory of its own, so that sessions outlive the router. */
  readonly sessions?: SessionStore;
  /** Told of failures of plugins; by default nobody is. It gets neither prompts nor credentials. */
  readonly logger?: Logger;
}

/** A router in a program of your own. It calls nobody: what it chose is yours to call. */
export interface LibraryRouter extends Router {
  /**
   * Puts other settings or providers in force for later decisions, whole: what is absent has its default again.
   *
   * @throws {HeimdallError} `config_invalid`, naming every key that is wrong; the old ones stay then.
   */
  configure(setup: RouterSetup): void;
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Builds a router.
 *
 * @throws {HeimdallError} `config_invalid`, naming every key that is wrong, or the auth adapter whose name is taken.
 */
export function createRouter({ artifact, plugins = [], logger = SILENT, ...options }: RouterOptions): LibraryRouter {
  const adapters = plugins.flatMap(({ authAdapters = [] }) => authAdapters);
  const configOf = (setup: RouterSetup): RouterConfig => routerConfig(artifact, setup, adapters);
  let config = configOf(options);
  const router = createCoreRouter({
    artifact,
    plugins,
    logger,
    config: () => config,
    auth: createAuthRegistry(adapters),
    clock: systemClock,
    ids: createIdSource(systemClock, secureRandom),
    deadline,
    ...(options.embedder === undefined ? {} : { embedder: options.embedder }),
    ...(options.sessions === undefined ? {} : { sessions: options.sessions }),
  });
  return {
    ...router,
    configure: (setup) => {
      config = configOf(setup);
    },
  };
}

function routerConfig(
  artifact: Artifact,
  { settings: input, providers }: RouterSetup,
  adapters: readonly { readonly name: string }[],
): RouterConfig {
  const settings = withAdapters(checked(input), adapters);
  const offered = artifact.catalog.models.flatMap(({ offers }) => offers.map(({ provider }) => provider));
  const configuredProviders = new Set(providers ?? [...offered, ...Object.keys(settings.providers)]);
  const { models, names } = extraModels(settings, []);
  return {
    settings,
    configuredProviders,
    simulatorActive: false,
    extraModels: models,
    extraNames: names,
    revision: configRevision(settings, configuredProviders, false),
  };
}

function checked(input: SettingsInput | undefined): Settings {
  const result = parseSettings(input);
  if (result.ok) return result.settings;
  const problems = result.issues.map(({ key, value, message }) => {
    const found = value === undefined ? '' : ` is ${value}`;
    return `${key}${found}: ${message}`;
  });
  throw new HeimdallError('config_invalid', `settings: ${problems.join('; ')}`);
}

/** Whoever passes an adapter wants it asked: naming it again would only be forgotten. */
function withAdapters(settings: Settings, adapters: readonly { readonly name: string }[]): Settings {
  const { auth_adapters: own } = settings;
  const unnamed = adapters.map(({ name }) => name).filter((name) => !own.enabled.includes(name));
  return { ...settings, auth_adapters: { ...own, enabled: [...unnamed, ...own.enabled] } };
}
