import { type CatalogReports, createGateway } from '../../gateway/gateway.ts';
import { setFlags } from '../catalog/switch-model.ts';
import type { HostConsole } from '../console/create-console-service.ts';
import { Endpoint } from '../endpoint.ts';
import { takeFeedback } from '../feedback/rate-decision.ts';
import { noteEndpoint } from '../files/endpoint-file.ts';
import { createHttpConsole, type HttpConsole } from '../http-console/create-http-console.ts';
import { reasonsDegraded, reasonsNotReady } from '../observability/readiness.ts';
import type { UserKeyStore } from '../user-keys/user-key-store.ts';
import type { WorkerFront } from '../workers/worker-front.ts';
import type { ArtifactCare } from './create-artifact-care.ts';
import type { Interventions } from './create-interventions.ts';
import type { Recording } from './create-recording.ts';
import type { Foundation } from './open-foundation.ts';

/** What apps and browsers reach over HTTP. */
export interface HttpEndpoint {
  readonly endpoint: Endpoint;
  readonly httpConsole: HttpConsole;
}

/** What the gateway asks and tells. */
export interface ServedParts {
  readonly recording: Recording;
  readonly interventions: Interventions;
  readonly artifacts: ArtifactCare;
  readonly userKeys: UserKeyStore;
  readonly workers: WorkerFront | null;
  readonly service: HostConsole;
}

/** The endpoint with the console beside it. A gateway is made whenever it begins to listen. */
export function createEndpoint(foundation: Foundation, parts: ServedParts): HttpEndpoint {
  const { options, env, clock, logger, routing, settings, catalog } = foundation;
  const { version } = options;
  const { config } = routing;
  const { recording, interventions, artifacts, userKeys, workers, service } = parts;
  const { log, metrics, observability, postgres, live, rating, enabled } = recording;
  const { responseCache, shadow, explorer, breakpoints } = interventions;
  const rendererFolder = options.rendererFolder ?? null;
  const accessToken = () => config.current().accessToken;
  const httpConsole = createHttpConsole({ service, rendererFolder, accessToken, logger });
  // A window talks over IPC: without a page to serve, its log is not offered to other programs on this machine.
  const servesBrowsers = options.host === 'headless' || rendererFolder !== null;
  const catalogReports: CatalogReports = {
    model: (name) => routing.catalog.model(name),
    flags: () => routing.catalog.flags(),
    setFlags: (input, whole) => setFlags(routing.catalog, input, whole),
  };
  const endpoint = new Endpoint(
    () => {
      const gateway = createGateway({
        router: routing.router,
        settings,
        catalog,
        catalogReports,
        providers: () => config.current().providers,
        accessToken,
        auth: routing.auth,
        userKey: (key, caller) => userKeys.check(key, caller),
        artifactVersion: () => routing.artifact.version,
        recorder: live.recorder,
        breakpoint: () => breakpoints.armed,
        feedback: (input) => takeFeedback(rating, input),
        onDecided: shadow.observe,
        explore: explorer.explore,
        responseCache,
        embedders: () => artifacts.embedders.all,
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
    () => settings().gateway.shutdown_grace,
    logger,
    (url) => {
      // Another Heimdall that has the folder is the one that commands ask for.
      if (!log.inMemory) noteEndpoint(options.dataFolder, url);
    },
  );
  return { endpoint, httpConsole };
}
