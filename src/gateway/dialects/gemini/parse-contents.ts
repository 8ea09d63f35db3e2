/** The conversation of a Gemini request in the canonical form. */
import type { AssistantPart, CanonicalMessage, FilePart, ImagePart, TextPart, UserPart } from '../canonical.ts';
import {
  camelCase,
  invalid,
  type JsonObject,
  read,
  readBoolean,
  readObject,
  readObjects,
  readString,
} from './fields.ts';
import { readFileData, readInlineData } from './media.ts';
import { mergeModelTurns } from './merge-turns.ts';
import { readContents } from './request-body.ts';
import { readSignature } from './signature.ts';
import { ToolIds } from './tool-ids.ts';

/** Fields of a part that are read below. */
const READ = new Set([
  'text',
  'thought',
  'thoughtSignature',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
]);

/** @param dropped Gets the names of what has no place in the canonical form. */
export function parseContents(body: JsonObject, dropped: Set<string>): CanonicalMessage[] {
  const ids = new ToolIds();
  const messages = readContents(body).flatMap(({ content, role, path }): CanonicalMessage[] => {
    const parts = readObjects(content, 'parts', path) ?? [];
    noteUnread(parts, dropped);
    if (role === 'assistant') {
      const read = parts.flatMap((part, index) => modelParts(part, `${path}.parts[${index}]`, ids, dropped));
      return read.length === 0 ? [] : [{ role, parts: read }];
    }
    const read = parts.flatMap((part, index) => userParts(part, `${path}.parts[${index}]`, ids));
    return read.length === 0 ? [] : [{ role: 'user', parts: read }];
  });
  return mergeModelTurns(messages);
}

function noteUnread(parts: readonly JsonObject[], dropped: Set<string>): void {
  for (const part of parts) {
    for (const name of Object.keys(part)) {
      if (!READ.has(camelCase(name))) dropped.add(`parts.${camelCase(name)}`);
    }
  }
}

function userParts(part: JsonObject, path: string, ids: ToolIds): UserPart[] {
  const parts: UserPart[] = [];
  const result = readObject(part, 'functionResponse', path);
  if (result !== null) parts.push(toolResult(result, `${path}.functionResponse`, ids));
  const media = mediaOf(part, path);
  if (media !== null) parts.push(media);
  const text = readString(part, 'text', path);
  if (text !== null && text !== '') parts.push({ type: 'text', text });
  return parts;
}

function mediaOf(part: JsonObject, path: string): ImagePart | FilePart | null {
  const inline = readObject(part, 'inlineData', path);
  if (inline !== null) return readInlineData(inline, `${path}.inlineData`);
  const file = readObject(part, 'fileData', path);
  return file === null ? null : readFileData(file, `${path}.fileData`);
}

function toolResult(result: JsonObject, path: string, ids: ToolIds): UserPart {
  const name = readString(result, 'name', path);
  const response = readObject(result, 'response', path) ?? {};
  const { text, isError } = resultText(response);
  const images = (readObjects(result, 'parts', path) ?? []).flatMap((part, index) => {
    const media = mediaOf(part, `${path}.parts[${index}]`);
    return media?.type === 'image' ? [media] : [];
  });
  const content: (TextPart | ImagePart)[] = text === '' ? images : [{ type: 'text', text }, ...images];
  return { type: 'tool-result', id: ids.result(readString(result, 'id', path), name ?? ''), name, content, isError };
}

/** Google's two keys by convention, `output` and `error`; whatever else is the output as it stands. */
function resultText(response: JsonObject): { text: string; isError: boolean } {
  const keys = Object.keys(response);
  const [only] = keys;
  if (keys.length === 1 && (only === 'output' || only === 'error')) {
    const value = response[only];
    return { text: typeof value === 'string' ? value : JSON.stringify(value), isError: only === 'error' };
  }
  return { text: keys.length === 0 ? '' : JSON.stringify(response), isError: false };
}

function modelParts(part: JsonObject, path: string, ids: ToolIds, dropped: Set<string>): AssistantPart[] {
  const signature = readSignature(read(part, 'thoughtSignature'));
  const call = readObject(part, 'functionCall', path);
  if (call !== null) {
    const at = `${path}.functionCall`;
    const name = readString(call, 'name', at);
    if (name === null) throw invalid(`${at}.name`, `${at}.name must be a string.`);
    const id = ids.call(readString(call, 'id', at), name);
    const args = JSON.stringify(readObject(call, 'args', at) ?? {});
    const signed = signature === null ? {} : { signature: signature.secret };
    return [{ type: 'tool-call', id, name, arguments: args, ...signed }];
  }
  const text = readString(part, 'text', path) ?? '';
  if (readBoolean(part, 'thought', path) === true) {
    if (text === '' && signature === null) return [];
    const proof = signature === null ? {} : { signature: signature.secret };
    return [{ type: 'thinking', text, ...proof, ...(signature?.redacted === true ? { redacted: true } : {}) }];
  }
  // Signatures of plain text are Gemini's own and optional; the canonical text has no place for them.
  if (signature !== null) dropped.add('thoughtSignature of text');
  for (const name of ['inlineData', 'fileData']) {
    if (read(part, name) !== undefined) dropped.add(`parts.${name} of the model`);
  }
  return text === '' ? [] : [{ type: 'text', text }];
}
