import { mkdirSync } from 'node:fs';
import type { Clock, Logger } from '../../core/index.ts';
import { createProxiedFetch, type Fetch, type GatewayCatalog } from '../../gateway/gateway.ts';
import { systemClock } from '../../library/system-clock.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { HostConfig } from '../config/host-config.ts';
import { EventHub } from '../console/event-hub.ts';
import { createLogger, loggerOptionsFromEnv } from '../logging/create-logger.ts';
import type { ArtifactChange } from '../routing/artifact-switch.ts';
import { currentCatalog } from '../routing/current-catalog.ts';
import { openRouting, type Routing } from '../routing/routing.ts';
import type { HeimdallOptions } from './heimdall.ts';

/** What every other part of a host stands on. */
export interface Foundation {
  readonly options: HeimdallOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tells consoles what has changed. */
  readonly hub: EventHub;
  /** Configuration, artifact and router. */
  readonly routing: Routing;
  /** For calls of Heimdall's own, through the proxy of the environment. */
  readonly ownCalls: Fetch;
  /** Both as they are in force now. */
  settings(): Settings;
  catalog(): GatewayCatalog;
}

/** Who is told when something else came in force. Not called before `openFoundation` has resolved. */
export interface InForce {
  config(changed: HostConfig): void;
  /** @param change Null when one was refused. */
  artifact(change: ArtifactChange | null): void;
}

/** @throws {HeimdallError} as `openRouting`. */
export async function openFoundation(options: HeimdallOptions, inForce: InForce): Promise<Foundation> {
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
    onConfigChange: inForce.config,
    onArtifactChange: inForce.artifact,
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
  return {
    options,
    env,
    clock,
    logger,
    hub,
    routing,
    ownCalls: createProxiedFetch({ env }),
    settings: () => routing.config.current().settings,
    catalog: currentCatalog(routing),
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
