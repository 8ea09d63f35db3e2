import { join } from 'node:path';
import { ChangeLog } from './changes/change-log.ts';
import { createArtifactCare } from './composition/create-artifact-care.ts';
import { createConsole } from './composition/create-console.ts';
import { createEndpoint } from './composition/create-endpoint.ts';
import { createInterventions } from './composition/create-interventions.ts';
import { createRecording, type Recording } from './composition/create-recording.ts';
import type { Heimdall, HeimdallOptions } from './composition/heimdall.ts';
import { openFoundation } from './composition/open-foundation.ts';
import type { HostConfig } from './config/host-config.ts';
import type { ArtifactChange } from './routing/artifact-switch.ts';
import { UserKeyStore } from './user-keys/user-key-store.ts';
import { WorkerFront } from './workers/worker-front.ts';

export type { Heimdall, HeimdallOptions };

/** How often observed latency is put in force. Rarely: it makes cached decisions invalid. */
const PUBLISH_LATENCY_MS = 600_000;

/**
 * Builds a Heimdall from its parts, for the window, the headless host and the tests; each file of `composition/` wires those
 * of one purpose. Nothing listens before `start`.
 *
 * @throws {HeimdallError} `artifact_*` when there is no good artifact; `config_invalid` when two auth adapters have one
 *   name; on a headless host also `config_*` when the
 *   configuration is not in order. In a window the defaults are in force then, and the console says why.
 */
export async function createHeimdall(options: HeimdallOptions): Promise<Heimdall> {
  const { dataFolder } = options;
  const foundation = await openFoundation(options, {
    config: (changed) => void applyConfig(changed),
    artifact: (change) => applyArtifact(change),
  });
  const { clock, logger, hub, routing, settings } = foundation;
  const changes = new ChangeLog(join(dataFolder, 'changes.json'), settings(), logger);
  changes.artifactInForce(routing.artifact.version, clock.now());
  const userKeys = new UserKeyStore(dataFolder, logger, () => clock.now());
  const recording: Recording = createRecording(foundation, {
    endpoint: () => endpoint,
    workers: () => workers,
    ended: (request) => artifacts.canary.ended(request),
  });
  const artifacts = createArtifactCare(foundation);
  const interventions = createInterventions(foundation, { log: recording.log, embedders: artifacts.embedders });
  const { shadow, explorer, breakpoints } = interventions;
  await artifacts.canary.open();
  const workers: WorkerFront | null =
    options.workers === undefined
      ? null
      : new WorkerFront(options.workers, {
          routing,
          recorder: recording.live.recorder,
          userKeys,
          delegateAll: () => {
            const { response_cache, enable_exploration } = settings();
            const decidesHere = breakpoints.armed !== null || shadow.isRunning || artifacts.canary.isRunning;
            return decidesHere || response_cache.enabled || enable_exploration;
          },
          onChange: () => hub.changed('app'),
          logger,
        });
  const made = { recording, interventions, artifacts, userKeys, workers };
  const { service, updates, profiler, fileExport } = createConsole(foundation, {
    ...made,
    changes,
    endpoint: () => endpoint,
  });
  const { endpoint, httpConsole } = createEndpoint(foundation, { ...made, service });

  async function applyConfig(changed: HostConfig): Promise<void> {
    changes.settingsInForce(changed.settings, clock.now());
    shadow.configChanged();
    updates.configChanged();
    recording.observability.configChanged();
    recording.postgres.configChanged();
    artifacts.feed.configChanged();
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
    artifacts.changed(change);
    shadow.configChanged();
    for (const what of ['tuning', 'cache', 'catalog', 'learning'] as const) hub.changed(what);
  }

  let latencyTimer: NodeJS.Timeout | null = null;
  let stopping: Promise<void> | null = null;

  async function start(): Promise<void> {
    routing.config.startWatching();
    routing.secrets.startWatching();
    userKeys.startWatching(() => hub.changed('app'));
    service.start();
    recording.observability.configChanged();
    routing.shared.start();
    recording.postgres.configChanged();
    latencyTimer = setInterval(() => recording.live.publishLatency(), PUBLISH_LATENCY_MS);
    latencyTimer.unref();
    await endpoint.start(settings().gateway);
    routing.catalog.start();
    updates.start();
    artifacts.feed.start();
    hub.changed('app');
  }

  /** What brings requests first, then what they are answered with, what is written of them last. */
  async function stop(): Promise<void> {
    breakpoints.close();
    routing.config.close();
    await routing.artifacts.settled();
    routing.catalog.close();
    updates.close();
    artifacts.feed.close();
    profiler.close();
    routing.google.cancelSignIn();
    routing.secrets.close();
    if (latencyTimer !== null) clearInterval(latencyTimer);
    httpConsole.close();
    await endpoint.stop();
    routing.shared.close();
    await recording.observability.close();
    await recording.postgres.close();
    await artifacts.embedders.close();
    await userKeys.close();
    await routing.feedback.close();
    await explorer.close();
    await artifacts.canary.close();
    await changes.close();
    shadow.close();
    await fileExport.close();
    service.close();
    recording.log.close();
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
      return url === null || (options.rendererFolder ?? null) === null ? null : `${url}/console/`;
    },
    start,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
