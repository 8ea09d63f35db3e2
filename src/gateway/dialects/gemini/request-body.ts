/** The parts of a `generateContent` body that both routing and translation read. */
import type { Role } from '../../../core/index.ts';
import { invalid, isObject, type JsonObject, pathOf, read, readObjects, readString } from './fields.ts';

/** Every function that is declared, with its tool's other fields left out. */
export function functionDeclarations(body: JsonObject): JsonObject[] {
  const path = pathOf(body, 'tools', '');
  return (readObjects(body, 'tools', '') ?? []).flatMap((tool, index) => [
    ...(readObjects(tool, 'functionDeclarations', `${path}[${index}]`) ?? []),
  ]);
}

export function isJsonMode(config: JsonObject, path: string): boolean {
  const mimeType = readString(config, 'responseMimeType', path);
  return mimeType === 'application/json' || (mimeType === null && responseSchema(config) !== null);
}

/** The schema that the answer must follow, in Google's form or as JSON Schema. */
export function responseSchema(config: JsonObject): JsonObject | null {
  const schema = read(config, 'responseJsonSchema') ?? read(config, 'responseSchema');
  return isObject(schema) ? schema : null;
}

/** Texts of the system instruction: a Content, or a string as older clients send. */
export function systemTexts(body: JsonObject): string[] {
  const value = read(body, 'systemInstruction');
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  const path = pathOf(body, 'systemInstruction', '');
  if (!isObject(value)) throw invalid(path, `${path} must be a Content or a string.`);
  return (readObjects(value, 'parts', path) ?? []).flatMap((part, index) => {
    const text = readString(part, 'text', `${path}.parts[${index}]`);
    return text === null || text === '' ? [] : [text];
  });
}

const ROLES: Readonly<Record<string, Role>> = { user: 'user', model: 'assistant', function: 'tool' };

/** The contents with their roles checked. */
export function readContents(body: JsonObject): { content: JsonObject; role: Role; path: string }[] {
  const contents = readObjects(body, 'contents', '');
  if (contents === null) throw invalid('contents', 'contents is missing. Send an array of Content objects.');
  if (contents.length === 0) throw invalid('contents', 'contents must not be empty.');
  return contents.map((content, index) => {
    const path = `contents[${index}]`;
    const name = readString(content, 'role', path) ?? 'user';
    // An empty role is what protobuf's JSON makes of none.
    const role = name === '' ? 'user' : Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;
    if (role === undefined) {
      throw invalid(`${path}.role`, `${path}.role must be one of ${Object.keys(ROLES).join(', ')}.`);
    }
    return { content, role, path };
  });
}
