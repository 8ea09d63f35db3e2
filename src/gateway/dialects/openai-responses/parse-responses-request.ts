/** Reads a body of the Responses API as far as routing looks at it; the rest is forwarded as it came. */

import type { ChatMessage, ChatRequest, Role } from '../../../core/index.ts';
import { invalid, parseJsonBody } from '../json-body.ts';
import { isObject, isSet, type JsonObject, objectOf, objectsOf } from '../openai-chat/json-fields.ts';
import {
  optionalArray,
  optionalBoolean,
  optionalCount,
  optionalObject,
  requiredModel,
} from '../openai-chat/request-fields.ts';
import { expandStored, type StoredLookup } from './expand-stored.ts';

export interface ParsedResponses {
  /** With everything that was stored in its place. */
  readonly body: JsonObject;
  /** For OpenAI, which may have stored it itself. */
  readonly forOpenAi: JsonObject;
  /** As it came. */
  readonly sent: JsonObject;
  readonly request: ChatRequest;
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

const NOTHING_STORED: StoredLookup = { conversation: () => null, item: () => null };

/** What the caller keeps at OpenAI, and may therefore leave out of `input`. */
export const STORED_STATE = ['previous_response_id', 'conversation', 'prompt'] as const;

/**
 * Parses the bytes of a request.
 *
 * @throws {HeimdallError} `request_invalid`; `context.param` names the field.
 */
export function parseResponsesRequest(bytes: Buffer, stored: StoredLookup = NOTHING_STORED): ParsedResponses {
  const sent = parseJsonBody(bytes, 'model and input');
  const { whole: body, forOpenAi } = expandStored(sent, stored);
  const model = requiredModel(body);
  const tools = optionalArray(body, 'tools');
  const format = objectOf(optionalObject(body, 'text')?.format);
  return {
    body,
    forOpenAi,
    sent,
    request: {
      model,
      messages: parseMessages(body),
      tools: tools?.length ?? 0,
      toolsChars: tools === null || tools.length === 0 ? 0 : JSON.stringify(tools).length,
      jsonMode: format.type === 'json_object' || format.type === 'json_schema',
      stream: optionalBoolean(body, 'stream'),
      maxOutputTokens: optionalCount(body, 'max_output_tokens'),
    },
  };
}

function parseMessages(body: JsonObject): ChatMessage[] {
  const messages: ChatMessage[] = [];
  const { instructions, input } = body;
  if (isSet(instructions)) {
    // A stored response gives its instructions back as items, and callers pass them on.
    if (typeof instructions === 'string') messages.push(message('system', instructions));
    else if (Array.isArray(instructions)) parseItems(instructions, 'instructions', messages);
    else throw invalid('instructions', 'instructions must be a string.');
  }
  if (typeof input === 'string') messages.push(message('user', input));
  else if (Array.isArray(input)) parseItems(input, 'input', messages);
  else if (isSet(input)) throw invalid('input', 'input must be a string or an array of items.');
  else if (!STORED_STATE.some((name) => isSet(body[name]))) throw invalid('input', 'input is missing.');
  if (Array.isArray(input) && input.length === 0) throw invalid('input', 'input must not be empty.');
  return messages;
}

function parseItems(items: readonly unknown[], field: string, messages: ChatMessage[]): void {
  /** Reasoning comes before what the model said or called. */
  let signed = false;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const param = `${field}[${index}]`;
    if (!isObject(item)) throw invalid(param, `${param} must be an object.`);
    const type = item.type ?? 'message';
    if (typeof type !== 'string') throw invalid(`${param}.type`, `${param}.type must be a string.`);
    if (type === 'message') messages.push(signedWith(parseMessage(item, param), signed));
    else if (type.endsWith('_call_output')) messages.push(parseOutput(item, param));
    else if (type.endsWith('_call')) addCall(messages, signed);
    // What it says is nothing to routing; who can read it is.
    if (type === 'reasoning') signed ||= isSet(item.encrypted_content) && item.encrypted_content !== '';
    else signed = false;
  }
}

function parseMessage(item: JsonObject, param: string): ChatMessage {
  const role = typeof item.role === 'string' && Object.hasOwn(ROLES, item.role) ? ROLES[item.role] : undefined;
  if (role === undefined) {
    throw invalid(`${param}.role`, `${param}.role must be one of ${Object.keys(ROLES).join(', ')}.`);
  }
  if (typeof item.content === 'string') return message(role, item.content);
  if (Array.isArray(item.content)) return parseParts(role, item.content, `${param}.content`);
  throw invalid(`${param}.content`, `${param}.content must be a string or an array of parts.`);
}

function parseOutput(item: JsonObject, param: string): ChatMessage {
  if (typeof item.output === 'string') return message('tool', item.output);
  if (Array.isArray(item.output)) return parseParts('tool', item.output, `${param}.output`);
  // The outputs of built-in tools are objects.
  return message('tool', isSet(item.output) ? JSON.stringify(item.output) : '');
}

function parseParts(role: Role, parts: readonly unknown[], param: string): ChatMessage {
  const texts: string[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    const at = `${param}[${index}]`;
    if (!isObject(part)) throw invalid(at, `${at} must be an object with a type.`);
    if (typeof part.type !== 'string') throw invalid(`${at}.type`, `${at}.type must be a string.`);
    if (!part.type.endsWith('_text') && part.type !== 'text') continue;
    if (typeof part.text !== 'string') throw invalid(`${at}.text`, `${at}.text must be a string.`);
    texts.push(part.text);
  }
  const images = objectsOf(parts).filter((part) => part.type === 'input_image').length;
  return { role, text: texts.join('\n'), images, toolCalls: 0 };
}

/** Calls are items of their own here; routing counts them with the turn that made them. */
function addCall(messages: ChatMessage[], signed: boolean): void {
  const last = messages.at(-1);
  if (last?.role === 'assistant') {
    messages[messages.length - 1] = signedWith({ ...last, toolCalls: last.toolCalls + 1 }, signed);
  } else {
    messages.push(signedWith({ ...message('assistant', ''), toolCalls: 1 }, signed));
  }
}

function signedWith(turn: ChatMessage, signed: boolean): ChatMessage {
  return signed && turn.role === 'assistant' ? { ...turn, signed } : turn;
}

function message(role: Role, text: string): ChatMessage {
  return { role, text, images: 0, toolCalls: 0 };
}
