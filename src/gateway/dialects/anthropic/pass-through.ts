/**
 * The caller's own body for an Anthropic upstream: the model is replaced and everything else is kept, except what the
 * model would answer with a 400 although the caller did not choose it.
 */
import type { ParsedRequest, RenderedRequest, RenderTarget } from '../dialect.ts';
import { readSignature } from './bound-signature.ts';
import { refusesBudgets, refusesSampling, thinkingStyle, wantsSignatures } from './model-traits.ts';
import { nearestEffort, planThinking, thinkingObstacle } from './thinking-plan.ts';
import { readEffort } from './to-canonical.ts';
import { ANTHROPIC_VERSION, isObject, type WireObject } from './wire.ts';

type Body = Record<string, unknown>;

export function passThrough(parsed: ParsedRequest, target: RenderTarget): RenderedRequest {
  const dropped = new Set<string>();
  const body: Body = { ...parsed.body, model: target.upstreamId };
  dropForeignThinking(body, target, dropped);
  if (target.chosenByUs) fitToModel(body, target, dropped);
  return {
    path: '/messages',
    body,
    headers: { 'anthropic-version': ANTHROPIC_VERSION },
    dropped: [...dropped],
  };
}

/** Thinking that another provider answered with, earlier in the conversation: its signature would be refused. */
function dropForeignThinking(body: Body, target: RenderTarget, dropped: Set<string>): void {
  const isSigned = wantsSignatures(target);
  const isForeign = (block: WireObject) => {
    if (block.type !== 'thinking' && block.type !== 'redacted_thinking') return false;
    const dialect = readSignature(block.type === 'thinking' ? block.signature : block.data)?.dialect;
    return dialect === undefined ? isSigned : dialect !== 'anthropic';
  };
  const messages = body.messages as readonly WireObject[];
  const own: WireObject[] = [];
  let found = false;
  for (const message of messages) {
    const { content } = message;
    if (!Array.isArray(content) || !content.some(isForeign)) {
      own.push(message);
      continue;
    }
    found = true;
    const rest = content.filter((block) => !isForeign(block));
    // The API refuses empty turns, and joins neighbours of one role.
    if (rest.length > 0) own.push({ ...message, content: rest });
  }
  if (!found) return;
  body.messages = own;
  dropped.add('thinking from another provider');
}

function fitToModel(body: Body, target: RenderTarget, dropped: Set<string>): void {
  if (refusesSampling(target)) {
    for (const name of ['temperature', 'top_p', 'top_k']) remove(body, name, dropped);
  }
  const limit = target.maxOutputTokens;
  if (limit !== null && maxTokens(body) > limit) {
    body.max_tokens = limit;
    dropped.add('max_tokens above the limit of the model');
  }
  if (isObject(body.thinking)) fitThinking(body, body.thinking, target, dropped);
  else addThinking(body, target);
  fitEffort(body, target, dropped);
}

/** Puts thinking that the caller asked for into the form that the chosen model takes. */
function fitThinking(body: Body, thinking: WireObject, target: RenderTarget, dropped: Set<string>): void {
  const style = thinkingStyle(target);
  const isBudget = thinking.type === 'enabled';
  if (thinking.type === 'disabled' || (isBudget && style === 'adaptive' && !refusesBudgets(target))) return;
  if (!isBudget && style === 'adaptive') return;
  const config = isObject(body.output_config) ? body.output_config : {};
  const plan = planThinking(
    {
      effort: readEffort(config.effort) ?? (isBudget ? null : 'high'),
      budgetTokens: isBudget ? (thinking.budget_tokens as number) : null,
      show: thinking.display === 'summarized',
      from: 'low',
    },
    target,
    maxTokens(body),
    false,
  );
  if (plan.thinking === null) remove(body, 'thinking', dropped);
  else if (plan.thinking.budget_tokens !== thinking.budget_tokens) body.thinking = plan.thinking;
  if (plan.effort !== null && config.effort === undefined) body.output_config = { ...config, effort: plan.effort };
}

/** Adds the thinking that was decided along with the model, where the conversation allows it. */
function addThinking(body: Body, target: RenderTarget): void {
  if (target.effort === null || isSampled(body)) return;
  if (thinkingObstacle(body.messages as readonly unknown[], body.tool_choice) !== null) return;
  const wish = { effort: target.effort, budgetTokens: null, show: false, from: 'medium' } as const;
  const plan = planThinking(wish, target, maxTokens(body), false);
  if (plan.thinking !== null) body.thinking = plan.thinking;
  const config = isObject(body.output_config) ? body.output_config : {};
  const isSet = config.effort !== undefined && config.effort !== null;
  if (plan.effort !== null && !isSet) body.output_config = { ...config, effort: plan.effort };
}

/** Sampling settings and thinking exclude each other, and these were the caller's word. */
function isSampled(body: Body): boolean {
  const { temperature, top_p: topP, top_k: topK } = body;
  return (typeof temperature === 'number' && temperature !== 1) || typeof topP === 'number' || typeof topK === 'number';
}

/** Models that take budgets refuse efforts; the others take some levels only. */
function fitEffort(body: Body, target: RenderTarget, dropped: Set<string>): void {
  const config = body.output_config;
  if (!isObject(config) || config.effort === undefined || config.effort === null) return;
  const effort = readEffort(config.effort);
  const { effort: _, ...rest } = config;
  const fitting = thinkingStyle(target) === 'budget' || effort === null ? null : nearestEffort(effort, target.efforts);
  if (fitting === config.effort) return;
  if (fitting !== null) {
    body.output_config = { ...config, effort: fitting };
    return;
  }
  dropped.add('output_config.effort');
  if (Object.keys(rest).length === 0) delete body.output_config;
  else body.output_config = rest;
}

function maxTokens(body: Body): number {
  return typeof body.max_tokens === 'number' ? body.max_tokens : 0;
}

function remove(body: Body, name: string, dropped: Set<string>): void {
  if (body[name] === undefined) return;
  delete body[name];
  dropped.add(name);
}
