import { join } from 'node:path';
import { createLiveRecorder, type EndedRequest, type LiveRecorder } from '../console/live-recorder.ts';
import type { Endpoint } from '../endpoint.ts';
import type { FeedbackParts } from '../feedback/rate-decision.ts';
import { MetricsCollector } from '../metrics/metrics-collector.ts';
import { Observability } from '../observability/observability.ts';
import { PostgresMirror } from '../postgres/postgres-mirror.ts';
import { ReplayTokens } from '../replay/replay-tokens.ts';
import { DecisionLog } from '../storage/decision-log.ts';
import type { WorkerFront } from '../workers/worker-front.ts';
import type { Foundation } from './open-foundation.ts';

/** What is written down, counted and told of requests, and what is thought of their answers. */
export interface Recording {
  readonly log: DecisionLog;
  readonly metrics: MetricsCollector;
  readonly observability: Observability;
  readonly postgres: PostgresMirror;
  /** Knows which requests are repeats. */
  readonly replays: ReplayTokens;
  readonly live: LiveRecorder;
  readonly rating: FeedbackParts;
  /** False: nothing of requests is recorded. */
  enabled(): boolean;
}

/** Parts that are made later. */
export interface RecordedParts {
  endpoint(): Endpoint;
  workers(): WorkerFront | null;
  /** Who else is told that a request has ended. */
  ended(request: EndedRequest): void;
}

export function createRecording(foundation: Foundation, parts: RecordedParts): Recording {
  const { options, env, clock, logger, hub, routing, settings } = foundation;
  const log = new DecisionLog({
    path: join(options.dataFolder, 'decisions.db'),
    storage: () => settings().storage,
    logger,
    clock,
    onChange: () => {
      hub.changed('log');
      hub.changed('app');
    },
  });
  const metrics = new MetricsCollector(clock);
  const replays = new ReplayTokens();
  const enabled = () => settings().enable_observability;
  const observability = new Observability({
    settings: () => settings().observability,
    gauges: {
      version: options.version,
      artifactVersion: () => routing.artifact.version,
      inFlight: () => parts.endpoint().inFlight,
      pauses: () => parts.endpoint().pauses().length,
      cachedDecisions: () => routing.router().cacheStats().entries + (parts.workers()?.cacheStats().entries ?? 0),
      logInMemory: () => log.inMemory,
    },
    env,
    clock,
    logger,
  });
  const postgres = new PostgresMirror({ settings, env, clock, logger, onChange: () => hub.changed('app') });
  const live = createLiveRecorder({
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
      parts.ended(request);
    },
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
  return { log, metrics, observability, postgres, replays, live, rating, enabled };
}
