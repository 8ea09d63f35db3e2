import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AuthAdapter, Clock, Logger } from '../core/index.ts';
import { type CatalogReports, createGateway, createProxiedFetch, ResponseCache } from '../gateway/gateway.ts';
import { systemClock } from '../library/system-clock.ts';
import type { ConsoleService } from '../shared/console-contract.ts';
import { ArtifactFeed } from './artifact-feed/artifact-feed.ts';
import { Breakpoints } from './breakpoints/breakpoints.ts';
import { ConsolePresence } from './breakpoints/console-presence.ts';
import { Canary } from './canary/canary.ts';
import { setFlags } from './catalog/switch-model.ts';
import { ChangeLog } from './changes/change-log.ts';
import type { HostConfig } from './config/host-config.ts';
import { createConsoleService } from './console/create-console-service.ts';
import { EventHub } from './console/event-hub.ts';
import { createLiveRecorder } from './console/live-recorder.ts';
import type { Desktop } from './desktop/desktop.ts';
import { LocalEmbedders } from './embeddings/local-embedders.ts';
import { Endpoint, type EndpointStatus } from './endpoint.ts';
import { Explorer } from './exploration/explorer.ts';
import { FileExport } from './export/file-export.ts';
import { type FeedbackParts, takeFeedback } from './feedback/rate-decision.ts';
import { noteEndpoint } from './files/endpoint-file.ts';
import { createHttpConsole } from './http-console/create-http-console.ts';
import { createLogger, loggerOptionsFromEnv } from './logging/create-logger.ts';
import { MetricsCollector } from './metrics/metrics-collector.ts';
import { Observability } from './observability/observability.ts';
import { reasonsDegraded, reasonsNotReady } from './observability/readiness.ts';
import { PostgresMirror } from './postgres/postgres-mirror.ts';
import { CpuProfiler } from './profiling/cpu-profiler.ts';
import { ReplayTokens } from './replay/replay-tokens.ts';
import { RunningAnswers } from './replay/running-answers.ts';
import type { ArtifactChange } from './routing/artifact-switch.ts';
import { currentCatalog } from './routing/current-catalog.ts';
import { openRouting } from './routing/routing.ts';
import { RoutingTestFile, TESTS_FILE } from './routing-tests/test-file.ts';
import { SamplePlayer } from './sample/sample-player.ts';
import type { KeySealer } from './secrets/vault-key.ts';
import { Shadow } from './shadow/shadow.ts';
import { DecisionLog } from './storage/decision-log.ts';
import { TuningHistory } from './tuning/tuning-history.ts';
import { applyTuning, tuningValues } from './tuning/tuning-writer.ts';
import { UpdateCheck } from './updates/update-check.ts';
import { UserKeyStore } from './user-keys/user-key-store.ts';
import { WorkerFront, type WorkerFrontOptions } from './workers/worker-front.ts';

/** How often observed latency is put in force. Rarely: it makes cached decisions invalid. */
const PUBLISH_LATENCY_MS = 600_000;

export interface HeimdallOptions {
  /** Folder of settings, keys and the decision log. Made when it is not there. */
  readonly dataFolder: string;
  /** Instead of `HEIMDALL_CONFIG` or `<dataFolder>/heimdall.yaml`. */
  readonly configPath?: string;
  /** The bundled artifact. */
  readonly artifactFolder: string;
  /** The folder of the app, which files in CPU profiles are named relative to; by default that of the artifact's folder. */
  readonly appFolder?: string;
  /** Instead of `gateway.port`; 0 = any free port. */
  readonly port?: number;
  /** The built renderer, to be served to browsers; null or absent: none is, and in a window no console API either. */
  readonly rendererFolder?: string | null;
  readonly version: string;
  readonly host: 'electron' | 'headless';
  /** By default one that writes to standard error, as the environment says. */
  readonly logger?: Logger;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Auth adapters beside the built-in ones; `auth_adapters.enabled` says which are asked, and in which order. */
  readonly authAdapters?: readonly AuthAdapter[];
  /** The operating system's key store; without it the key of stored secrets is in a file of mode 0600. */
  readonly keySealer?: KeySealer | null;
  /** The desktop around the window; without it the console offers nothing of one. */
  readonly desktop?: Desktop;
  /** Processes that answer requests in front of this one, which keeps what there is one of; absent: it answers itself. */
  readonly workers?: WorkerFrontOptions;
  /** Where `logger` writes its files, to be shown; null or absent when it writes none. */
  readonly logFolder?: string | null;
}

export interface Heimdall {
  /** Opens the endpoint. Resolves also when it cannot listen: `endpoint` says so, and the console works. */
  start(): Promise<void>;
  /** Ends event streams, lets running answers end for a moment, writes the log. Safe to repeat. */
  stop(): Promise<void>;
  readonly console: ConsoleService;
  readonly endpoint: EndpointStatus;
  /** Where browsers find the console; null when it is not served. */
  readonly consoleUrl: string | null;
  readonly dataFolder: string;
}

/**
 * Builds a Heimdall from its parts: the one place where that is done, for the window, the headless host and the tests.
 * Nothing listens before `start`.
 *
 * @throws {HeimdallError} `artifact_*` when there is no good artifact; `config_invalid` when two auth adapters have one
 *   name; on a headless host also `config_*` when the
 *   configuration is not in order. In a window the defaults are in force then, and the console says why.
 */
export async function createHeimdall(options: HeimdallOptions): Promise<Heimdall> {
  const env = options.env ?? process.env;
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? createLogger(loggerOptionsFromEnv(env, process.stderr.isTTY === true));
  const { dataFolder, artifactFolder, version } = options;
  const hub = new EventHub(logger);
  makeFolder(dataFolder, logger);

  const routing = await openRouting({
    dataFolder,
    artifactFolder,
    env,
    logger,
    clock,
    strictConfig: options.host === 'headless',
    version,
    onConfigChange: (config) => void applyConfig(config),
    onArtifactChange: (change) => applyArtifact(change),
    onExtensionsChange: () => {
      hub.changed('app');
      hub.changed('cache');
    },
    onCatalogRead: () => hub.changed('catalog'),
    ...(options.configPath === undefined ? {} : { configPath: options.configPath }),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.authAdapters === undefined ? {} : { authAdapters: options.authAdapters }),
    keySealer: options.keySealer ?? null,
    onSignIn: () => hub.changed('app'),
    onSharedStateChange: () => hub.changed('app'),
  });
  const changes = new ChangeLog(join(dataFolder, 'changes.json'), routing.config.current().settings, logger);
  changes.artifactInForce(routing.artifact.version, clock.now());
  const userKeys = new UserKeyStore(dataFolder, logger, () => clock.now());
  const { config } = routing;
  const log = new DecisionLog({
    path: join(dataFolder, 'decisions.db'),
    storage: () => config.current().settings.storage,
    logger,
    clock,
    onChange: () => {
      hub.changed('log');
      hub.changed('app');
    },
  });
  const embedders = new LocalEmbedders(routing.artifacts.current);
  const responseCache = new ResponseCache({
    settings: () => config.current().settings,
    clock,
    logger,
    embedders: () => embedders.all,
  });
  const metrics = new MetricsCollector(clock);
  const replays = new ReplayTokens();
  const enabled = () => config.current().settings.enable_observability;
  const observability: Observability = new Observability({
    settings: () => config.current().settings.observability,
    gauges: {
      version,
      artifactVersion: () => routing.artifact.version,
      inFlight: () => endpoint.inFlight,
      pauses: () => endpoint.pauses().length,
      cachedDecisions: () => routing.router().cacheStats().entries + (workers?.cacheStats().entries ?? 0),
      logInMemory: () => log.inMemory,
    },
    env,
    clock,
    logger,
  });
  const postgres = new PostgresMirror({
    settings: () => config.current().settings,
    env,
    clock,
    logger,
    onChange: () => hub.changed('app'),
  });
  const recorder = createLiveRecorder({
    log,
    metrics,
    hub,
    clock,
    logger,
    replays,
    router: routing.router,
    enabled,
    onBegun: postgres.begun,
    onEnded: (request) => {
      observability.ended(request);
      postgres.ended(request);
      canary.ended(request);
    },
  });
  const shadow = new Shadow({ routing, log, clock, logger, onChange: () => hub.changed('shadow') });
  const catalog = currentCatalog(routing);
  const history = new TuningHistory(join(dataFolder, 'tuning-history.json'), logger);
  const fileExport = new FileExport(logger);
  const consoles = new ConsolePresence();
  const breakpoints = new Breakpoints({
    consoles,
    promptPolicy: () => config.current().settings.storage.prompts,
    clock,
    logger,
    onChange: () => hub.changed('breakpoints'),
  });
  const rating: FeedbackParts = {
    log,
    feedback: routing.feedback,
    get artifact() {
      return routing.artifact;
    },
    clock,
    onChange: () => {
      hub.changed('learning');
      // Ratings are part of the key of cached decisions.
      hub.changed('cache');
    },
  };
  const explorer = new Explorer({
    dataFolder,
    settings: () => config.current().settings,
    routing,
    now: () => clock.now(),
    logger,
    onChange: () => hub.changed('learning'),
  });
  const ownCalls = createProxiedFetch({ env });
  const updates = new UpdateCheck({
    version,
    feed: () => config.current().settings.desktop.update_feed,
    fetch: ownCalls,
    clock,
    logger,
    onChange: () => hub.changed('updates'),
  });
  const artifactFeed = new ArtifactFeed({
    folder: join(dataFolder, 'artifacts'),
    settings: () => config.current().settings.tuning,
    inForce: () => routing.artifacts.datedInForce,
    use: (folder) => (config.current().settings.tuning.canary.from_url ? canary.start(folder) : putInForce(folder)),
    fetch: ownCalls,
    logger,
    onProblem: () => hub.changed('app'),
  });
  const canary: Canary = new Canary({
    dataFolder,
    routing,
    promote: putInForce,
    clock,
    logger,
    onChange: () => hub.changed('app'),
  });
  await canary.open();
  const profiler = new CpuProfiler({
    appFolder: options.appFolder ?? dirname(artifactFolder),
    clock,
    logger,
    onChange: () => hub.changed('profiler'),
  });
  const workers =
    options.workers === undefined
      ? null
      : new WorkerFront(options.workers, {
          routing,
          recorder: recorder.recorder,
          userKeys,
          delegateAll: () => {
            const { response_cache, enable_exploration } = config.current().settings;
            const decidesHere = breakpoints.armed !== null || shadow.isRunning || canary.isRunning;
            return decidesHere || response_cache.enabled || enable_exploration;
          },
          onChange: () => hub.changed('app'),
          logger,
        });
  const service = createConsoleService({
    workers,
    postgres,
    responseCache,
    consoles,
    breakpoints,
    rating,
    explorer,
    canary,
    log,
    hub,
    metrics,
    config,
    routing,
    secrets: routing.secrets,
    ownCalls,
    updates,
    artifactFeed,
    profiler,
    google: routing.google,
    userKeys,
    replays,
    history,
    fileExport,
    changes,
    answers: new RunningAnswers(
      () => clock.monotonicMs(),
      (piece) => hub.answered(piece),
    ),
    tests: new RoutingTestFile(join(dataFolder, TESTS_FILE)),
    price: (model) => catalog().price(model, null),
    clock,
    logger,
    sample: new SamplePlayer({ createRouter: routing.createRouter, log, hub, logger, onDecided: shadow.observeSample }),
    shadow,
    identity: { version, host: options.host, platform: process.platform, data_folder: dataFolder },
    endpoint: () => endpoint.status,
    pauses: () => endpoint.pauses(),
    endpointSwitch: {
      on: () => endpoint.start(config.current().settings.gateway),
      off: () => endpoint.stop(),
    },
    desktop: options.desktop ?? null,
    logFolder: options.logFolder ?? null,
  });
  const rendererFolder = options.rendererFolder ?? null;
  const httpConsole = createHttpConsole({
    service,
    rendererFolder,
    accessToken: () => config.current().accessToken,
    logger,
  });
  // A window talks over IPC: without a page to serve, its log is not offered to other programs on this machine.
  const servesBrowsers = options.host === 'headless' || rendererFolder !== null;
  const catalogReports: CatalogReports = {
    model: (name) => routing.catalog.model(name),
    flags: () => routing.catalog.flags(),
    setFlags: (input, whole) => setFlags(routing.catalog, input, whole),
  };
  const endpoint: Endpoint = new Endpoint(
    () => {
      const gateway = createGateway({
        router: routing.router,
        settings: () => config.current().settings,
        catalog,
        catalogReports,
        providers: () => config.current().providers,
        accessToken: () => config.current().accessToken,
        auth: routing.auth,
        userKey: (key, caller) => userKeys.check(key, caller),
        artifactVersion: () => routing.artifact.version,
        recorder: recorder.recorder,
        breakpoint: () => breakpoints.armed,
        feedback: (input) => takeFeedback(rating, input),
        onDecided: shadow.observe,
        explore: explorer.explore,
        responseCache,
        embedders: () => embedders.all,
        notReady: () => reasonsNotReady(config.current()),
        degraded: () => reasonsDegraded([routing.shared, workers, postgres]),
        sessionSalt: routing.shared.salt,
        healthExchange: routing.shared.health,
        metricsText: () => observability.metricsText(),
        onEmbeddings: (counts) => {
          if (enabled()) metrics.recordEmbeddings(counts, clock.now());
        },
        logger,
        clock,
        version,
        env,
        ...(servesBrowsers ? { consoleHandler: httpConsole.handle } : {}),
        ...(workers === null ? {} : { socketPath: workers.socketPath, inFlightElsewhere: () => workers.inFlight }),
      });
      return workers?.inFrontOf(gateway) ?? gateway;
    },
    () => config.current().settings.gateway.shutdown_grace,
    logger,
    (url) => {
      // Another Heimdall that has the folder is the one that commands ask for.
      if (!log.inMemory) noteEndpoint(dataFolder, url);
    },
  );

  function putInForce(folder: string): Promise<void> {
    return applyTuning(
      { config, routing, history, clock },
      { folder },
      ({ artifact }) => `artifact ${artifact.version}`,
    );
  }

  async function applyConfig(changed: HostConfig): Promise<void> {
    changes.settingsInForce(changed.settings, clock.now());
    shadow.configChanged();
    updates.configChanged();
    observability.configChanged();
    postgres.configChanged();
    artifactFeed.configChanged();
    hub.changed('tuning');
    hub.changed('app');
    // A changed configuration starts with an empty cache, because its revision is part of the key.
    hub.changed('cache');
    hub.changed('catalog');
    if (await endpoint.apply(changed.settings.gateway)) hub.changed('app');
  }

  /** @param change Null when one was refused. */
  function applyArtifact(change: ArtifactChange | null): void {
    hub.changed('app');
    if (change === null) return;
    changes.artifactInForce(change.to.version, clock.now());
    if (change.byFile) {
      const values = tuningValues({ config, routing });
      const before = { ...values, artifact: change.from };
      void history.changed(before, values, `artifact ${change.to.version}, from the settings file`, clock.now());
    }
    embedders.use(routing.artifacts.current);
    canary.artifactChanged();
    shadow.configChanged();
    for (const what of ['tuning', 'cache', 'catalog', 'learning'] as const) hub.changed(what);
  }

  let latencyTimer: NodeJS.Timeout | null = null;
  let stopping: Promise<void> | null = null;

  async function stop(): Promise<void> {
    breakpoints.close();
    config.close();
    await routing.artifacts.settled();
    routing.catalog.close();
    updates.close();
    artifactFeed.close();
    profiler.close();
    routing.google.cancelSignIn();
    routing.secrets.close();
    if (latencyTimer !== null) clearInterval(latencyTimer);
    httpConsole.close();
    await endpoint.stop();
    routing.shared.close();
    await observability.close();
    await postgres.close();
    await embedders.close();
    await userKeys.close();
    await routing.feedback.close();
    await explorer.close();
    await canary.close();
    await changes.close();
    shadow.close();
    await fileExport.close();
    service.close();
    log.close();
    workers?.close();
  }

  return {
    console: service,
    dataFolder,
    get endpoint() {
      return endpoint.status;
    },
    get consoleUrl() {
      const { url } = endpoint.status;
      return url === null || rendererFolder === null ? null : `${url}/console/`;
    },
    async start() {
      config.startWatching();
      routing.secrets.startWatching();
      userKeys.startWatching(() => hub.changed('app'));
      service.start();
      observability.configChanged();
      routing.shared.start();
      postgres.configChanged();
      latencyTimer = setInterval(() => recorder.publishLatency(), PUBLISH_LATENCY_MS);
      latencyTimer.unref();
      await endpoint.start(config.current().settings.gateway);
      routing.catalog.start();
      updates.start();
      artifactFeed.start();
      hub.changed('app');
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Without the folder Heimdall still routes; the log and the settings say what they could not do. */
function makeFolder(folder: string, logger: Logger): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    logger.warn('the data folder cannot be made', { folder, reason: (error as NodeJS.ErrnoException).code ?? '' });
  }
}
