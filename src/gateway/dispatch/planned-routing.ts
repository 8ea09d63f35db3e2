import { type Routing, SIMULATOR } from '../../core/index.ts';
import type { AttemptContext } from './prepare-attempt.ts';

/** What is called: as decided, unless the caller asked for the simulator, which has no need of a fallback. */
export function plannedRouting({ routing, simulate }: AttemptContext): Routing {
  if (!simulate) return routing;
  const decision = { ...routing.decision, provider: SIMULATOR, candidates: [] };
  return { ...routing, decision, candidatesOf: () => [] };
}
