import type { Clock, Logger, Router } from '../../core/index.ts';
import type { DecisionRecorder, DecisionStart } from '../../gateway/gateway.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { ReplayTokens } from '../replay/replay-tokens.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import type { EventHub } from './event-hub.ts';

/** Decisions whose answer has not ended; more at once than any endpoint here can serve. */
const MAX_RUNNING = 20_000;

export interface LiveRecorderOptions {
  readonly log: DecisionLog;
  readonly metrics: MetricsCollector;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Knows which requests are repeats. */
  readonly replays: ReplayTokens;
  /** Learns from outcomes. */
  readonly router: () => Router;
  /** False: nothing is written down, counted or shown, but what the console asks for itself. */
  readonly enabled: () => boolean;
  /** Called once for every request that is recorded, when it begins; `onEnded` follows, at once where it has ended. */
  readonly onBegun?: (start: DecisionStart) => void;
  /** Called once for every request that is recorded, when it has ended. */
  readonly onEnded?: (request: EndedRequest) => void;
}

type Told = Pick<DecisionStart, 'decision' | 'app' | 'dialect' | 'traceparent'>;
/** A request with what became of it. */
export type EndedRequest = Told & Pick<DecisionStart, 'outcome'>;

export interface LiveRecorder {
  readonly recorder: DecisionRecorder;
  /** Puts the latency observed since the last call in force, if there is any. */
  publishLatency(): void;
}

/** A decision whose answer has not ended. */
interface Running extends Told {
  readonly recorded: boolean;
}

/** The gateway's view of the log: records real traffic, counts it, tells the consoles and the router. Never throws. */
export function createLiveRecorder(options: LiveRecorderOptions): LiveRecorder {
  const { log, metrics, hub, clock, logger, router, replays, enabled } = options;
  const running = new Map<string, Running>();
  let learned = false;

  function guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      // A request must not fail because it could not be written down.
      logger.error('a decision was not recorded', { error });
    }
  }

  function record(start: DecisionStart): void {
    const { id } = start.decision;
    hub.added(log.append({ ...start, sample: false, replayOf: replays.take(start.replayToken, id) }));
    const { body, path, query } = start.received;
    log.keepBody(id, 'request', { bytes: body, path, query });
    metrics.recordDecision(start.decision);
    metrics.recordOutcome(start.outcome, clock.now());
    options.onBegun?.(start);
  }

  function ended(id: string, outcome: Outcome): void {
    const found = running.get(id);
    if (found === undefined) return;
    running.delete(id);
    const { recorded, ...request } = found;
    if (recorded) options.onEnded?.({ ...request, outcome });
    learned ||= !outcome.simulated;
    router()
      .recordOutcome(found.decision, outcome)
      .catch((error: unknown) => logger.warn('a hook failed after the answer', { error }));
  }

  return {
    recorder: {
      begin: (start) =>
        guarded(() => {
          const recorded = enabled() || start.replayToken !== null;
          if (recorded) record(start);
          const { decision, app, dialect, traceparent, outcome } = start;
          if (outcome.status !== 'pending') {
            if (recorded) options.onEnded?.({ decision, app, dialect, traceparent, outcome });
            return;
          }
          running.set(decision.id, { decision, app, dialect, traceparent, recorded });
          const [oldest] = running.keys();
          if (running.size > MAX_RUNNING && oldest !== undefined) running.delete(oldest);
        }),
      update: (decisionId, outcome, answer = null) =>
        guarded(() => {
          if (running.get(decisionId)?.recorded !== false) {
            log.update(decisionId, outcome);
            if (answer !== null) log.keepBody(decisionId, 'answer', answer);
            hub.updated(decisionId, outcome);
            metrics.recordOutcome(outcome, clock.now());
          }
          ended(decisionId, outcome);
        }),
      answerLimit: () => log.bodyLimit,
    },
    publishLatency() {
      if (!learned) return;
      learned = false;
      router().publishLatency();
    },
  };
}
