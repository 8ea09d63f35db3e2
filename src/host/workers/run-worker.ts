import type { IncomingMessage } from 'node:http';
import { type Clock, HeimdallError, type Logger } from '../../core/index.ts';
import {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type HealthNews,
  type RouteName,
} from '../../gateway/gateway.ts';
import { systemClock } from '../../library/system-clock.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { createLogger, loggerOptionsFromEnv } from '../logging/create-logger.ts';
import { currentCatalog } from '../routing/current-catalog.ts';
import { openRouting, type Routing, type RoutingOptions } from '../routing/routing.ts';
import { bodyLimitOf } from '../storage/decision-log.ts';
import { UserKeyStore } from '../user-keys/user-key-store.ts';
import { Followed } from './followed.ts';
import { forwardRequest } from './forward-request.ts';
import type { OwnerChannel, ToWorker } from './messages.ts';
import { createRemoteRecorder } from './remote-recorder.ts';

/** How often the owner is told how much there is to do. Milliseconds. */
const COUNT_MS = 250;
/**
 * What a worker answers by itself. Everything else is about what there is one of: console, metrics, stored responses, local
 * embedders, ratings.
 */
const OWN_ROUTES: ReadonlySet<RouteName | null> = new Set([
  'chat-completions',
  'completions',
  'messages',
  'gemini-generate',
  'route',
  'models',
  'model',
  'count-tokens',
  'gemini-count-tokens',
]);

export type WorkerOptions = Omit<
  RoutingOptions,
  'follow' | 'onConfigChange' | 'strictConfig' | 'clock' | 'logger' | 'env'
> & {
  readonly clock?: Clock;
  /** By default one that writes to standard error, as the environment says. */
  readonly logger?: Logger;
  readonly env?: RoutingOptions['env'];
  readonly version: string;
  readonly channel: OwnerChannel;
  /** Called when the worker has ended in order. */
  onEnd(): void;
};

type Complete = WorkerOptions & Pick<RoutingOptions, 'clock' | 'logger' | 'env'>;
type Start = Extract<ToWorker, { kind: 'start' }>;

/** Answers requests beside other workers, for a process that owns the log and the console. Runs until it is told to stop. */
export function runWorker(given: WorkerOptions): void {
  const env = given.env ?? process.env;
  const logger = given.logger ?? createLogger(loggerOptionsFromEnv(env, process.stderr.isTTY === true));
  const options: Complete = { ...given, env, logger, clock: given.clock ?? systemClock };
  const { channel } = options;
  let worker: Promise<Worker | null> | null = null;
  channel.onMessage((message) => {
    if (message.kind === 'start') {
      worker ??= Worker.open(options, message).catch((error: unknown) => {
        const { message: reason } = HeimdallError.from(error);
        logger.error('a worker cannot start', { reason });
        channel.send({ kind: 'failed', message: reason });
        return null;
      });
      return;
    }
    if (message.kind === 'stop' && worker === null) options.onEnd();
    void worker?.then((running) => {
      if (running !== null) running.take(message);
      else if (message.kind === 'stop') options.onEnd();
    });
  });
  channel.send({ kind: 'ready' });
}

class Worker {
  readonly #options: Complete;
  readonly #start: Start;
  readonly #followed: Followed;
  readonly #routing: Routing;
  readonly #userKeys: UserKeyStore;
  readonly #gateway: Gateway;
  readonly #counting: NodeJS.Timeout;

  static async open(options: Complete, start: Start): Promise<Worker> {
    const followed = new Followed(start.state, start.salt);
    const routing = await openRouting({ ...options, strictConfig: true, follow: followed });
    const worker = new Worker(options, start, followed, routing);
    await worker.#listen();
    return worker;
  }

  private constructor(options: Complete, start: Start, followed: Followed, routing: Routing) {
    this.#options = options;
    this.#start = start;
    this.#followed = followed;
    this.#routing = routing;
    const { channel, clock, dataFolder, logger } = options;
    const { shared } = routing;
    for (const [key, state] of start.sessions) shared.hearSession(key, state);
    for (const news of start.health) shared.health.hear(news);
    this.#userKeys = new UserKeyStore(
      dataFolder,
      logger,
      () => clock.now(),
      (sha256, use) => channel.send({ kind: 'key-used', sha256, use }),
    );
    this.#gateway = createGateway(this.#gatewayOptions());
    this.#counting = setInterval(() => this.#count(), COUNT_MS);
    this.#counting.unref();
  }

  take(message: ToWorker): void {
    const { shared } = this.#routing;
    switch (message.kind) {
      case 'follow':
        this.#followed.take(message.state);
        this.#routing.config.rebuild();
        return;
      case 'session':
        shared.hearSession(message.key, message.state);
        return;
      case 'health':
        shared.health.hear(message.news);
        return;
      case 'clear-decisions':
        this.#routing.router().clearCache();
        return;
      case 'stop':
        void this.#stop(message.graceMs);
    }
  }

  async #listen(): Promise<void> {
    this.#routing.config.startWatching();
    this.#routing.secrets.startWatching();
    this.#userKeys.startWatching(() => {});
    this.#routing.shared.start();
    const address = await this.#gateway.listen();
    this.#options.channel.send({ kind: 'listening', address });
  }

  async #stop(graceMs: number): Promise<void> {
    clearInterval(this.#counting);
    await this.#gateway.close(graceMs);
    this.#routing.config.close();
    await this.#routing.artifacts.settled();
    this.#routing.secrets.close();
    this.#routing.shared.close();
    await this.#userKeys.close();
    this.#options.onEnd();
  }

  #count(): void {
    const decisions = this.#routing.router().cacheStats();
    this.#options.channel.send({ kind: 'counts', counts: { inFlight: this.#gateway.inFlight, decisions } });
  }

  #gatewayOptions(): GatewayOptions {
    const { channel, clock, env, logger, version } = this.#options;
    const routing = this.#routing;
    const { config, shared } = routing;
    return {
      router: routing.router,
      settings: shareOfLimits(() => config.current().settings, this.#start.workers),
      catalog: currentCatalog(routing),
      providers: () => config.current().providers,
      accessToken: () => config.current().accessToken,
      auth: routing.auth,
      userKey: (key, caller) => this.#userKeys.check(key, caller),
      artifactVersion: () => routing.artifact.version,
      recorder: createRemoteRecorder(channel, () => bodyLimitOf(config.current().settings.storage), logger),
      sessionSalt: shared.salt,
      healthExchange: {
        tell: (news: HealthNews) => {
          shared.health.tell(news);
          channel.send({ kind: 'health', news });
        },
        listen: (hear) => shared.health.listen(hear),
      },
      delegate: (request, response, route) =>
        this.#isOwn(request, route) ? null : forwardRequest(this.#start.socketPath, request, response),
      logger,
      clock,
      version,
      env,
    };
  }

  #isOwn(request: IncomingMessage, route: RouteName | null): boolean {
    // What the console sends itself is known to the owner alone.
    const isOfConsole = request.headers['x-heimdall-replay'] !== undefined;
    return OWN_ROUTES.has(route) && !this.#followed.delegateAll && !isOfConsole;
  }
}

/** The settings with limits that are meant for the whole endpoint divided by the workers. Made again only when they change. */
function shareOfLimits(read: () => Settings, workers: number): () => Settings {
  const share = (limit: number) => Math.max(1, Math.ceil(limit / workers));
  let of: Settings | null = null;
  let shared: Settings | null = null;
  return () => {
    const settings = read();
    if (shared !== null && of === settings) return shared;
    of = settings;
    const { gateway } = settings;
    shared = {
      ...settings,
      gateway: {
        ...gateway,
        max_in_flight: share(gateway.max_in_flight),
        max_in_flight_bytes: share(gateway.max_in_flight_bytes),
        retry_budget: { ...gateway.retry_budget, min_retries: Math.ceil(gateway.retry_budget.min_retries / workers) },
      },
    };
    return shared;
  };
}
