/** How much a model should think, between the caller, the decision and what a model takes. */
import { EFFORTS, type Effort } from '../../../shared/decision.ts';
import type { ReasoningRequest } from '../canonical.ts';
import type { RenderTarget } from '../dialect.ts';

/** Thinking budgets in tokens that an effort stands for, where a dialect knows no budgets. */
const BUDGETS: readonly (readonly [tokens: number, effort: Effort])[] = [
  [0, 'none'],
  [1_024, 'minimal'],
  [8_192, 'low'],
  [24_576, 'medium'],
];

/** The effort that comes closest to a thinking budget. */
export function effortOfBudget(tokens: number): Effort {
  return BUDGETS.find(([limit]) => tokens <= limit)?.[1] ?? 'high';
}

/** The nearest effort that the model takes, the lower of two; null when it takes none. Unknown levels limit nothing. */
export function nearestEffort(effort: Effort, efforts: readonly Effort[] | null): Effort | null {
  if (efforts === null || efforts.includes(effort)) return effort;
  const wanted = EFFORTS.indexOf(effort);
  let best: Effort | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const level of EFFORTS) {
    if (!efforts.includes(level)) continue;
    const apart = Math.abs(EFFORTS.indexOf(level) - wanted);
    if (apart < distance) [best, distance] = [level, apart];
  }
  return best;
}

/** The effort for a request: the caller's own, else what its budget amounts to, else that of the decision. */
export function effortFor(reasoning: ReasoningRequest | null, target: RenderTarget): Effort | null {
  const budget = reasoning?.budgetTokens ?? null;
  const own = reasoning?.effort ?? (budget === null ? null : effortOfBudget(budget));
  const effort = own ?? target.effort;
  return effort === null ? null : nearestEffort(effort, target.efforts);
}

/** True when the model will think: at an effort above none, or because it cannot be told not to. */
export function willReason(effort: Effort | null, target: RenderTarget): boolean {
  if (effort !== null) return effort !== 'none';
  return target.efforts !== null && target.efforts.length > 0 && !target.efforts.includes('none');
}
