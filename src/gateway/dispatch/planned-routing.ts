import { type Routing, SIMULATOR } from '../../core/index.ts';
import type { Decision } from '../../shared/decision.ts';
import type { AttemptContext } from './prepare-attempt.ts';

/** What is called: as decided, unless the caller asked for the simulator, which has no need of a fallback. */
export function plannedRouting({ routing, simulate }: AttemptContext): Routing {
  if (!simulate) return routing;
  const decision = { ...routing.decision, provider: SIMULATOR, candidates: [] };
  return { ...routing, decision, candidatesOf: () => [] };
}

/** The decision as it is recorded: with what its target cannot be told, and whether the simulator was asked for. */
export function withNotes({ routing, simulate }: AttemptContext, dropped: readonly string[]): Decision {
  const { decision } = routing;
  const notes = simulate ? ['simulated on request'] : [];
  if (dropped.length > 0) notes.push(`the first choice cannot be told: ${dropped.join(', ')}`);
  return notes.length === 0 ? decision : { ...decision, notes: [...decision.notes, ...notes] };
}
