import { join, resolve } from 'node:path';
import {
  type Artifact,
  type AuthAdapter,
  type AuthRegistry,
  type Clock,
  createAuthRegistry,
  createIdSource,
  createRouter,
  LatencyStats,
  type Logger,
  MemorySessionStore,
  matchClusters,
  type Router,
  type RouterConfig,
  type RouterOptions,
  type SessionStore,
  unknownCandidates,
} from '../../core/index.ts';
import { createProxiedFetch } from '../../gateway/gateway.ts';
import { deadline } from '../../library/deadline.ts';
import { secureRandom } from '../../library/system-clock.ts';
import { buildReportOf } from '../../shared/build-report.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { HostCatalog } from '../catalog/host-catalog.ts';
import { NO_LIVE_INPUTS } from '../catalog/live-inputs.ts';
import { type ConfigStore, defaultConfigPath, openConfigStore } from '../config/config-store.ts';
import type { HostConfig } from '../config/host-config.ts';
import { type CarriedRatings, FeedbackStore, type IsLearnt } from '../feedback/feedback-store.ts';
import { GoogleAccount } from '../oauth/google-account.ts';
import { ExtensionSet } from '../plugins/extension-set.ts';
import { SecretStore } from '../secrets/secret-store.ts';
import type { KeySealer } from '../secrets/vault-key.ts';
import { SharedState } from '../shared-state/shared-state.ts';
import type { Followed } from '../workers/followed.ts';
import { type ArtifactChange, ArtifactSwitch } from './artifact-switch.ts';
import { type ChosenEmbedder, chooseEmbedder } from './choose-embedder.ts';
import { loadArtifactFolder, type OpenedArtifact } from './load-artifact-folder.ts';

export interface RoutingOptions {
  /** Settings and keys. */
  readonly dataFolder: string;
  /** Instead of `HEIMDALL_CONFIG` or `<dataFolder>/heimdall.yaml`. */
  readonly configPath?: string;
  /** The bundled artifact. */
  readonly artifactFolder: string;
  /** Instead of `gateway.port`; 0 = any free port. */
  readonly port?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** True: a bad configuration at the start is an error. False: the defaults are in force and `config.error()` says why. */
  readonly strictConfig: boolean;
  readonly onConfigChange?: (config: HostConfig) => void;
  /** Called after another artifact came in force, or one that the settings name was refused. */
  readonly onArtifactChange?: (change: ArtifactChange | null) => void;
  /** Auth adapters beside the built-in ones. */
  readonly authAdapters?: readonly AuthAdapter[];
  /** Called after other extensions came in force, or were refused. */
  readonly onExtensionsChange?: () => void;
  /** Called after sources of the catalog were read. */
  readonly onCatalogRead?: () => void;
  /** Heimdall's own version, as servers that are asked for their models are told it. */
  readonly version?: string;
  /** The operating system's key store, where it is at hand. */
  readonly keySealer?: KeySealer | null;
  /** What another process says instead of what this one would find out, or write, for itself. */
  readonly follow?: Followed;
  /** Called when the server that hosts share what they know in came or went. */
  readonly onSharedStateChange?: () => void;
  /** Called when a sign-in begins to wait, and when it ends. */
  readonly onSignIn?: () => void;
}

/** Configuration, artifact and router: what a decision needs, without endpoint or log. */
export interface Routing {
  readonly config: ConfigStore;
  /** In force now: it may be another one in the next turn of the event loop. */
  readonly artifact: Artifact;
  /** Puts other artifacts in force, and knows where they are. */
  readonly artifacts: ArtifactSwitch;
  readonly auth: AuthRegistry;
  readonly catalog: HostCatalog;
  readonly secrets: SecretStore;
  readonly google: GoogleAccount;
  /** Ratings of answers, which move what the routers expect of models. */
  readonly feedback: FeedbackStore;
  /** What the last change of the artifact did to the ratings; null before the first. */
  carriedRatings(): CarriedRatings | null;
  /** Puts something before the router in force, such as a canary; null takes it away. */
  decideWith(wrap: ((control: Router) => Router) | null): void;
  /** The router in force; another one after the artifact or the embedder was changed. */
  router(): Router;
  /** Another router on the same artifact and configuration, with caches of its own. @param own What is to differ. */
  createRouter(own?: Partial<RouterOptions>): Router;
  /** What is remembered of conversations. */
  readonly sessions: SessionStore;
  /** What this host shares with others; nothing before its `start`. */
  readonly shared: SharedState;
  /** What does not work as configured, a sentence each. */
  notices(): string[];
}

/**
 * Opens the configuration, then the artifact, then builds the router.
 *
 * @throws {HeimdallError} `artifact_*` when there is no good artifact; `config_*` under `strictConfig`.
 */
export async function openRouting(options: RoutingOptions): Promise<Routing> {
  const { logger, clock, env } = options;
  const path = resolve(options.configPath ?? env.HEIMDALL_CONFIG ?? defaultConfigPath(options.dataFolder));
  const secrets = new SecretStore({
    dataFolder: options.dataFolder,
    sealer: options.keySealer ?? null,
    logger,
    onChange: () => config.rebuild(),
  });
  const settings = () => config.current().settings;
  const google = new GoogleAccount({
    store: secrets,
    settings,
    env,
    clock,
    logger,
    ...(options.onSignIn === undefined ? {} : { onWaiting: options.onSignIn }),
  });
  // The settings say which artifact is in force, and the catalog of that is what the live one begins with.
  let catalog: HostCatalog | null = null;
  let ready = false;
  const config: ConfigStore = openConfigStore(
    {
      path,
      stored: () => ({ storedKeys: secrets.secrets.keys, google: google.isSignedIn ? google : null }),
      keysPath: join(options.dataFolder, 'keys.json'),
      env,
      logger,
      override: (settings) => withPort(settings, options.port),
      live: () => options.follow?.live ?? catalog?.live() ?? NO_LIVE_INPUTS,
      onChange: (changed) => {
        if (!ready) return;
        update();
        catalog?.configChanged();
        options.onConfigChange?.(changed);
      },
    },
    options.strictConfig,
  );
  if (path !== defaultConfigPath(resolve(options.dataFolder)) && config.path() === null) {
    logger.warn('the configuration file that was named is not there; the defaults are in force', { path });
  }
  const auth = createAuthRegistry(options.authAdapters);
  const extensions = new ExtensionSet({
    wanted: () => settings().plugins,
    configPath: () => config.path() ?? path,
    use: (loaded) =>
      auth.use([...(options.authAdapters ?? []), ...loaded.flatMap(({ authAdapters = [] }) => authAdapters)]),
    onChange: () => {
      router = buildMain(chosen);
      options.onExtensionsChange?.();
    },
    logger,
  });
  try {
    await extensions.open();
  } catch (error) {
    if (options.strictConfig) throw error;
    extensions.refuse(error);
  }
  const { artifact_dir: named, trusted_keys: trusted } = settings().tuning;
  const first = await loadArtifactFolder(options.artifactFolder, named, logger, trusted);
  const opened = new HostCatalog(
    {
      dataFolder: options.dataFolder,
      config: () => config.current(),
      clock,
      logger,
      version: options.version ?? '0',
      fetch: createProxiedFetch({ env }),
      onLiveChange: () => config.rebuild(),
      onRead: () => options.onCatalogRead?.(),
    },
    first.artifact,
  );
  catalog = opened;
  const feedback = new FeedbackStore({
    path: join(options.dataFolder, 'feedback.json'),
    artifactVersion: first.artifact.version,
    isLearnt: learntBy(first.artifact),
    logger,
  });
  let carried: CarriedRatings | null = null;
  const ids = createIdSource(clock, secureRandom);
  const shared = new SharedState({
    settings,
    env,
    clock,
    logger,
    sessions: new MemorySessionStore(clock, () => {
      const { max_sessions: maxSessions, ttl_seconds: ttlS } = settings().router.affinity;
      return { maxSessions, ttlMs: ttlS * 1_000 };
    }),
    salt: options.follow?.salt,
    onChange: () => options.onSharedStateChange?.(),
  });
  const { sessions } = shared;
  const latencyStats = new LatencyStats();
  const artifacts = new ArtifactSwitch(
    {
      bundledFolder: options.artifactFolder,
      wanted: () => settings().tuning.artifact_dir,
      trusted: () => settings().tuning.trusted_keys,
      prepare,
      onChange: (change) => options.onArtifactChange?.(change),
      onProblem: () => options.onArtifactChange?.(null),
      logger,
    },
    first,
  );

  function build({ embedder }: ChosenEmbedder, own: Partial<RouterOptions> = {}): Router {
    return createRouter({
      artifact: artifacts.current.artifact,
      config: (): RouterConfig => config.current().router,
      auth,
      clock,
      ids,
      logger,
      deadline,
      sessions,
      feedback: () => options.follow?.feedback ?? feedback.published,
      ...(options.follow === undefined ? {} : { latency: () => (options.follow as Followed).latency }),
      plugins: extensions.current,
      ...(embedder === null ? {} : { embedder }),
      ...own,
    });
  }

  /** The router that answers; others are for what-ifs, which leave no trace. */
  function buildMain(embedder: ChosenEmbedder, artifact = artifacts.current.artifact): Router {
    return build(embedder, { artifact, latencyStats, sharedDecisions: shared.decisions });
  }

  function chooseFor(folder: string): ChosenEmbedder {
    return chooseEmbedder(settings().embedder, [folder, options.artifactFolder], logger);
  }

  async function prepare({ artifact, folder }: OpenedArtifact): Promise<() => void> {
    const embedder = chooseFor(folder);
    await embedder.ready;
    const next = buildMain(embedder, artifact);
    const match = matchClusters(artifacts.current.artifact.clusters, artifact.clusters);
    const takeAlong = (): void => {
      carried = feedback.useArtifact(artifact.version, match, learntBy(artifact));
      opened.useArtifact(artifact);
    };
    // Both write files, which are the other process's where one is followed.
    const carryOver = options.follow === undefined ? takeAlong : () => {};
    return () => {
      chosen = embedder;
      router = next;
      carryOver();
    };
  }

  function update(): void {
    artifacts.settingsChanged();
    extensions.settingsChanged();
    shared.configChanged();
    if (settings().embedder === chosen.wanted) return;
    chosen = chooseFor(artifacts.current.folder);
    router = buildMain(chosen);
  }

  let chosen = chooseFor(first.folder);
  let router = buildMain(chosen);
  let wrap: ((control: Router) => Router) | null = null;
  let wrapped: { readonly control: Router; readonly router: Router } | null = null;
  config.rebuild();
  ready = true;
  return {
    config,
    get artifact() {
      return artifacts.current.artifact;
    },
    artifacts,
    auth,
    catalog: opened,
    secrets,
    google,
    feedback,
    carriedRatings: () => carried,
    decideWith(next) {
      wrap = next;
      wrapped = null;
    },
    router() {
      if (wrap === null) return router;
      if (wrapped?.control !== router) wrapped = { control: router, router: wrap(router) };
      return wrapped.router;
    },
    createRouter: (own) => build(chosen, own),
    sessions,
    shared,
    notices() {
      const unknown = unknownCandidates(artifacts.current.artifact, config.current().router).map(
        ({ bucket, model }) => `router.${bucket}_candidates names "${model}", which no catalog and no provider knows.`,
      );
      return [
        ...config.notices(),
        ...adapterNotices(auth, settings()),
        secrets.notice(),
        shared.problem(),
        settings().auth_adapters.google_oauth === null ? null : signInNotice(google),
        artifacts.problem,
        extensions.problem,
        chosen.problem,
        ...opened.notices(),
        ...unknown,
      ].filter((text) => text !== null);
    },
  };
}

/** Ratings that an artifact was built from. */
function learntBy({ manifest, quality }: Artifact): IsLearnt {
  const report = buildReportOf(manifest.metrics);
  if (report === null) return () => false;
  return ({ at_ms: at, model, effort }) => at <= report.until_ms && quality.row(model, effort) !== undefined;
}

/** That a sign-in ended by itself. */
function signInNotice(google: GoogleAccount): string | null {
  const { state, problem } = google.status();
  return state === 'signed-out' && problem !== null ? `${problem} ${google.remedy}` : null;
}

/** Adapters that are named but not there, or there but never asked. */
function adapterNotices(auth: AuthRegistry, { auth_adapters: { enabled } }: Settings): string[] {
  const own = ['anthropic-oauth', 'google-oauth', 'openai-key', 'user-keys'];
  const missing = enabled.filter((name) => !auth.names.includes(name));
  const idle = auth.names.filter((name) => !enabled.includes(name) && !own.includes(name));
  return [
    ...missing.map((name) => `auth_adapters.enabled names "${name}", and there is no auth adapter of that name.`),
    ...idle.map((name) => `The auth adapter "${name}" is never asked: add it to auth_adapters.enabled.`),
  ];
}

function withPort(settings: Settings, port: number | undefined): Settings {
  return port === undefined ? settings : { ...settings, gateway: { ...settings.gateway, port } };
}
