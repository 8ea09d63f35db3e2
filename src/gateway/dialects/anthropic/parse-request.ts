/**
 * Reads a Messages body by hand: it is on the path of every request, and the messages must name the field. Only what
 * routing and translation look at is checked; the rest is the upstream's business and is forwarded as it came.
 */

import type { ChatMessage, ChatRequest } from '../../../core/index.ts';
import type { CanonicalRequest } from '../canonical.ts';
import type { ParsedRequest } from '../dialect.ts';
import { parseJsonBody } from '../json-body.ts';
import {
  optionalArray,
  optionalBoolean,
  optionalCount,
  optionalNumber,
  optionalObject,
  optionalString,
  requiredObject,
  requiredString,
} from './field-checks.ts';
import { parseMessages, parseSystem } from './parse-content.ts';
import { toCanonical } from './to-canonical.ts';
import { invalid, isObject, type WireObject } from './wire.ts';

const TOOL_CHOICES = ['auto', 'any', 'tool', 'none'];

/**
 * Parses the bytes of `POST /v1/messages`.
 *
 * @throws {HeimdallError} `request_invalid`; `context.param` names the field.
 */
export function parseMessagesRequest(bytes: Uint8Array): ParsedRequest {
  const body = parseJsonBody(bytes, 'model and messages');
  // 0 is allowed: it warms the prompt cache without an answer.
  const maxTokens = optionalCount(body, 'max_tokens', 0);
  if (maxTokens === null) throw invalid('max_tokens', 'max_tokens is missing. It caps the length of the answer.');
  return parsed(body, maxTokens);
}

/**
 * Parses the bytes of `POST /v1/messages/count_tokens`, which has no `max_tokens`.
 *
 * @throws {HeimdallError} `request_invalid`; `context.param` names the field.
 */
export function parseCountTokensRequest(bytes: Uint8Array): ParsedRequest {
  return parsed(parseJsonBody(bytes, 'model and messages'), null);
}

function parsed(body: WireObject, maxTokens: number | null): ParsedRequest {
  const request = readRequest(body, maxTokens);
  checkOptions(body);
  let canonical: CanonicalRequest | null = null;
  return {
    dialect: 'anthropic',
    body,
    request,
    canonical() {
      canonical ??= toCanonical(body);
      return canonical;
    },
  };
}

function readRequest(body: WireObject, maxTokens: number | null): ChatRequest {
  const { model } = body;
  if (model === undefined || model === null || model === '') {
    throw invalid(
      'model',
      'model is missing. Use heimdall/auto to let Heimdall choose, or a model id of GET /v1/models.',
    );
  }
  if (typeof model !== 'string') throw invalid('model', 'model must be a string.');
  const tools = checkTools(body);
  const system = parseSystem(body.system);
  const messages: ChatMessage[] = parseMessages(body.messages);
  return {
    model: model === 'auto' ? 'heimdall/auto' : model,
    messages: system === null ? messages : [system, ...messages],
    tools: tools.length,
    toolsChars: tools.length === 0 ? 0 : JSON.stringify(tools).length,
    jsonMode: isJsonMode(body),
    stream: optionalBoolean(body, 'stream') ?? false,
    maxOutputTokens: maxTokens === null ? null : Math.max(1, maxTokens),
  };
}

function checkTools(body: WireObject): readonly unknown[] {
  const tools = optionalArray(body, 'tools') ?? [];
  for (let index = 0; index < tools.length; index++) {
    const path = `tools[${index}]`;
    const tool = tools[index];
    if (!isObject(tool)) throw invalid(path, `${path} must be an object.`);
    const type = optionalString(tool, 'type', `${path}.type`) ?? 'custom';
    if (type !== 'custom') continue;
    requiredString(tool, 'name', path);
    requiredObject(tool, 'input_schema', path);
    optionalString(tool, 'description', `${path}.description`);
  }
  return tools;
}

function isJsonMode(body: WireObject): boolean {
  const config = optionalObject(body, 'output_config');
  const format = config === null ? null : optionalObject(config, 'format', 'output_config.format');
  // The name of the field while it was in beta; still taken by the API.
  const path = format === null ? 'output_format' : 'output_config.format';
  const used = format ?? optionalObject(body, 'output_format');
  if (used === null) return false;
  requiredString(used, 'type', path);
  if (used.type === 'json_schema') requiredObject(used, 'schema', path);
  return used.type === 'json_schema';
}

/** What translation reads later, checked now: a bad request must fail alike whichever provider is chosen. */
function checkOptions(body: WireObject): void {
  optionalNumber(body, 'temperature');
  optionalNumber(body, 'top_p');
  optionalCount(body, 'top_k', 0);
  const stops = optionalArray(body, 'stop_sequences') ?? [];
  stops.forEach((stop, index) => {
    const path = `stop_sequences[${index}]`;
    if (typeof stop !== 'string') throw invalid(path, `${path} must be a string.`);
  });
  const metadata = optionalObject(body, 'metadata');
  if (metadata !== null) optionalString(metadata, 'user_id', 'metadata.user_id');
  const config = optionalObject(body, 'output_config');
  if (config !== null) optionalString(config, 'effort', 'output_config.effort');
  checkThinking(optionalObject(body, 'thinking'));
  checkToolChoice(optionalObject(body, 'tool_choice'));
}

function checkThinking(thinking: WireObject | null): void {
  if (thinking === null) return;
  if (requiredString(thinking, 'type', 'thinking') !== 'enabled') return;
  const path = 'thinking.budget_tokens';
  if (optionalCount(thinking, 'budget_tokens', 1024, path) === null) throw invalid(path, `${path} is missing.`);
}

function checkToolChoice(choice: WireObject | null): void {
  if (choice === null) return;
  const type = requiredString(choice, 'type', 'tool_choice');
  if (!TOOL_CHOICES.includes(type)) {
    throw invalid('tool_choice.type', 'tool_choice.type must be auto, any, tool or none.');
  }
  if (type === 'tool') requiredString(choice, 'name', 'tool_choice');
  optionalBoolean(choice, 'disable_parallel_tool_use', 'tool_choice.disable_parallel_tool_use');
}
