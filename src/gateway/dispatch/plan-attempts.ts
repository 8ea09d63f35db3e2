import type { Decision, Effort } from '../../shared/decision.ts';

/** One thing to call. */
export interface AttemptTarget {
  /** Catalog id. */
  readonly model: string;
  readonly effort: Effort | null;
  readonly provider: string | null;
}

/**
 * The choice first, then, unless the model was named or fallbacks are off, the other candidates of the bucket in score
 * order.
 */
export function planAttempts(decision: Decision, enableFallbacks: boolean): AttemptTarget[] {
  const { model, effort, provider, mode, candidates } = decision;
  const targets: AttemptTarget[] = [{ model, effort, provider }];
  if (!enableFallbacks || mode === 'explicit') return targets;
  for (const candidate of candidates) {
    if (targets.some((target) => target.model === candidate.model && target.effort === candidate.effort)) continue;
    targets.push({ model: candidate.model, effort: candidate.effort, provider: candidate.provider });
  }
  return targets;
}
