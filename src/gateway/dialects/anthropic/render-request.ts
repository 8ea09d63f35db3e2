/** Writes a canonical request as a Messages body. */
import type { CanonicalRequest, ToolDefinition } from '../canonical.ts';
import type { RenderedRequest, RenderTarget } from '../dialect.ts';
import { closedSchema } from './closed-schema.ts';
import { refusesSampling } from './model-traits.ts';
import { renderMessages, textBlock } from './render-messages.ts';
import { planThinking, type ThinkingWish, thinkingObstacle } from './thinking-plan.ts';
import { ANTHROPIC_VERSION, type WireObject, writeCacheControl } from './wire.ts';

/** `max_tokens` when neither the caller nor the catalog has one. */
const DEFAULT_MAX_TOKENS = 4096;

/** Nucleus sampling below this is refused while the model thinks. */
const LEAST_THINKING_TOP_P = 0.95;

export function renderRequest(request: CanonicalRequest, target: RenderTarget): RenderedRequest {
  const dropped = new Set(request.dropped);
  const messages = renderMessages(request.messages, dropped);
  const toolChoice = renderToolChoice(request);
  const wish = thinkingWish(request, target);
  const obstacle = wish === null ? null : thinkingObstacle(messages, toolChoice);
  if (obstacle !== null && request.reasoning !== null && request.reasoning.effort !== 'none') {
    dropped.add(`reasoning (${obstacle})`);
  }
  const plan = planThinking(obstacle === null ? wish : null, target, maxTokens(request, target), true);
  const thinks = plan.thinking !== null && plan.thinking.type !== 'disabled';
  const system = request.system.flatMap(textBlock);
  const stop = request.stop.filter((text) => text.trim() !== '');
  if (stop.length < request.stop.length) dropped.add('stop sequence of white space alone');
  nameUnsupported(request, target, dropped);
  const format = outputFormat(request, dropped);
  const outputConfig = {
    ...(plan.effort === null ? {} : { effort: plan.effort }),
    ...(format === null ? {} : { format }),
  };
  return {
    path: '/messages',
    headers: { 'anthropic-version': ANTHROPIC_VERSION },
    body: {
      model: target.upstreamId,
      max_tokens: plan.maxTokens,
      ...(system.length === 0 ? {} : { system }),
      messages,
      ...(request.tools.length === 0 ? {} : { tools: request.tools.map(renderTool) }),
      ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
      ...(stop.length === 0 ? {} : { stop_sequences: stop }),
      ...renderSampling(request, target, thinks, dropped),
      ...(plan.thinking === null ? {} : { thinking: plan.thinking }),
      ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
      ...(request.user === null ? {} : { metadata: { user_id: request.user } }),
      ...(request.stream ? { stream: true } : {}),
    },
    dropped: [...dropped],
  };
}

/** What the caller asked for; where nothing, what was decided along with the model. */
function thinkingWish(request: CanonicalRequest, target: RenderTarget): ThinkingWish | null {
  const { reasoning } = request;
  if (reasoning !== null) {
    const effort = reasoning.effort ?? (reasoning.budgetTokens === null ? target.effort : null);
    return { effort, budgetTokens: reasoning.budgetTokens, show: reasoning.show, from: 'low' };
  }
  if (!target.chosenByUs || target.effort === null) return null;
  return { effort: target.effort, budgetTokens: null, show: false, from: 'medium' };
}

function maxTokens(request: CanonicalRequest, target: RenderTarget): number {
  const wanted = request.maxOutputTokens ?? target.maxOutputTokens ?? DEFAULT_MAX_TOKENS;
  return target.maxOutputTokens === null ? wanted : Math.min(wanted, target.maxOutputTokens);
}

function renderTool(tool: ToolDefinition): WireObject {
  return {
    name: tool.name,
    ...(tool.description === null ? {} : { description: tool.description }),
    // The API wants the type in so many words; a function without parameters may come with an empty schema.
    input_schema: tool.parameters.type === undefined ? { type: 'object', ...tool.parameters } : tool.parameters,
    ...(tool.strict === true ? { strict: true } : {}),
    ...writeCacheControl(tool.cacheControl),
  };
}

function renderToolChoice(request: CanonicalRequest): WireObject | undefined {
  if (request.tools.length === 0) return undefined;
  const choice = request.toolChoice;
  if (choice?.type === 'none') return { type: 'none' };
  const serial = request.parallelToolCalls === false ? { disable_parallel_tool_use: true } : {};
  if (choice?.type === 'tool') return { type: 'tool', name: choice.name, ...serial };
  if (choice?.type === 'required') return { type: 'any', ...serial };
  return choice === null && request.parallelToolCalls !== false ? undefined : { type: 'auto', ...serial };
}

function renderSampling(
  request: CanonicalRequest,
  target: RenderTarget,
  thinks: boolean,
  dropped: Set<string>,
): WireObject {
  const { temperature, topP, topK } = request;
  const refused = refusesSampling(target);
  const body: Record<string, number> = {};
  if (temperature !== null) {
    // Other APIs go up to 2. The nearest that this one has is its top.
    if (temperature > 1) dropped.add('temperature above 1');
    if (!refused && !thinks) body.temperature = Math.min(temperature, 1);
    else if (temperature !== 1) dropped.add('temperature');
  }
  if (topP !== null) {
    // Newer models refuse the two together, and 1 is the default anyway.
    const allowed = !refused && body.temperature === undefined && (!thinks || topP >= LEAST_THINKING_TOP_P);
    if (allowed) body.top_p = topP;
    else if (topP !== 1) dropped.add('top_p');
  }
  if (topK !== null) {
    if (!refused && !thinks) body.top_k = topK;
    else dropped.add('top_k');
  }
  return body;
}

function nameUnsupported(request: CanonicalRequest, target: RenderTarget, dropped: Set<string>): void {
  const limit = target.maxOutputTokens;
  if (limit !== null && (request.maxOutputTokens ?? 0) > limit) dropped.add('max_tokens above the limit of the model');
  if (request.n > 1) dropped.add('n');
  if (request.logprobs !== null) dropped.add('logprobs');
  if (request.seed !== null) dropped.add('seed');
  if (request.presencePenalty !== null && request.presencePenalty !== 0) dropped.add('presence_penalty');
  if (request.frequencyPenalty !== null && request.frequencyPenalty !== 0) dropped.add('frequency_penalty');
  if (request.tools.length === 0 && request.toolChoice !== null) {
    if (request.toolChoice.type !== 'auto' && request.toolChoice.type !== 'none') dropped.add('tool_choice');
  }
}

function outputFormat(request: CanonicalRequest, dropped: Set<string>): WireObject | null {
  const { responseFormat } = request;
  if (responseFormat.type === 'json-schema') {
    return { type: 'json_schema', schema: closedSchema(responseFormat.schema) };
  }
  // There is no JSON mode without a schema. Callers of the one elsewhere have to ask for JSON in the prompt as well,
  // so nothing is added to it here.
  if (responseFormat.type === 'json') dropped.add('response_format json_object');
  return null;
}
