/** Decides whether and how a request asks for thinking, within the limits of the API and of the model. */
import { EFFORTS, type Effort } from '../../../shared/decision.ts';
import type { RenderTarget } from '../dialect.ts';
import { thinkingStyle } from './model-traits.ts';
import type { WireObject } from './wire.ts';

/** The least that the API takes. */
const MIN_BUDGET = 1024;

/** Tokens that are kept for the answer when the budget is ours to choose. */
const MIN_ANSWER = 1024;

/** Thinking tokens of an effort, for models that take a budget. */
const BUDGETS: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 0,
  low: 2048,
  medium: 6000,
  high: 20_000,
  xhigh: 32_000,
  max: 48_000,
};

/** Efforts that the wire has. */
const WIRE_EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What was asked for: by the caller, or by the decision. */
export interface ThinkingWish {
  readonly effort: Effort | null;
  readonly budgetTokens: number | null;
  readonly show: boolean;
  /** The least effort that turns thinking on. */
  readonly from: Effort;
}

export interface ThinkingPlan {
  readonly thinking: WireObject | null;
  /** `output_config.effort`, or null. */
  readonly effort: string | null;
  /** Raised where the budget needs it and `canRaise` allows. */
  readonly maxTokens: number;
}

/**
 * @param wish Null when nobody asked.
 * @param maxTokens Cap on the answer, thinking included.
 * @param canRaise False when the cap is the caller's word in this dialect, which is kept.
 */
export function planThinking(
  wish: ThinkingWish | null,
  target: RenderTarget,
  maxTokens: number,
  canRaise: boolean,
): ThinkingPlan {
  if (wish === null) return { thinking: null, effort: null, maxTokens };
  if (thinkingStyle(target) === 'adaptive') return planAdaptive(wish, target, maxTokens);
  const effort = wish.effort ?? 'medium';
  const wanted = wish.budgetTokens ?? (atLeast(effort, wish.from) ? BUDGETS[effort] : 0);
  return planBudget(wanted, wish.budgetTokens !== null, target, maxTokens, canRaise);
}

function planAdaptive(wish: ThinkingWish, target: RenderTarget, maxTokens: number): ThinkingPlan {
  const asked = wish.effort ?? (wish.budgetTokens === null ? null : effortOfBudget(wish.budgetTokens));
  const effort = asked === null ? null : nearestEffort(asked, target.efforts);
  if (asked !== null && !atLeast(asked, wish.from)) {
    // Some models think unless told not to, and some refuse to be told: only the catalog can say which.
    const canStop = asked === 'none' && target.efforts?.includes('none') === true;
    return { thinking: canStop ? { type: 'disabled' } : null, effort: canStop ? null : effort, maxTokens };
  }
  const display = wish.show ? { display: 'summarized' } : {};
  return { thinking: { type: 'adaptive', ...display }, effort, maxTokens };
}

/** The API wants `max_tokens > budget_tokens >= 1024`, and an answer needs tokens after the thinking too. */
function planBudget(
  wanted: number,
  isExact: boolean,
  target: RenderTarget,
  maxTokens: number,
  canRaise: boolean,
): ThinkingPlan {
  const none = { thinking: null, effort: null, maxTokens };
  if (wanted <= 0) return none;
  const limits = target.thinkingBudget;
  const least = Math.max(MIN_BUDGET, limits?.min ?? 0);
  let budget = Math.min(Math.max(wanted, least), limits?.max ?? Number.MAX_SAFE_INTEGER);
  let total = maxTokens;
  // Somebody who names both numbers knows how many tokens are left for the answer; a short answer needs few anyway.
  const room = isExact ? 1 : canRaise ? Math.min(MIN_ANSWER, maxTokens) : MIN_ANSWER;
  if (canRaise && budget + room > total) total = Math.min(budget + total, target.maxOutputTokens ?? budget + total);
  if (budget + room > total) budget = total - MIN_ANSWER;
  if (budget < least) return none;
  return { thinking: { type: 'enabled', budget_tokens: budget }, effort: null, maxTokens: total };
}

/** The strongest level that is not above the wish, else the weakest there is; null when the model has none. */
export function nearestEffort(wish: Effort, efforts: readonly Effort[] | null): Effort | null {
  const offered = WIRE_EFFORTS.filter((effort) => efforts === null || efforts.includes(effort));
  return offered.filter((effort) => atLeast(wish, effort)).at(-1) ?? offered[0] ?? null;
}

function effortOfBudget(budget: number): Effort {
  if (budget <= 4096) return 'low';
  if (budget <= 12_000) return 'medium';
  return budget <= 32_000 ? 'high' : 'xhigh';
}

function atLeast(effort: Effort, least: Effort): boolean {
  return EFFORTS.indexOf(effort) >= EFFORTS.indexOf(least);
}

/**
 * Why a body cannot have thinking turned on, or null when it can.
 *
 * @param messages Messages in wire form.
 */
export function thinkingObstacle(messages: readonly unknown[], toolChoice: unknown): string | null {
  const choice = (toolChoice as WireObject | undefined)?.type;
  if (choice === 'any' || choice === 'tool') return 'tool_choice forces a tool';
  const last = messages.at(-1) as WireObject | undefined;
  if (last?.role === 'assistant') return 'the answer is prefilled';
  // Within a running tool loop the model's turn began without thinking, and the API wants one setting per turn. Loops
  // that are over do not count: a user message without a result ends the search.
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index] as WireObject;
    const types = blockTypes(message.content);
    if (message.role === 'user' && !types.includes('tool_result')) return null;
    if (message.role !== 'assistant') continue;
    const call = types.indexOf('tool_use');
    const thought = types.findIndex((type) => type === 'thinking' || type === 'redacted_thinking');
    if (call >= 0 && (thought < 0 || thought > call)) return 'a tool call without its thinking is being answered';
  }
  return null;
}

function blockTypes(content: unknown): unknown[] {
  return Array.isArray(content) ? content.map((block: WireObject | null) => block?.type) : [];
}
