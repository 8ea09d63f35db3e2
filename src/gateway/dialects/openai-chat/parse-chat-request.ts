/**
 * Reads a chat-completions body by hand: it is on the path of every request, and the messages must name the field.
 * Only what routing looks at is checked; the rest is the upstream's business and is forwarded as it came.
 */

import type { ChatMessage, ChatRequest, Role } from '../../../core/index.ts';
import { invalid, parseJsonBody } from '../json-body.ts';
import { isObject, objectOf } from './json-fields.ts';
import { thoughtSignature } from './read-messages.ts';
import { optionalArray, optionalBoolean, optionalCount, optionalObject, requiredModel } from './request-fields.ts';

/** The body as JSON gave it. Unknown fields stay in it. */
export type ChatBody = Readonly<Record<string, unknown>>;

export interface ParsedChat {
  readonly request: ChatRequest;
  readonly body: ChatBody;
  /** The client asked for the chunk with the usage at the end of the stream. */
  readonly includeUsage: boolean;
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/**
 * Parses the bytes of a chat-completions request.
 *
 * @throws {HeimdallError} `request_invalid`; `context.param` names the field.
 */
export function parseChatRequest(bytes: Buffer): ParsedChat {
  const body = parseJsonBody(bytes, 'model and messages');
  const stream = optionalBoolean(body, 'stream');
  const streamOptions = optionalObject(body, 'stream_options');
  const tools = optionalArray(body, 'tools') ?? optionalArray(body, 'functions');
  return {
    body,
    includeUsage: stream && streamOptions?.include_usage === true,
    request: {
      model: requiredModel(body),
      messages: parseMessages(body.messages),
      tools: tools?.length ?? 0,
      toolsChars: tools === null || tools.length === 0 ? 0 : JSON.stringify(tools).length,
      jsonMode: isJsonMode(body),
      stream,
      maxOutputTokens: optionalCount(body, 'max_completion_tokens') ?? optionalCount(body, 'max_tokens'),
    },
  };
}

function parseMessages(value: unknown): ChatMessage[] {
  if (!Array.isArray(value)) throw invalid('messages', 'messages must be an array.');
  if (value.length === 0) throw invalid('messages', 'messages must not be empty.');
  const messages = new Array<ChatMessage>(value.length);
  for (let index = 0; index < value.length; index++) messages[index] = parseMessage(value[index], index);
  return messages;
}

function parseMessage(value: unknown, index: number): ChatMessage {
  if (!isObject(value)) throw invalid(`messages[${index}]`, `messages[${index}] must be an object.`);
  const role = typeof value.role === 'string' && Object.hasOwn(ROLES, value.role) ? ROLES[value.role] : undefined;
  if (role === undefined) {
    const param = `messages[${index}].role`;
    throw invalid(param, `${param} must be one of ${Object.keys(ROLES).join(', ')}.`);
  }
  const content = value.content;
  const toolCalls = countToolCalls(value, index);
  const signed = toolCalls > 0 && hasSignedCall(value) ? { signed: true } : null;
  if (typeof content === 'string') return { role, text: content, images: 0, toolCalls, ...signed };
  if (Array.isArray(content)) return { ...parseParts(role, content, index, toolCalls), ...signed };
  // An assistant turn may consist of tool calls, a refusal or audio alone.
  if ((content === null || content === undefined) && role === 'assistant') {
    return { role, text: '', images: 0, toolCalls, ...signed };
  }
  const param = `messages[${index}].content`;
  throw invalid(param, `${param} must be a string or an array of parts.`);
}

function parseParts(role: Role, parts: readonly unknown[], index: number, toolCalls: number): ChatMessage {
  let text = '';
  let images = 0;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    const param = `messages[${index}].content[${at}]`;
    if (!isObject(part)) throw invalid(param, `${param} must be an object with a type.`);
    if (typeof part.type !== 'string') throw invalid(`${param}.type`, `${param}.type must be a string.`);
    if (part.type === 'text') {
      if (typeof part.text !== 'string') throw invalid(`${param}.text`, `${param}.text must be a string.`);
      text = text === '' ? part.text : `${text}\n${part.text}`;
    } else if (part.type === 'image_url') {
      if (!isObject(part.image_url) || typeof part.image_url.url !== 'string') {
        throw invalid(`${param}.image_url`, `${param}.image_url must be an object with a url.`);
      }
      images++;
    }
    // input_audio, file, refusal and what comes next say nothing to routing.
  }
  return { role, text, images, toolCalls };
}

function countToolCalls(message: ChatBody, index: number): number {
  const calls = message.tool_calls;
  if (calls === undefined || calls === null) return isObject(message.function_call) ? 1 : 0;
  if (Array.isArray(calls)) return calls.length;
  throw invalid(`messages[${index}].tool_calls`, `messages[${index}].tool_calls must be an array.`);
}

/** Gemini's thoughts come with their signature in the calls of the turn. */
function hasSignedCall(message: ChatBody): boolean {
  return (
    Array.isArray(message.tool_calls) && message.tool_calls.some((call) => thoughtSignature(objectOf(call)) !== null)
  );
}

function isJsonMode(body: ChatBody): boolean {
  const format = optionalObject(body, 'response_format');
  if (format === null) return false;
  if (typeof format.type !== 'string') {
    throw invalid('response_format.type', 'response_format.type must be text, json_object or json_schema.');
  }
  return format.type === 'json_object' || format.type === 'json_schema';
}
