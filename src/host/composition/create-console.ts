import { dirname, join } from 'node:path';
import type { ChangeLog } from '../changes/change-log.ts';
import { createConsoleService, type HostConsole } from '../console/create-console-service.ts';
import type { Endpoint } from '../endpoint.ts';
import { FileExport } from '../export/file-export.ts';
import { CpuProfiler } from '../profiling/cpu-profiler.ts';
import { RunningAnswers } from '../replay/running-answers.ts';
import { RoutingTestFile, TESTS_FILE } from '../routing-tests/test-file.ts';
import { SamplePlayer } from '../sample/sample-player.ts';
import { UpdateCheck } from '../updates/update-check.ts';
import type { UserKeyStore } from '../user-keys/user-key-store.ts';
import type { WorkerFront } from '../workers/worker-front.ts';
import type { ArtifactCare } from './create-artifact-care.ts';
import type { Interventions } from './create-interventions.ts';
import type { Recording } from './create-recording.ts';
import type { Foundation } from './open-foundation.ts';

/** The console's service, and the parts that nothing else uses. */
export interface ConsoleSide {
  readonly service: HostConsole;
  readonly updates: UpdateCheck;
  readonly profiler: CpuProfiler;
  readonly fileExport: FileExport;
}

/** What the console shows and steers. */
export interface ShownParts {
  readonly recording: Recording;
  readonly interventions: Interventions;
  readonly artifacts: ArtifactCare;
  readonly changes: ChangeLog;
  readonly userKeys: UserKeyStore;
  readonly workers: WorkerFront | null;
  /** Made later. */
  endpoint(): Endpoint;
}

export function createConsole(foundation: Foundation, parts: ShownParts): ConsoleSide {
  const { options, clock, logger, hub, routing, ownCalls, settings, catalog } = foundation;
  const { dataFolder, version } = options;
  const { recording, interventions, artifacts, changes, userKeys, workers, endpoint } = parts;
  const { log, metrics, postgres, replays, rating } = recording;
  const { shadow } = interventions;
  const fileExport = new FileExport(logger);
  const updates = new UpdateCheck({
    version,
    feed: () => settings().desktop.update_feed,
    fetch: ownCalls,
    clock,
    logger,
    onChange: () => hub.changed('updates'),
  });
  const profiler = new CpuProfiler({
    appFolder: options.appFolder ?? dirname(options.artifactFolder),
    clock,
    logger,
    onChange: () => hub.changed('profiler'),
  });
  const service = createConsoleService({
    ...interventions,
    log,
    metrics,
    postgres,
    replays,
    rating,
    history: artifacts.history,
    artifactFeed: artifacts.feed,
    canary: artifacts.canary,
    changes,
    userKeys,
    workers,
    updates,
    profiler,
    fileExport,
    hub,
    routing,
    config: routing.config,
    secrets: routing.secrets,
    google: routing.google,
    ownCalls,
    clock,
    logger,
    answers: new RunningAnswers(
      () => clock.monotonicMs(),
      (piece) => hub.answered(piece),
    ),
    tests: new RoutingTestFile(join(dataFolder, TESTS_FILE)),
    price: (model) => catalog().price(model, null),
    sample: new SamplePlayer({ createRouter: routing.createRouter, log, hub, logger, onDecided: shadow.observeSample }),
    identity: { version, host: options.host, platform: process.platform, data_folder: dataFolder },
    endpoint: () => endpoint().status,
    pauses: () => endpoint().pauses(),
    endpointSwitch: {
      on: () => endpoint().start(settings().gateway),
      off: () => endpoint().stop(),
    },
    desktop: options.desktop ?? null,
    logFolder: options.logFolder ?? null,
  });
  return { service, updates, profiler, fileExport };
}
