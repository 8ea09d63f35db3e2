/** The body of a request to the Responses API from the canonical form. */
import type { CanonicalRequest, ResponseFormat, ToolChoice } from '../canonical.ts';
import type { RenderedRequest, RenderTarget } from '../dialect.ts';
import { DroppedNames } from '../openai-chat/json-fields.ts';
import { effortFor, willReason } from '../openai-chat/reasoning.ts';
import { dropSampling } from '../openai-chat/sampling.ts';
import { writeInput } from './write-input.ts';

type Json = Record<string, unknown>;

/** Path below the provider's base URL. */
export const RESPONSES_PATH = '/responses';

/** OpenAI refuses a lower limit. */
const MIN_OUTPUT_TOKENS = 16;

export function writeResponsesRequest(request: CanonicalRequest, target: RenderTarget): RenderedRequest {
  const dropped = new DroppedNames();
  dropped.addAll(request.dropped);
  const body: Json = { model: target.upstreamId };
  if (request.system.length > 0) {
    if (request.system.some((part) => part.cacheControl !== undefined)) dropped.add('cache_control');
    body.instructions = request.system.map((part) => part.text).join('\n\n');
  }
  body.input = writeInput(request.messages, dropped);
  writeTools(body, request, dropped);
  if (request.maxOutputTokens !== null) {
    const limit = Math.min(request.maxOutputTokens, target.maxOutputTokens ?? Number.POSITIVE_INFINITY);
    body.max_output_tokens = Math.max(limit, MIN_OUTPUT_TOKENS);
  }
  if (request.temperature !== null) body.temperature = request.temperature;
  if (request.topP !== null) body.top_p = request.topP;
  const format = textFormat(request.responseFormat);
  if (format !== null) body.text = { format };
  if (request.user !== null) body.user = request.user;
  if (request.stream) body.stream = true;
  // Every request brings the whole conversation; what would be stored is never asked for.
  body.store = false;
  writeReasoning(body, request, target, dropped);
  dropUnsupported(request, dropped);
  return { path: RESPONSES_PATH, body, headers: {}, dropped: dropped.list() };
}

function writeTools(body: Json, request: CanonicalRequest, dropped: DroppedNames): void {
  if (request.tools.length === 0) {
    if (request.toolChoice !== null && request.toolChoice.type !== 'none') dropped.add('tool_choice');
    return;
  }
  body.tools = request.tools.map(({ name, description, parameters, strict, cacheControl }) => {
    if (cacheControl !== undefined) dropped.add('cache_control');
    // Strict is the default here, and schemas that were not written for it are refused.
    return { type: 'function', name, description, parameters, strict: strict ?? false };
  });
  if (request.toolChoice !== null) body.tool_choice = toolChoice(request.toolChoice);
  if (request.parallelToolCalls !== null) body.parallel_tool_calls = request.parallelToolCalls;
}

function toolChoice(choice: ToolChoice): unknown {
  return choice.type === 'tool' ? { type: 'function', name: choice.name } : choice.type;
}

function textFormat(format: ResponseFormat): Json | null {
  if (format.type === 'text') return null;
  if (format.type === 'json') return { type: 'json_object' };
  const { name, schema, strict } = format;
  return { type: 'json_schema', name, schema, strict };
}

function writeReasoning(body: Json, request: CanonicalRequest, target: RenderTarget, dropped: DroppedNames): void {
  const effort = effortFor(request.reasoning, target);
  const reasons = willReason(effort, target);
  const summary = reasons && request.reasoning?.show === true ? { summary: 'auto' } : {};
  if (effort !== null || 'summary' in summary) body.reasoning = { ...(effort === null ? {} : { effort }), ...summary };
  if (!reasons) return;
  // Without it the thoughts of this turn are lost for the next one. Models that do not reason refuse it.
  body.include = ['reasoning.encrypted_content'];
  dropSampling(body, dropped);
}

function dropUnsupported(request: CanonicalRequest, dropped: DroppedNames): void {
  if (request.topK !== null) dropped.add('top_k');
  if (request.stop.length > 0) dropped.add('stop');
  if (request.seed !== null) dropped.add('seed');
  if (request.presencePenalty !== null) dropped.add('presence_penalty');
  if (request.frequencyPenalty !== null) dropped.add('frequency_penalty');
  if (request.logprobs !== null) dropped.add('logprobs');
  if (request.n > 1) dropped.add('n');
}
