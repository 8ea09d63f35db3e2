/**
 * Reads a `generateContent` body by hand. Only what routing looks at is checked here; the rest is checked when the
 * request is translated, or is Google's business when it is passed through.
 */

import type { ChatMessage, ChatRequest, Role } from '../../../core/index.ts';
import type { ParsedRequest } from '../dialect.ts';
import { parseJsonBody } from '../json-body.ts';
import { invalid, type JsonObject, pathOf, read, readCount, readObject, readObjects, readString } from './fields.ts';
import { bareModelId } from './model-family.ts';
import { functionDeclarations, isJsonMode, readContents, systemTexts } from './request-body.ts';
import { readSignature } from './signature.ts';
import { toCanonical } from './to-canonical.ts';

export interface PathHints {
  readonly model?: string;
  readonly stream?: boolean;
}

/** @throws {HeimdallError} `request_invalid`; `context.param` names the field. */
export function parseRequest(bytes: Uint8Array, hints: PathHints = {}): ParsedRequest {
  return parseBody(parseJsonBody(bytes, 'contents'), hints);
}

/** As `parseRequest`, for a body that is JSON already. */
export function parseBody(body: JsonObject, hints: PathHints): ParsedRequest {
  const request = routingView(body, hints);
  return { dialect: 'gemini', body, request, canonical: () => toCanonical(body, request) };
}

function routingView(body: JsonObject, hints: PathHints): ChatRequest {
  const model = bareModelId(hints.model ?? readString(body, 'model', '') ?? '');
  if (model === '') {
    throw invalid('model', 'The model is missing from the path. Use models/heimdall/auto to let Heimdall choose.');
  }
  const config = readObject(body, 'generationConfig', '') ?? {};
  const configPath = pathOf(body, 'generationConfig', '');
  const declarations = functionDeclarations(body);
  return {
    model: model === 'auto' ? 'heimdall/auto' : model,
    messages: [...systemMessages(body), ...contentMessages(body)],
    tools: declarations.length,
    toolsChars: declarations.length === 0 ? 0 : JSON.stringify(declarations).length,
    jsonMode: isJsonMode(config, configPath),
    stream: hints.stream ?? false,
    maxOutputTokens: readCount(config, 'maxOutputTokens', configPath, 1),
  };
}

function systemMessages(body: JsonObject): ChatMessage[] {
  const texts = systemTexts(body);
  return texts.length === 0 ? [] : [{ role: 'system', text: texts.join('\n'), images: 0, toolCalls: 0 }];
}

function contentMessages(body: JsonObject): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const { content, role, path } of readContents(body)) {
    for (const message of splitContent(readObjects(content, 'parts', path) ?? [], role, path)) {
      const last = messages.at(-1);
      // The SDK's chat keeps every frame of a streamed answer as a Content of its own: they are one turn.
      if (role === 'assistant' && last?.role === 'assistant') messages[messages.length - 1] = joined(last, message);
      else messages.push(message);
    }
  }
  return messages;
}

function joined(first: ChatMessage, second: ChatMessage): ChatMessage {
  return {
    role: first.role,
    text: first.text + second.text,
    images: first.images + second.images,
    toolCalls: first.toolCalls + second.toolCalls,
    ...(first.signed === true || second.signed === true ? { signed: true } : {}),
  };
}

/** Results of tools come in a user's Content; they are a message of their own to routing. */
function splitContent(parts: readonly JsonObject[], role: Role, path: string): ChatMessage[] {
  const spoken: string[] = [];
  const results: string[] = [];
  let images = 0;
  let toolCalls = 0;
  let signed = false;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as JsonObject;
    const at = `${path}.parts[${index}]`;
    const text = readString(part, 'text', at);
    // Thoughts of earlier turns are not what was said.
    if (text !== null && read(part, 'thought') !== true) spoken.push(text);
    if (readObject(part, 'functionCall', at) !== null) toolCalls++;
    const result = readObject(part, 'functionResponse', at);
    if (result !== null) results.push(JSON.stringify(read(result, 'response') ?? {}));
    if (isImage(part, at)) images++;
    if (role === 'assistant' && readSignature(read(part, 'thoughtSignature')) !== null) signed = true;
  }
  const messages: ChatMessage[] = [];
  if (results.length > 0) messages.push({ role: 'tool', text: results.join('\n'), images: 0, toolCalls: 0 });
  if (results.length === 0 || spoken.length > 0 || images > 0) {
    messages.push({ role, text: spoken.join('\n'), images, toolCalls, ...(signed ? { signed } : {}) });
  }
  return messages;
}

function isImage(part: JsonObject, path: string): boolean {
  const media = readObject(part, 'inlineData', path) ?? readObject(part, 'fileData', path);
  return media !== null && String(read(media, 'mimeType')).startsWith('image/');
}
