/** A canonical conversation as Gemini's `contents`. */

import type {
  AssistantPart,
  CanonicalMessage,
  CanonicalRequest,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { parseArgumentsText } from '../json-body.ts';
import { isObject, type JsonObject } from './fields.ts';
import { renderMedia } from './media.ts';
import type { ModelFamily } from './model-family.ts';
import { SKIP_VALIDATION } from './signature.ts';

interface Content {
  readonly role: 'user' | 'model';
  readonly parts: JsonObject[];
}

/** @param dropped Gets what could not be carried. */
export function renderContents(request: CanonicalRequest, family: ModelFamily, dropped: Set<string>): Content[] {
  const names = callNames(request.messages);
  const contents: Content[] = [];
  for (const message of request.messages) {
    const parts =
      message.role === 'user'
        ? userParts(message.parts, names, family, dropped)
        : modelParts(message.parts, family, dropped);
    if (parts.length === 0) continue;
    const role = message.role === 'user' ? 'user' : 'model';
    const last = contents.at(-1);
    // Gemini wants turns to alternate, and all results of a step in one turn.
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  return contents;
}

/** Results name their tool on this wire; elsewhere only the call does. */
function callNames(messages: readonly CanonicalMessage[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    for (const part of message.parts) if (part.type === 'tool-call') names.set(part.id, part.name);
  }
  return names;
}

function userParts(
  parts: readonly UserPart[],
  names: ReadonlyMap<string, string>,
  family: ModelFamily,
  dropped: Set<string>,
): JsonObject[] {
  const responses: JsonObject[] = [];
  const rest: JsonObject[] = [];
  for (const part of parts) {
    if ('cacheControl' in part && part.cacheControl !== undefined) dropped.add('cache_control');
    if (part.type === 'text') {
      // An empty part is refused.
      if (part.text !== '') rest.push({ text: part.text });
    } else if (part.type === 'tool-result') {
      const { response, beside } = functionResponse(part, names, family, dropped);
      responses.push(response);
      rest.push(...beside);
    } else {
      if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto') dropped.add('image detail');
      const media = renderMedia(part, family.webFiles);
      if (media.part === null) dropped.add(media.dropped);
      else rest.push(media.part);
    }
  }
  return [...responses, ...rest];
}

function functionResponse(
  result: ToolResultPart,
  names: ReadonlyMap<string, string>,
  family: ModelFamily,
  dropped: Set<string>,
): { response: JsonObject; beside: JsonObject[] } {
  const texts: string[] = [];
  const images: JsonObject[] = [];
  for (const part of result.content) {
    if (part.type === 'text') {
      texts.push(part.text);
      continue;
    }
    const media = renderMedia(part, family.webFiles);
    if (media.part === null) dropped.add(media.dropped);
    else images.push(media.part);
  }
  const text = texts.join('\n');
  const functionResponse = {
    id: result.id,
    name: names.get(result.id) ?? result.name ?? 'tool',
    response: result.isError ? { error: text } : { output: text },
    ...(family.imagesInResponses && images.length > 0 ? { parts: images } : {}),
  };
  // Older models take no image inside the response, but do beside it.
  return { response: { functionResponse }, beside: family.imagesInResponses ? [] : images };
}

function modelParts(parts: readonly AssistantPart[], family: ModelFamily, dropped: Set<string>): JsonObject[] {
  const rendered: JsonObject[] = [];
  let isFirstCall = true;
  for (const part of parts) {
    switch (part.type) {
      case 'text':
        if (part.cacheControl !== undefined) dropped.add('cache_control');
        if (part.text !== '') rendered.push({ text: part.text });
        break;
      case 'refusal':
        if (part.text !== '') rendered.push({ text: part.text });
        break;
      case 'thinking':
        // Without Google's signature it would be another model's thoughts in Gemini's name.
        if (part.signature?.dialect === 'gemini') {
          rendered.push({ text: part.text, thought: true, thoughtSignature: part.signature.value });
        } else dropped.add(part.signature === undefined ? 'thinking' : `thinking signed by ${part.signature.dialect}`);
        break;
      case 'tool-call':
        rendered.push(functionCall(part, isFirstCall && family.signedCalls, dropped));
        isFirstCall = false;
        break;
    }
  }
  return rendered;
}

/** @param mustSign Gemini 3 asks for a signature with the first call of a step, and takes a word in its place. */
function functionCall(call: ToolCallPart, mustSign: boolean, dropped: Set<string>): JsonObject {
  const own = call.signature?.dialect === 'gemini' ? call.signature.value : undefined;
  if (call.signature !== undefined && own === undefined) dropped.add(`signature of ${call.signature.dialect}`);
  const signature = own ?? (mustSign ? SKIP_VALIDATION : undefined);
  return {
    functionCall: { id: call.id, name: call.name, args: parseArguments(call.arguments) },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  };
}

/** Arguments must be an object on this wire; models of other providers write broken JSON now and then. */
export function parseArguments(text: string): JsonObject {
  if (text.trim() === '') return {};
  try {
    const value = parseArgumentsText(text);
    return isObject(value) ? value : { value };
  } catch {
    return { raw: text };
  }
}
