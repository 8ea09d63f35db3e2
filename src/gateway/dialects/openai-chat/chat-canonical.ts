/** A chat-completions body in the canonical form. */
import type { CanonicalRequest, ReasoningRequest, ResponseFormat, ToolChoice, ToolDefinition } from '../canonical.ts';
import { bridgeCustomTool } from './custom-tools.ts';
import {
  booleanOrNull,
  countOrNull,
  DroppedNames,
  dropUnknown,
  effortOrNull,
  isObject,
  isSet,
  type JsonObject,
  listOf,
  numberOrNull,
  objectOf,
  objectsOf,
  textOf,
  textOrNull,
} from './json-fields.ts';
import type { ParsedChat } from './parse-chat-request.ts';
import { readMessages } from './read-messages.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'response_format',
  'reasoning_effort',
  'reasoning',
  'include_reasoning',
  'thinking',
  'logprobs',
  'top_logprobs',
  'n',
  'user',
  'safety_identifier',
  'stream',
  'stream_options',
]);

/** Translates a parsed request. Never throws; what has no place is named in `dropped`. */
export function chatToCanonical({ body, request }: ParsedChat): CanonicalRequest {
  const dropped = new DroppedNames();
  dropUnknown(body, KNOWN, dropped);
  // Text alone is what everybody answers with.
  if (JSON.stringify(body.modalities) === '["text"]') dropped.delete('modalities');
  const { system, messages } = readMessages(body.messages, dropped);
  const choice = readToolChoice(body);
  return {
    model: request.model,
    system,
    messages,
    tools: allowedTools(readTools(body, dropped), body),
    toolChoice: choice,
    parallelToolCalls: booleanOrNull(body.parallel_tool_calls),
    maxOutputTokens: request.maxOutputTokens,
    temperature: numberOrNull(body.temperature),
    topP: numberOrNull(body.top_p),
    topK: numberOrNull(body.top_k),
    stop: typeof body.stop === 'string' ? [body.stop] : listOf(body.stop).filter((text) => typeof text === 'string'),
    seed: numberOrNull(body.seed),
    presencePenalty: numberOrNull(body.presence_penalty),
    frequencyPenalty: numberOrNull(body.frequency_penalty),
    responseFormat: readResponseFormat(body.response_format),
    reasoning: readReasoning(body, dropped),
    logprobs: body.logprobs === true ? (countOrNull(body.top_logprobs) ?? 0) : null,
    n: Math.max(1, countOrNull(body.n) ?? 1),
    user: textOrNull(body.user) ?? textOrNull(body.safety_identifier),
    stream: request.stream,
    dropped: dropped.list(),
  };
}

function readTools(body: JsonObject, dropped: DroppedNames): ToolDefinition[] {
  const tools: ToolDefinition[] = [];
  for (const tool of objectsOf(body.tools)) {
    if (tool.type === 'function' && isObject(tool.function)) tools.push(readFunction(tool.function));
    else if (tool.type === 'custom' && isObject(tool.custom)) {
      tools.push(bridgeCustomTool(textOf(tool.custom.name), tool.custom));
    } else dropped.add(`tool ${textOf(tool.type)}`.trim());
  }
  if (!isSet(body.tools)) tools.push(...objectsOf(body.functions).map(readFunction));
  return tools;
}

/** Reads what a function tool says of itself; the Responses API has the same fields one level up. */
export function readFunction(raw: JsonObject): ToolDefinition {
  return {
    name: textOf(raw.name),
    description: textOrNull(raw.description),
    parameters: isObject(raw.parameters) ? raw.parameters : { type: 'object', properties: {} },
    ...(typeof raw.strict === 'boolean' ? { strict: raw.strict } : {}),
  };
}

function readToolChoice(body: JsonObject): ToolChoice | null {
  const choice = body.tool_choice ?? body.function_call;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice };
  if (!isObject(choice)) return null;
  if (choice.type === 'allowed_tools') {
    return { type: objectOf(choice.allowed_tools).mode === 'required' ? 'required' : 'auto' };
  }
  const name = toolName(choice);
  return name === null ? null : { type: 'tool', name };
}

function toolName(raw: JsonObject): string | null {
  return textOrNull(objectOf(raw.function ?? raw.custom ?? raw).name);
}

/** `allowed_tools` is a tool list that changes without breaking the prompt cache; others get the tools that it leaves. */
function allowedTools(tools: readonly ToolDefinition[], body: JsonObject): readonly ToolDefinition[] {
  const choice = objectOf(body.tool_choice);
  if (choice.type !== 'allowed_tools') return tools;
  const names = new Set(objectsOf(objectOf(choice.allowed_tools).tools).map(toolName));
  return tools.filter((tool) => names.has(tool.name));
}

function readResponseFormat(value: unknown): ResponseFormat {
  const { type, json_schema: schema } = objectOf(value);
  if (type === 'json_object') return { type: 'json' };
  return type === 'json_schema' ? readJsonSchema(objectOf(schema)) : { type: 'text' };
}

/** Reads `name`, `schema` and `strict`; the Responses API has them one level up. */
export function readJsonSchema(raw: JsonObject): ResponseFormat {
  return {
    type: 'json-schema',
    name: textOrNull(raw.name) ?? 'answer',
    schema: objectOf(raw.schema),
    strict: raw.strict === true,
  };
}

function readReasoning(body: JsonObject, dropped: DroppedNames): ReasoningRequest | null {
  // OpenAI's word, OpenRouter's object and the `thinking` of DeepSeek and others.
  const openRouter = objectOf(body.reasoning);
  const thinking = objectOf(body.thinking);
  const named = body.reasoning_effort ?? openRouter.effort;
  const effort = effortOrNull(named);
  if (isSet(named) && effort === null) dropped.add('reasoning_effort');
  const budgetTokens = countOrNull(openRouter.max_tokens) ?? countOrNull(thinking.budget_tokens);
  const off = openRouter.enabled === false || thinking.type === 'disabled';
  const on = openRouter.enabled === true || thinking.type === 'enabled' || isObject(body.reasoning);
  const show = body.include_reasoning === true || (on && openRouter.exclude !== true);
  if (effort === null && budgetTokens === null && !off && !show) return null;
  return { effort: effort ?? (off ? 'none' : null), budgetTokens, show: show && !off };
}
