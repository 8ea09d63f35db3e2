/** The messages of a chat-completions body in the canonical form. */
import type {
  AssistantPart,
  CanonicalMessage,
  FilePart,
  ImagePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { customArguments } from './custom-tools.ts';
import { mediaSource } from './data-url.ts';
import {
  type DroppedNames,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textOrNull,
} from './json-fields.ts';

export interface CanonicalMessages {
  readonly system: readonly TextPart[];
  readonly messages: readonly CanonicalMessage[];
}

/** Reads `messages`. Parts without a place in the canonical form are named in `dropped`. */
export function readMessages(value: unknown, dropped: DroppedNames): CanonicalMessages {
  const reader = new MessageReader(dropped);
  for (const message of objectsOf(value)) reader.read(message);
  return { system: reader.system, messages: reader.messages };
}

class MessageReader {
  readonly system: TextPart[] = [];
  readonly messages: CanonicalMessage[] = [];
  readonly #dropped: DroppedNames;
  /** Names of the tools by the ids of their calls: results do not repeat them, and some dialects need them. */
  readonly #toolNames = new Map<string, string>();
  /** Results of one turn are one message: dialects want them together. */
  #results: UserPart[] | null = null;
  /** The last call in the older form, which has no id. */
  #functionCallId = '';

  constructor(dropped: DroppedNames) {
    this.#dropped = dropped;
  }

  read(message: JsonObject): void {
    const role = message.role;
    if (role === 'system' || role === 'developer') this.#readSystem(message);
    else if (role === 'assistant') this.#readAssistant(message);
    else if (role === 'tool') this.#readResult(message, textOf(message.tool_call_id));
    else if (role === 'function') this.#readResult(message, this.#functionCallId);
    else this.#readUser(message);
  }

  #readSystem(message: JsonObject): void {
    // The canonical form has one system prompt, before everything.
    if (this.messages.length > 0) this.#dropped.add('position of system messages');
    for (const part of this.#parts(message.content)) {
      if (part.type === 'text') this.system.push(part);
      else this.#dropped.add(`${part.type} in a system message`);
    }
  }

  #readUser(message: JsonObject): void {
    if (textOrNull(message.name) !== null) this.#dropped.add('name of a message');
    this.#push({ role: 'user', parts: this.#parts(message.content) });
  }

  #readAssistant(message: JsonObject): void {
    const parts: AssistantPart[] = [];
    const thinking = textOrNull(message.reasoning_content) ?? textOrNull(message.reasoning);
    if (thinking !== null) parts.push({ type: 'thinking', text: thinking });
    for (const raw of contentParts(message.content)) {
      if (raw.type === 'refusal') parts.push({ type: 'refusal', text: textOf(raw.refusal) });
      else if (raw.type === 'text') parts.push(textPart(raw));
      else this.#dropPart(raw);
    }
    const refusal = textOrNull(message.refusal);
    if (refusal !== null) parts.push({ type: 'refusal', text: refusal });
    for (const raw of objectsOf(message.tool_calls)) parts.push(this.#noteCall(readToolCall(raw)));
    if (isObject(message.function_call)) parts.push(this.#noteCall(this.#readFunctionCall(message.function_call)));
    if (isObject(message.audio)) this.#dropped.add('audio');
    this.#push({ role: 'assistant', parts });
  }

  #readFunctionCall(call: JsonObject): ToolCallPart {
    this.#functionCallId = `call_${this.messages.length}`;
    return {
      type: 'tool-call',
      id: this.#functionCallId,
      name: textOf(call.name),
      arguments: argumentsOf(call.arguments),
    };
  }

  #noteCall(call: ToolCallPart): ToolCallPart {
    this.#toolNames.set(call.id, call.name);
    return call;
  }

  #readResult(message: JsonObject, id: string): void {
    const content: (TextPart | ImagePart)[] = [];
    for (const part of this.#parts(message.content)) {
      if (part.type === 'text' || part.type === 'image') content.push(part);
      else this.#dropped.add(`${part.type} in a tool result`);
    }
    const name = textOrNull(message.name) ?? this.#toolNames.get(id) ?? null;
    const result: ToolResultPart = { type: 'tool-result', id, name, content, isError: false };
    if (this.#results !== null) {
      this.#results.push(result);
      return;
    }
    const results: UserPart[] = [result];
    this.#push({ role: 'user', parts: results });
    this.#results = results;
  }

  #push(message: CanonicalMessage): void {
    this.#results = null;
    this.messages.push(message);
  }

  #parts(content: unknown): (TextPart | ImagePart | FilePart)[] {
    const parts: (TextPart | ImagePart | FilePart)[] = [];
    for (const raw of contentParts(content)) {
      const part = readPart(raw);
      if (part === null) this.#dropPart(raw);
      else parts.push(part);
    }
    return parts;
  }

  #dropPart(raw: JsonObject): void {
    this.#dropped.add(raw.type === 'file' ? 'file_id' : textOf(raw.type) || 'content without a type');
  }
}

function contentParts(content: unknown): JsonObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return objectsOf(content);
}

function readPart(raw: JsonObject): TextPart | ImagePart | FilePart | null {
  if (raw.type === 'text') return textPart(raw);
  if (raw.type === 'image_url') {
    const { url, detail } = objectOf(raw.image_url);
    if (textOrNull(url) === null) return null;
    const named = textOrNull(detail);
    return {
      type: 'image',
      source: mediaSource(textOf(url)),
      ...(named === null ? {} : { detail: named }),
      ...cacheControl(raw),
    };
  }
  if (raw.type === 'input_audio') {
    const { data, format } = objectOf(raw.input_audio);
    const mediaType = `audio/${textOrNull(format) ?? 'wav'}`;
    return { type: 'file', source: { kind: 'base64', data: textOf(data), mediaType }, filename: null };
  }
  if (raw.type !== 'file') return null;
  const { file_data: data, filename } = objectOf(raw.file);
  // A file_id is a file at one account of OpenAI.
  if (textOrNull(data) === null) return null;
  return { type: 'file', source: mediaSource(textOf(data)), filename: textOrNull(filename), ...cacheControl(raw) };
}

function textPart(raw: JsonObject): TextPart {
  return { type: 'text', text: textOf(raw.text), ...cacheControl(raw) };
}

/** OpenRouter takes Anthropic's cache markers on parts. */
function cacheControl(raw: JsonObject): { cacheControl?: { ttl: '5m' | '1h' | null } } {
  if (!isObject(raw.cache_control)) return {};
  const ttl = raw.cache_control.ttl;
  return { cacheControl: { ttl: ttl === '5m' || ttl === '1h' ? ttl : null } };
}

/** Reads one tool call of a message, of a request or an answer. */
export function readToolCall(raw: JsonObject): ToolCallPart {
  const id = textOf(raw.id);
  if (isObject(raw.custom)) {
    const { name, input } = raw.custom;
    return { type: 'tool-call', id, name: textOf(name), arguments: customArguments(textOf(input)) };
  }
  const { name, arguments: args } = objectOf(raw.function);
  const signature = thoughtSignature(raw);
  return {
    type: 'tool-call',
    id,
    name: textOf(name),
    arguments: argumentsOf(args),
    ...(signature === null ? {} : { signature: { dialect: 'gemini', value: signature } }),
  };
}

/** Gemini's proof of thought where Google's OpenAI-compatible endpoint puts it. */
export function thoughtSignature(raw: JsonObject): string | null {
  return textOrNull(objectOf(objectOf(raw.extra_content).google).thought_signature);
}

/** Arguments as JSON text; some servers send them as an object. */
function argumentsOf(value: unknown): string {
  if (isObject(value) || listOf(value).length > 0) return JSON.stringify(value);
  return textOrNull(value) ?? '{}';
}
