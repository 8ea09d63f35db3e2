/** Requests to a Gemini model: out of the canonical form, or a Gemini client's own passed on. */
import type { CanonicalRequest, ToolChoice, ToolDefinition } from '../canonical.ts';
import type { RenderedRequest, RenderTarget } from '../dialect.ts';
import { isObject, type JsonObject } from './fields.ts';
import { bareModelId, type ModelFamily, modelFamily } from './model-family.ts';
import { renderContents } from './render-contents.ts';
import { renderThinking } from './thinking.ts';

/** Google's limits on `stopSequences` and `seed`. */
const MAX_STOPS = 5;
const MAX_INT32 = 0x7fffffff;

export function renderRequest(request: CanonicalRequest, target: RenderTarget): RenderedRequest {
  const family = modelFamily(target.upstreamId, target.thinkingBudget !== null);
  // What the caller's own dialect could not say in the canonical form is lost here as well.
  const dropped = new Set<string>(request.dropped);
  if (request.system.some(({ cacheControl }) => cacheControl !== undefined)) dropped.add('cache_control');
  const system = request.system.filter(({ text }) => text !== '').map(({ text }) => ({ text }));
  const contents = renderContents(request, family, dropped);
  const config = generationConfig(request, target, family, dropped);
  const body: Record<string, unknown> = {
    // Contents must not be empty; a prompt of nothing but instructions is the user's turn then.
    contents: contents.length === 0 ? [{ role: 'user', parts: system }] : contents,
  };
  if (system.length > 0 && contents.length > 0) body.systemInstruction = { parts: system };
  if (request.tools.length > 0) {
    body.tools = [{ functionDeclarations: request.tools.map((tool) => declaration(tool, dropped)) }];
    if (request.toolChoice !== null) body.toolConfig = { functionCallingConfig: callingConfig(request.toolChoice) };
  }
  if (Object.keys(config).length > 0) body.generationConfig = config;
  noteUncarried(request, dropped);
  return { path: requestPath(target.upstreamId, request.stream), body, headers: {}, dropped: [...dropped] };
}

/** Path below a base URL that ends in `/v1beta`. */
export function requestPath(upstreamId: string, stream: boolean): string {
  const id = bareModelId(upstreamId).split('/').map(encodeURIComponent).join('/');
  const resource = id.startsWith('tunedModels/') ? id : `models/${id}`;
  return `/${resource}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
}

function noteUncarried(request: CanonicalRequest, dropped: Set<string>): void {
  if (request.parallelToolCalls === false) dropped.add('parallelToolCalls');
  if (request.user !== null) dropped.add('user');
  // The canonical answer has one choice and no token probabilities: asking would only cost.
  if (request.n > 1) dropped.add('n');
  if (request.logprobs !== null) dropped.add('logprobs');
}

function generationConfig(
  request: CanonicalRequest,
  target: RenderTarget,
  family: ModelFamily,
  dropped: Set<string>,
): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  const cap = request.maxOutputTokens;
  const limit = target.maxOutputTokens;
  const maxOutputTokens = cap !== null && limit !== null ? Math.min(cap, limit) : cap;
  set(config, 'maxOutputTokens', maxOutputTokens);
  set(config, 'temperature', request.temperature);
  set(config, 'topP', request.topP);
  set(config, 'topK', request.topK);
  if (request.stop.length > 0) config.stopSequences = request.stop.slice(0, MAX_STOPS);
  if (request.stop.length > MAX_STOPS) dropped.add(`stop sequences after the first ${MAX_STOPS}`);
  if (request.seed !== null && isInt32(request.seed)) config.seed = request.seed;
  else if (request.seed !== null) dropped.add('seed');
  setPenalty(config, 'presencePenalty', request.presencePenalty, family, dropped);
  setPenalty(config, 'frequencyPenalty', request.frequencyPenalty, family, dropped);
  setFormat(config, request, family, dropped);
  const thinking = renderThinking(request.reasoning, target, family, maxOutputTokens);
  if (thinking !== null) config.thinkingConfig = thinking;
  else if (request.reasoning !== null && family.thinking === 'none') dropped.add('reasoning');
  return config;
}

function set(config: Record<string, unknown>, name: string, value: number | null): void {
  if (value !== null) config[name] = value;
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -MAX_INT32 - 1 && value <= MAX_INT32;
}

function setPenalty(
  config: Record<string, unknown>,
  name: 'presencePenalty' | 'frequencyPenalty',
  value: number | null,
  family: ModelFamily,
  dropped: Set<string>,
): void {
  // Many clients send 0, which asks for nothing.
  if (value === null || value === 0) return;
  if (family.penalties) config[name] = value;
  else dropped.add(name);
}

function setFormat(
  config: Record<string, unknown>,
  request: CanonicalRequest,
  family: ModelFamily,
  dropped: Set<string>,
): void {
  const format = request.responseFormat;
  if (format.type === 'text') return;
  if (request.tools.length > 0 && !family.jsonWithTools) {
    dropped.add('response format beside tools');
    return;
  }
  config.responseMimeType = 'application/json';
  // Not `responseSchema`: Google refuses there what is no OpenAPI, such as $ref and additionalProperties.
  if (format.type === 'json-schema') config.responseJsonSchema = format.schema;
}

function declaration(tool: ToolDefinition, dropped: Set<string>): JsonObject {
  if (tool.strict === true) dropped.add('strict');
  if (tool.cacheControl !== undefined) dropped.add('cache_control');
  return {
    name: tool.name,
    ...(tool.description === null ? {} : { description: tool.description }),
    ...(takesArguments(tool.parameters) ? { parametersJsonSchema: tool.parameters } : {}),
  };
}

/** Google wants the schema left out of a function without parameters. */
function takesArguments({ properties, additionalProperties, ...rest }: JsonObject): boolean {
  if (isObject(properties) && Object.keys(properties).length > 0) return true;
  // A free-form object has no properties that are known beforehand.
  if (additionalProperties === true || isObject(additionalProperties)) return true;
  return ['$ref', 'anyOf', 'oneOf', 'allOf', 'patternProperties'].some((name) => rest[name] !== undefined);
}

function callingConfig(choice: ToolChoice): JsonObject {
  switch (choice.type) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  }
}
