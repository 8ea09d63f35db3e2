import { setImmediate as nextTurn } from 'node:timers/promises';
import { HeimdallError } from '../../core/index.ts';
import type { ConsoleService } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { HOUR_MS } from '../../shared/durations.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import { accountHandlers } from './handlers/account-handlers.ts';
import { analyticsHandlers } from './handlers/analytics-handlers.ts';
import { appHandlers } from './handlers/app-handlers.ts';
import { appKeyHandlers } from './handlers/app-key-handlers.ts';
import { artifactHandlers } from './handlers/artifact-handlers.ts';
import { breakpointHandlers } from './handlers/breakpoint-handlers.ts';
import { cacheHandlers } from './handlers/cache-handlers.ts';
import { capsuleHandlers } from './handlers/capsule-handlers.ts';
import { catalogHandlers } from './handlers/catalog-handlers.ts';
import { changesHandlers } from './handlers/changes-handlers.ts';
import { decisionHandlers } from './handlers/decision-handlers.ts';
import { desktopHandlers } from './handlers/desktop-handlers.ts';
import { endpointHandlers } from './handlers/endpoint-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers/handlers.ts';
import { keyHandlers } from './handlers/key-handlers.ts';
import { learningHandlers } from './handlers/learning-handlers.ts';
import { logHandlers } from './handlers/log-handlers.ts';
import { playgroundHandlers } from './handlers/playground-handlers.ts';
import { profilerHandlers } from './handlers/profiler-handlers.ts';
import { replayHandlers } from './handlers/replay-handlers.ts';
import { rerouteHandlers } from './handlers/reroute-handlers.ts';
import { responseCacheHandlers } from './handlers/response-cache-handlers.ts';
import { routingTestHandlers } from './handlers/routing-test-handlers.ts';
import { sampleHandlers } from './handlers/sample-handlers.ts';
import { settingsHandlers } from './handlers/settings-handlers.ts';
import { shadowHandlers } from './handlers/shadow-handlers.ts';
import { tuningHandlers } from './handlers/tuning-handlers.ts';
import { updateHandlers } from './handlers/update-handlers.ts';

const METRICS_INTERVAL_MS = 1_000;
/** How much of the last hour is counted again after a restart, and in which portions. */
const SEED_RECORDS = 5_000;
const SEED_CHUNK = 200;

/** The console service with what the host must do to it. */
export interface HostConsole extends ConsoleService {
  /** Counts the last hour of the log again and begins to send metrics. */
  start(): void;
  close(): void;
}

/** Implements every request and event of the console contract. A missing handler is a compile error. */
export function createConsoleService(parts: ConsoleParts): HostConsole {
  const { log, hub, metrics, sample } = parts;
  let closed = false;
  let sentChanges = -1;
  let ticker: NodeJS.Timeout | null = null;

  const handlers: Handlers = {
    ...accountHandlers(parts),
    ...analyticsHandlers(parts),
    ...appHandlers(parts),
    ...appKeyHandlers(parts),
    ...artifactHandlers(parts),
    ...breakpointHandlers(parts),
    ...cacheHandlers(parts),
    ...changesHandlers(parts),
    ...capsuleHandlers(parts),
    ...catalogHandlers(parts),
    ...responseCacheHandlers(parts),
    ...decisionHandlers(parts),
    ...desktopHandlers(parts),
    ...endpointHandlers(parts),
    ...keyHandlers(parts),
    ...learningHandlers(parts),
    ...logHandlers(parts),
    ...playgroundHandlers(parts),
    ...profilerHandlers(parts),
    ...replayHandlers(parts),
    ...routingTestHandlers(parts),
    ...sampleHandlers(parts),
    ...settingsHandlers(parts),
    ...shadowHandlers(parts),
    ...tuningHandlers(parts),
    ...updateHandlers(parts),
    ...rerouteHandlers(parts),
  };

  function sendMetrics(): void {
    // An idle endpoint sends nothing, except once more when the rate has fallen to zero.
    if (!hub.hasListeners('metrics')) return;
    const snapshot = metrics.snapshot();
    if (metrics.changes === sentChanges && snapshot.decisions_per_second === 0) return;
    sentChanges = snapshot.decisions_per_second === 0 ? metrics.changes : -1;
    hub.metrics(snapshot);
  }

  async function countLastHour(): Promise<void> {
    const since = parts.clock.now() - HOUR_MS;
    let before = log.lastSeq + 1;
    for (let counted = 0; counted < SEED_RECORDS && !closed; counted += SEED_CHUNK) {
      const records = log.since(since, before, SEED_CHUNK);
      for (const record of records) countRecord(metrics, record);
      const oldest = records.at(-1);
      if (oldest === undefined || records.length < SEED_CHUNK) return;
      before = oldest.seq;
      await nextTurn();
    }
  }

  return {
    async request(name, input) {
      if (closed) throw new HeimdallError('shutting_down', 'Heimdall is stopping.');
      return handlers[name](input);
    },
    subscribe: (name, listener) => hub.subscribe(name, listener),
    attach: (isThere) => parts.consoles.attach(isThere),
    start() {
      ticker = setInterval(sendMetrics, METRICS_INTERVAL_MS);
      ticker.unref();
      countLastHour().catch((error: unknown) => parts.logger.warn('metrics not restored from the log', { error }));
    },
    close() {
      closed = true;
      if (ticker !== null) clearInterval(ticker);
      sample.stop();
      hub.close();
    },
  };
}

function countRecord(metrics: MetricsCollector, record: DecisionRecord): void {
  if (record.sample || record.imported) return;
  metrics.recordDecision(record.decision);
  metrics.recordOutcome(record.outcome, record.decision.created_ms);
}
