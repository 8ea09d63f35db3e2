import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { penaltiesWith } from '../../../shared/profiles.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Decisions scored in one turn: a few milliseconds. */
const CHUNK = 50;

/** What recorded requests would find in buckets that they did not go to. */
export function rerouteHandlers({ log, routing }: ConsoleParts): Pick<Handlers, 'decisions.reroute'> {
  return {
    'decisions.reroute': async ({ moves, penalties }) => {
      const router = routing.router();
      const found: ConsoleOutput<'decisions.reroute'> = [];
      for (const [index, { id, bucket }] of moves.entries()) {
        const decision = log.get(id)?.decision;
        const weights = decision?.penalty_weights ?? null;
        found.push(
          decision === undefined || weights === null
            ? null
            : answer(router.reroute(decision, bucket, penaltiesWith(weights, penalties))),
        );
        if (index % CHUNK === CHUNK - 1) await nextTurn();
      }
      return found;
    },
  };
}

function answer(
  rerouted: ReturnType<ReturnType<ConsoleParts['routing']['router']>['reroute']>,
): ConsoleOutput<'decisions.reroute'>[number] {
  if (rerouted === null) return null;
  const { bucket, candidates } = rerouted;
  return {
    bucket,
    candidates: candidates.map(({ model, effort, quality, cost, cost_usd, penalty }) => ({
      model,
      effort,
      quality,
      cost,
      cost_usd,
      penalty,
    })),
  };
}
