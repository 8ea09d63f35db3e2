/** A Gemini request in the canonical form. */
import type { ChatRequest } from '../../../core/index.ts';
import type { CanonicalRequest, ResponseFormat, ToolChoice, ToolDefinition } from '../canonical.ts';
import {
  camelCase,
  invalid,
  type JsonObject,
  pathOf,
  readBoolean,
  readCount,
  readNumber,
  readObject,
  readObjects,
  readString,
  readStrings,
} from './fields.ts';
import { parseContents } from './parse-contents.ts';
import { functionDeclarations, isJsonMode, responseSchema, systemTexts } from './request-body.ts';
import { toJsonSchema } from './schema.ts';
import { parseThinking } from './thinking.ts';

const READ_FIELDS = new Set(['model', 'contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig']);
const READ_CONFIG = new Set([
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'stopSequences',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'candidateCount',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseLogprobs',
  'logprobs',
  'thinkingConfig',
]);

/** @throws {HeimdallError} `request_invalid`; `context.param` names the field. */
export function toCanonical(body: JsonObject, request: ChatRequest): CanonicalRequest {
  const dropped = new Set<string>();
  noteUnread(body, READ_FIELDS, '', dropped);
  const path = pathOf(body, 'generationConfig', '');
  const config = readObject(body, 'generationConfig', '') ?? {};
  noteUnread(config, READ_CONFIG, 'generationConfig.', dropped);
  const { tools, toolChoice } = parseTools(body, dropped);
  return {
    model: request.model,
    system: systemTexts(body).map((text) => ({ type: 'text', text })),
    messages: parseContents(body, dropped),
    tools,
    toolChoice,
    parallelToolCalls: null,
    maxOutputTokens: request.maxOutputTokens,
    temperature: readNumber(config, 'temperature', path),
    topP: readNumber(config, 'topP', path),
    topK: readNumber(config, 'topK', path),
    stop: readStrings(config, 'stopSequences', path),
    seed: readNumber(config, 'seed', path),
    presencePenalty: readNumber(config, 'presencePenalty', path),
    frequencyPenalty: readNumber(config, 'frequencyPenalty', path),
    responseFormat: parseFormat(config, path, dropped),
    reasoning: parseThinking(config, path),
    logprobs: parseLogprobs(config, path),
    n: readCount(config, 'candidateCount', path, 1) ?? 1,
    user: null,
    stream: request.stream,
    dropped: [...dropped],
  };
}

function noteUnread(object: JsonObject, known: ReadonlySet<string>, prefix: string, dropped: Set<string>): void {
  for (const [name, value] of Object.entries(object)) {
    const field = camelCase(name);
    if (value !== null && value !== undefined && !known.has(field)) dropped.add(prefix + field);
  }
}

function parseLogprobs(config: JsonObject, path: string): number | null {
  if (readBoolean(config, 'responseLogprobs', path) !== true) return null;
  return readCount(config, 'logprobs', path, 0) ?? 0;
}

function parseFormat(config: JsonObject, path: string, dropped: Set<string>): ResponseFormat {
  if (!isJsonMode(config, path)) {
    const mimeType = readString(config, 'responseMimeType', path);
    if (mimeType !== null && mimeType !== 'text/plain') dropped.add(`responseMimeType ${mimeType}`);
    return { type: 'text' };
  }
  const schema = responseSchema(config);
  if (schema === null) return { type: 'json' };
  // Not strict: OpenAI's strict mode refuses schemas that Google takes.
  return { type: 'json-schema', name: 'response', schema: toJsonSchema(schema), strict: false };
}

function parseTools(
  body: JsonObject,
  dropped: Set<string>,
): { tools: readonly ToolDefinition[]; toolChoice: ToolChoice | null } {
  for (const tool of readObjects(body, 'tools', '') ?? []) {
    noteUnread(tool, new Set(['functionDeclarations']), 'tools.', dropped);
  }
  const tools = functionDeclarations(body).map((declaration) => parseDeclaration(declaration, dropped));
  const config = readObject(body, 'toolConfig', '');
  if (config === null) return { tools, toolChoice: null };
  noteUnread(config, new Set(['functionCallingConfig']), 'toolConfig.', dropped);
  const path = pathOf(body, 'toolConfig', '');
  const calling = readObject(config, 'functionCallingConfig', path);
  if (calling === null) return { tools, toolChoice: null };
  const at = pathOf(config, 'functionCallingConfig', path);
  const allowed = readStrings(calling, 'allowedFunctionNames', at);
  const mode = readString(calling, 'mode', at)?.toUpperCase() ?? 'AUTO';
  // The promise "one of these only" is kept by offering no others.
  const offered = allowed.length === 0 ? tools : tools.filter(({ name }) => allowed.includes(name));
  return { tools: offered, toolChoice: parseMode(mode, allowed, at, dropped) };
}

function parseMode(mode: string, allowed: readonly string[], path: string, dropped: Set<string>): ToolChoice {
  const [only] = allowed;
  switch (mode) {
    case 'NONE':
      return { type: 'none' };
    case 'ANY':
      return allowed.length === 1 && only !== undefined ? { type: 'tool', name: only } : { type: 'required' };
    case 'VALIDATED':
      dropped.add('functionCallingConfig.mode VALIDATED');
      return { type: 'auto' };
    case 'AUTO':
    case 'MODE_UNSPECIFIED':
      return { type: 'auto' };
    default:
      throw invalid(`${path}.mode`, `${path}.mode must be one of AUTO, ANY, NONE, VALIDATED.`);
  }
}

const READ_DECLARATION = new Set(['name', 'description', 'parameters', 'parametersJsonSchema']);

function parseDeclaration(declaration: JsonObject, dropped: Set<string>): ToolDefinition {
  noteUnread(declaration, READ_DECLARATION, 'functionDeclarations.', dropped);
  const name = readString(declaration, 'name', 'tools.functionDeclarations');
  if (name === null || name === '') {
    throw invalid('tools.functionDeclarations.name', 'Every function declaration needs a name.');
  }
  const path = `tools.functionDeclarations(${name})`;
  const schema = readObject(declaration, 'parametersJsonSchema', path) ?? readObject(declaration, 'parameters', path);
  const parameters = schema === null ? { type: 'object', properties: {} } : toJsonSchema(schema);
  return { name, description: readString(declaration, 'description', path), parameters };
}
