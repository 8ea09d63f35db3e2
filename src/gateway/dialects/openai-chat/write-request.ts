/** The body of a chat completion from the canonical form. */
import type { Effort } from '../../../shared/decision.ts';
import type { CanonicalRequest, ResponseFormat, ToolChoice } from '../canonical.ts';
import type { RenderedRequest, RenderTarget } from '../dialect.ts';
import { DroppedNames } from './json-fields.ts';
import { effortFor, willReason } from './reasoning.ts';
import { dropSampling } from './sampling.ts';
import { writeMessages } from './write-messages.ts';

type Json = Record<string, unknown>;

/** Path below the provider's base URL. */
export const CHAT_PATH = '/chat/completions';

/** OpenAI takes no more stop sequences. */
const MAX_STOPS = 4;

/** @param provider Name of the provider, for what its chat completions do in their own way; null is any server. */
export function writeChatRequest(
  request: CanonicalRequest,
  target: RenderTarget,
  provider: string | null,
): RenderedRequest {
  const dropped = new DroppedNames();
  dropped.addAll(request.dropped);
  const body: Json = { model: target.upstreamId, messages: writeMessages(request, provider, dropped) };
  writeTools(body, request, dropped);
  writeLimits(body, request, target, provider);
  writeSampling(body, request, provider, dropped);
  writeFormat(body, request.responseFormat, provider, dropped);
  if (request.user !== null) body.user = request.user;
  if (request.stream) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  if (target.preferences) body.provider = target.preferences;
  const effort = effortFor(request.reasoning, target);
  writeReasoning(body, request, effort, provider, dropped);
  if (provider === 'openai' && willReason(effort, target)) dropSampling(body, dropped);
  return { path: CHAT_PATH, body, headers: {}, dropped: dropped.list() };
}

function writeTools(body: Json, request: CanonicalRequest, dropped: DroppedNames): void {
  if (request.tools.length === 0) {
    // Servers refuse either without tools.
    if (request.toolChoice !== null && request.toolChoice.type !== 'none') dropped.add('tool_choice');
    return;
  }
  body.tools = request.tools.map(({ name, description, parameters, strict, cacheControl }) => {
    if (cacheControl !== undefined) dropped.add('cache_control');
    return {
      type: 'function',
      function: {
        name,
        ...(description === null ? {} : { description }),
        parameters,
        ...(strict === undefined ? {} : { strict }),
      },
    };
  });
  if (request.toolChoice !== null) body.tool_choice = toolChoice(request.toolChoice);
  if (request.parallelToolCalls !== null) body.parallel_tool_calls = request.parallelToolCalls;
}

function toolChoice(choice: ToolChoice): unknown {
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.type;
}

function writeLimits(body: Json, request: CanonicalRequest, target: RenderTarget, provider: string | null): void {
  if (request.maxOutputTokens === null) return;
  // Other dialects make callers name a limit, which they then put high; a model refuses more than it can.
  const limit = Math.min(request.maxOutputTokens, target.maxOutputTokens ?? Number.POSITIVE_INFINITY);
  body[provider === 'openai' ? 'max_completion_tokens' : 'max_tokens'] = limit;
}

function writeSampling(body: Json, request: CanonicalRequest, provider: string | null, dropped: DroppedNames): void {
  if (request.temperature !== null) body.temperature = request.temperature;
  if (request.topP !== null) body.top_p = request.topP;
  if (request.seed !== null) body.seed = request.seed;
  if (request.presencePenalty !== null) body.presence_penalty = request.presencePenalty;
  if (request.frequencyPenalty !== null) body.frequency_penalty = request.frequencyPenalty;
  if (request.stop.length > 0) body.stop = request.stop.slice(0, MAX_STOPS);
  if (request.stop.length > MAX_STOPS) dropped.add(`stop sequences after the first ${MAX_STOPS}`);
  if (request.topK !== null) {
    if (provider === 'openrouter') body.top_k = request.topK;
    else dropped.add('top_k');
  }
  // The canonical answer is one answer without probabilities: asking for more would only be paid for.
  if (request.logprobs !== null) dropped.add('logprobs');
  if (request.n > 1) dropped.add('n');
}

function writeFormat(body: Json, format: ResponseFormat, provider: string | null, dropped: DroppedNames): void {
  if (format.type === 'text') return;
  if (format.type === 'json' || provider === 'deepseek') {
    // DeepSeek answers with JSON, but not to a schema.
    if (format.type === 'json-schema') dropped.add('json_schema');
    body.response_format = { type: 'json_object' };
    return;
  }
  const { name, schema, strict } = format;
  body.response_format = { type: 'json_schema', json_schema: { name, schema, strict } };
}

function writeReasoning(
  body: Json,
  request: CanonicalRequest,
  effort: Effort | null,
  provider: string | null,
  dropped: DroppedNames,
): void {
  const asked = request.reasoning;
  if (provider === 'openrouter') {
    const budget = asked?.effort === null ? asked.budgetTokens : null;
    // It takes the one or the other.
    if (budget !== null && budget > 0) body.reasoning = { max_tokens: budget };
    else if (effort !== null) body.reasoning = { effort };
    else if (asked?.show === true) body.reasoning = { enabled: true };
    return;
  }
  if (provider === 'openai' || provider === 'google') {
    if (effort !== null) body.reasoning_effort = effort;
    if (asked?.show === true) dropped.add('thinking shown');
    return;
  }
  // Other servers refuse or ignore the field; only what the caller asked for is worth a word.
  if (asked !== null && (asked.effort !== null || asked.budgetTokens !== null)) dropped.add('reasoning effort');
}
