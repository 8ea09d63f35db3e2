import { isDeepStrictEqual } from 'node:util';
import { verifyDecision } from '../../core/index.ts';
import { capsuleSchema } from '../../shared/capsule.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { decisionSchema } from '../../shared/decision.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import { decodeRow } from './make-capsule.ts';

type Imported = ConsoleOutput<'decisions.import'>['results'][number];

/** Ids that a link and a file name can hold. */
const ID = /^[\w-]{1,64}$/;

/** Takes one capsule into the log, if it is in order and not there yet. Never throws for what the capsule is. */
export function importCapsule(
  { log, hub, routing }: Pick<ConsoleParts, 'log' | 'hub' | 'routing'>,
  input: unknown,
): Imported {
  const parsed = capsuleSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    return refused(null, `It is no capsule: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`, []);
  }
  const { decision, outcome, app, dialect, replay_of, feature_row } = parsed.data;
  const { id } = decision;
  if (!ID.test(id)) return refused(null, 'The id of the decision is not one that Heimdall gives.', []);
  const row = decodeRow(feature_row);
  if (feature_row !== null && row === null) {
    return refused(id, 'feature_row.base64 has another length than feature_row.length says.', []);
  }
  const checks = verifyDecision(decision, row, routing.artifact);
  const wrong = checks.find(({ result }) => result === 'failed');
  if (wrong !== undefined) return refused(id, `${wrong.id}: ${wrong.detail}`, checks);
  const known = log.get(id);
  if (known !== null) {
    // Older records are without what was added since.
    if (isDeepStrictEqual(decisionSchema.parse(known.decision), decision)) {
      return { id, state: 'present', problem: null, checks };
    }
    return refused(id, 'Another decision in the log has this id.', checks);
  }
  hub.added(
    log.append({
      decision,
      outcome,
      app,
      dialect,
      promptText: null,
      sample: false,
      imported: true,
      replayOf: replay_of,
    }),
  );
  return { id, state: 'imported', problem: null, checks };
}

function refused(id: string | null, problem: string, checks: Imported['checks']): Imported {
  return { id, state: 'refused', problem, checks };
}
