/** How much a model thinks: `thinkingConfig`, a token budget up to Gemini 2.5 and a level from Gemini 3 on. */
import { EFFORTS, type Effort } from '../../../shared/decision.ts';
import type { ReasoningRequest } from '../canonical.ts';
import type { RenderTarget } from '../dialect.ts';
import { type JsonObject, read, readBoolean, readNumber, readObject, readString } from './fields.ts';
import type { ModelFamily } from './model-family.ts';

/** Reads `generationConfig.thinkingConfig`; null when there is none. */
export function parseThinking(config: JsonObject, path: string): ReasoningRequest | null {
  const thinking = readObject(config, 'thinkingConfig', path);
  if (thinking === null) return null;
  const at = `${path}.thinkingConfig`;
  const budget = readNumber(thinking, 'thinkingBudget', at);
  const level = readString(thinking, 'thinkingLevel', at)?.toLowerCase();
  const show = readBoolean(thinking, 'includeThoughts', at) ?? false;
  const effort = EFFORTS.find((name) => name === level) ?? null;
  if (effort !== null) return { effort, budgetTokens: null, show };
  if (budget === 0) return { effort: 'none', budgetTokens: null, show };
  // -1 leaves it to the model, which is what no budget means.
  return { effort: null, budgetTokens: budget !== null && budget > 0 ? budget : null, show };
}

/** Whether the caller asked to see thoughts. Never throws: it is asked while an answer is written. */
export function wantsThoughts(body: JsonObject): boolean {
  const config = read(body, 'generationConfig') as JsonObject | undefined;
  const thinking = typeof config === 'object' ? (read(config, 'thinkingConfig') as JsonObject | undefined) : undefined;
  return typeof thinking === 'object' && read(thinking, 'includeThoughts') === true;
}

/** The budgets that Google itself uses for these efforts on its OpenAI-compatible endpoint. */
const BUDGETS: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/**
 * The `thinkingConfig` for a model; null when the model's own default is meant.
 *
 * @param reasoning What the caller asked for. An effort of the target counts only where the caller named none.
 * @param maxOutputTokens The cap of this request, which thoughts are part of.
 */
export function renderThinking(
  reasoning: ReasoningRequest | null,
  target: RenderTarget,
  family: ModelFamily,
  maxOutputTokens: number | null,
): JsonObject | null {
  if (family.thinking === 'none') return null;
  const budget = reasoning?.budgetTokens ?? null;
  const effort = reasoning?.effort ?? (budget === null && target.chosenByUs ? target.effort : null);
  const show = reasoning?.show === true ? { includeThoughts: true } : {};
  const hasNothing = effort === null && budget === null;
  if (hasNothing) return reasoning?.show === true ? show : null;
  if (family.thinking === 'level') return { thinkingLevel: level(effort, budget, target.efforts), ...show };
  return { thinkingBudget: budgetFor(effort, budget, target, maxOutputTokens), ...show };
}

function budgetFor(effort: Effort | null, asked: number | null, target: RenderTarget, cap: number | null): number {
  const limits = target.thinkingBudget;
  if (asked !== null) return clamp(asked, limits);
  if (effort === null) return -1;
  if (effort === 'none') {
    const canStop = limits === null || limits.min === 0 || target.efforts?.includes('none') === true;
    return canStop ? 0 : limits.min;
  }
  // Thoughts count against the cap: an effort that the caller put no number to must leave room for the answer.
  const wanted = cap === null ? BUDGETS[effort] : Math.min(BUDGETS[effort], Math.floor(cap / 2));
  return clamp(wanted, limits);
}

function clamp(tokens: number, limits: RenderTarget['thinkingBudget']): number {
  return limits === null ? tokens : Math.max(limits.min, Math.min(limits.max, tokens));
}

const LEVELS = ['minimal', 'low', 'medium', 'high'] as const;
type Level = (typeof LEVELS)[number];

function level(effort: Effort | null, budget: number | null, efforts: readonly Effort[] | null): Level {
  const wanted = levelOf(effort ?? effortOf(budget ?? 0));
  // Every model takes low and high; minimal and medium are for those that say so.
  if (wanted === 'minimal') return efforts?.includes('minimal') === true ? 'minimal' : 'low';
  if (wanted === 'medium') return efforts === null || efforts.includes('medium') ? 'medium' : 'high';
  return wanted;
}

function levelOf(effort: Effort): Level {
  if (effort === 'none') return 'minimal';
  return LEVELS.find((name) => name === effort) ?? 'high';
}

function effortOf(budget: number): Effort {
  if (budget <= BUDGETS.low * 2) return 'low';
  return budget <= BUDGETS.medium * 1.5 ? 'medium' : 'high';
}
