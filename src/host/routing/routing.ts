import { join, resolve } from 'node:path';
import {
  type Artifact,
  type AuthAdapter,
  type AuthRegistry,
  type Clock,
  createAuthRegistry,
  createIdSource,
  createRouter,
  type Embedder,
  HeimdallError,
  type Logger,
  MemorySessionStore,
  type Router,
  type RouterConfig,
  type RouterOptions,
  type SessionStore,
  unknownCandidates,
} from '../../core/index.ts';
import { createProxiedFetch } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { HostCatalog } from '../catalog/host-catalog.ts';
import { NO_LIVE_INPUTS } from '../catalog/live-inputs.ts';
import { type ConfigStore, defaultConfigPath, openConfigStore } from '../config/config-store.ts';
import type { HostConfig } from '../config/host-config.ts';
import { createMinilmEmbedder } from '../embedder-minilm/create-minilm-embedder.ts';
import { FeedbackStore } from '../feedback/feedback-store.ts';
import { GoogleAccount } from '../oauth/google-account.ts';
import { SecretStore } from '../secrets/secret-store.ts';
import type { KeySealer } from '../secrets/vault-key.ts';
import { secureRandom } from '../system-clock.ts';
import { loadArtifactFolder } from './load-artifact-folder.ts';

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
  /** Auth adapters beside the built-in ones. */
  readonly authAdapters?: readonly AuthAdapter[];
  /** Called after sources of the catalog were read. */
  readonly onCatalogRead?: () => void;
  /** Heimdall's own version, as servers that are asked for their models are told it. */
  readonly version?: string;
  /** The operating system's key store, where it is at hand. */
  readonly keySealer?: KeySealer | null;
  /** Called when a sign-in begins to wait, and when it ends. */
  readonly onSignIn?: () => void;
}

/** Configuration, artifact and router: what a decision needs, without endpoint or log. */
export interface Routing {
  readonly config: ConfigStore;
  readonly artifact: Artifact;
  /** Where the artifact came from. */
  readonly artifactFolder: string;
  readonly auth: AuthRegistry;
  readonly catalog: HostCatalog;
  readonly secrets: SecretStore;
  readonly google: GoogleAccount;
  /** Ratings of answers, which move what the routers expect of models. */
  readonly feedback: FeedbackStore;
  /** The router in force; another one after the embedder was changed. */
  router(): Router;
  /** Another router on the same artifact and configuration, with caches of its own. @param own What is to differ. */
  createRouter(own?: Partial<RouterOptions>): Router;
  /** What is remembered of conversations. */
  readonly sessions: SessionStore;
  /** Why the artifact that the settings name is not in force; null when it is, or none is named. */
  artifactProblem(): string | null;
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
  const auth = createAuthRegistry(options.authAdapters);
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
      live: () => catalog?.live() ?? NO_LIVE_INPUTS,
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
  const {
    artifact,
    folder,
    problem: artifactProblem,
  } = await loadArtifactFolder(options.artifactFolder, config.current().settings.tuning.artifact_dir, logger);
  const opened = new HostCatalog({
    dataFolder: options.dataFolder,
    artifact,
    config: () => config.current(),
    clock,
    logger,
    version: options.version ?? '0',
    fetch: createProxiedFetch({ env }),
    onLiveChange: () => config.rebuild(),
    onRead: () => options.onCatalogRead?.(),
  });
  catalog = opened;
  const feedback = new FeedbackStore({
    path: join(options.dataFolder, 'feedback.json'),
    artifactVersion: artifact.version,
    logger,
  });
  const ids = createIdSource(clock, secureRandom);
  const sessions = new MemorySessionStore(clock, () => {
    const { max_sessions: maxSessions, ttl_seconds: ttlS } = config.current().settings.router.affinity;
    return { maxSessions, ttlMs: ttlS * 1_000 };
  });
  let embedder: Embedder | null = null;
  let embedderProblem: string | null = null;
  let embedderName: Settings['embedder'] = 'static';

  const build = (own: Partial<RouterOptions> = {}): Router =>
    createRouter({
      artifact,
      config: (): RouterConfig => config.current().router,
      auth,
      clock,
      ids,
      logger,
      deadline,
      sessions,
      feedback: () => feedback.published,
      ...(embedder === null ? {} : { embedder }),
      ...own,
    });

  function chooseEmbedder(wanted: Settings['embedder']): void {
    embedderName = wanted;
    embedder = null;
    embedderProblem = null;
    if (wanted === 'static') return;
    try {
      const minilm = createMinilmEmbedder(join(folder, 'embedders', 'minilm'));
      embedder = minilm;
      // The first decision should not pay for loading the model.
      minilm.warmUp().catch((error: unknown) => logger.error('MiniLM did not load', { error }));
    } catch (error) {
      embedderProblem = `embedder: minilm is not in force: ${HeimdallError.from(error).message}`;
      logger.error(embedderProblem);
    }
  }

  function update(): void {
    const wanted = config.current().settings.embedder;
    if (wanted === embedderName) return;
    chooseEmbedder(wanted);
    router = build();
  }

  chooseEmbedder(config.current().settings.embedder);
  let router = build();
  config.rebuild();
  ready = true;
  return {
    config,
    artifact,
    artifactFolder: folder,
    auth,
    catalog: opened,
    secrets,
    google,
    feedback,
    router: () => router,
    createRouter: build,
    sessions,
    artifactProblem: () => artifactProblem,
    notices() {
      const unknown = unknownCandidates(artifact, config.current().router).map(
        ({ bucket, model }) => `router.${bucket}_candidates names "${model}", which no catalog and no provider knows.`,
      );
      return [
        ...config.notices(),
        ...adapterNotices(auth, settings()),
        secrets.notice(),
        settings().auth_adapters.google_oauth === null ? null : signInNotice(google),
        artifactProblem,
        embedderProblem,
        ...opened.notices(),
        ...unknown,
      ].filter((text) => text !== null);
    },
  };
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

/** Undefined when the time is up; the promise runs on, and a late failure of it is nobody's business. */
function deadline<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => settle(undefined), ms);
    promise.then(settle, fail).finally(() => clearTimeout(timer));
  });
}
