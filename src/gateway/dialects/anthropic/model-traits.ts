/** What a Claude model takes, where the catalog does not say: told from its name. */
import type { RenderTarget } from '../dialect.ts';

/** How thinking is asked for: a budget of tokens up to 4.5, an effort that the model adapts to from 4.6. */
export type ThinkingStyle = 'budget' | 'adaptive';

export function thinkingStyle(target: RenderTarget): ThinkingStyle {
  if (target.thinkingBudget !== null) return 'budget';
  if (target.efforts !== null) return 'adaptive';
  return version(target.upstreamId) >= 406 ? 'adaptive' : 'budget';
}

/** From 4.7 the API answers 400 to a thinking budget. */
export function refusesBudgets(target: RenderTarget): boolean {
  return thinkingStyle(target) === 'adaptive' && version(target.upstreamId) >= 407;
}

/** From 4.7 the API answers 400 to `temperature`, `top_p` and `top_k`. */
export function refusesSampling(target: RenderTarget): boolean {
  return version(target.upstreamId) >= 407;
}

/** Anthropic's own models want every thinking block signed; compatible servers send and take them unsigned. */
export function wantsSignatures(target: RenderTarget): boolean {
  return target.upstreamId.includes('claude');
}

/** 406 for `claude-opus-4-6` and `anthropic/claude-opus-4.6`; 0 when the name has no version. A date is none. */
function version(id: string): number {
  const match = /claude-[a-z]+-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(id);
  return match === null ? 0 : Number(match[1]) * 100 + Number(match[2] ?? 0);
}
