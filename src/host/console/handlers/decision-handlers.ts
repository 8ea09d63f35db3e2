import { decisionEvidence, HeimdallError } from '../../../core/index.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import type { DecisionLog } from '../../storage/decision-log.ts';
import { MAX_STORED_PROMPT } from '../../storage/prompt-policy.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Recorded decisions, one by one. */
export function decisionHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'decisions.get' | 'decisions.evidence' | 'decisions.explain' | 'decisions.clear'> {
  const { log, hub, metrics, routing, sample } = parts;
  return {
    'decisions.get': ({ id }) => findRecord(log, id),
    'decisions.evidence': ({ id }) => decisionEvidence(routing.artifact, findRecord(log, id).decision),
    'decisions.explain': ({ id }) => explain(parts, id),
    'decisions.clear': () => {
      sample.stop();
      const removed = log.clear('all');
      metrics.clear();
      hub.removed('all');
      return { removed };
    },
  };
}

/** @throws {HeimdallError} `not_found`. */
export function findRecord(log: DecisionLog, id: string): DecisionRecord {
  const record = log.get(id);
  if (record === null) throw new HeimdallError('not_found', `Decision ${id} is not in the log, or no longer.`);
  return record;
}

function explain({ log, routing }: ConsoleParts, id: string): ConsoleOutput<'decisions.explain'> {
  const { decision } = findRecord(log, id);
  const prompt = log.promptText(id);
  // A text that was cut has other features than the decision had.
  const whole = prompt !== null && prompt.length < MAX_STORED_PROMPT ? prompt : null;
  const { contributions, base, summary, segments } = routing.router().explain(decision, whole);
  return { contributions, base, summary, segments };
}
