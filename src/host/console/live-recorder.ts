import type { Clock, Logger } from '../../core/ports.ts';
import type { DecisionRecorder, DecisionStart } from '../../gateway/gateway.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import type { EventHub } from './event-hub.ts';

/** The gateway's view of the log: records real traffic, counts it and tells the consoles. Never throws. */
export function createLiveRecorder(
  log: DecisionLog,
  metrics: MetricsCollector,
  hub: EventHub,
  clock: Clock,
  logger: Logger,
): DecisionRecorder {
  const guarded = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      // A request must not fail because it could not be written down.
      logger.error('a decision was not recorded', { error });
    }
  };
  return {
    begin: (start: DecisionStart) =>
      guarded(() => {
        hub.added(log.append({ ...start, sample: false }));
        metrics.recordDecision(start.decision);
        metrics.recordOutcome(start.outcome, clock.now());
      }),
    update: (decisionId: string, outcome: Outcome) =>
      guarded(() => {
        log.update(decisionId, outcome);
        hub.updated(decisionId, outcome);
        metrics.recordOutcome(outcome, clock.now());
      }),
  };
}
