/** A body of the Responses API in the canonical form. */
import type { CanonicalRequest, ReasoningRequest, ResponseFormat, ToolChoice } from '../canonical.ts';
import { invalid } from '../json-body.ts';
import { readJsonSchema } from '../openai-chat/chat-canonical.ts';
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
} from '../openai-chat/json-fields.ts';
import { type ParsedResponses, STORED_STATE } from './parse-responses-request.ts';
import { InputReader } from './read-input.ts';
import { canonicalName, readToolTable } from './tool-table.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'include',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'user',
  'safety_identifier',
  'stream',
  'stream_options',
]);

/** What `include` can ask for and every answer of ours has, or does without because nobody asked a built-in tool. */
const ENCRYPTED = 'reasoning.encrypted_content';
const LOGPROBS = 'message.output_text.logprobs';

/**
 * Translates a parsed request; what has no place is named in `dropped`.
 *
 * @throws {HeimdallError} `request_invalid` when the conversation is stored at OpenAI: nobody else has it.
 */
export function responsesToCanonical({ body, request }: Pick<ParsedResponses, 'body' | 'request'>): CanonicalRequest {
  for (const name of STORED_STATE) if (isSet(body[name])) throw storedElsewhere(name);
  const dropped = new DroppedNames();
  dropUnknown(body, KNOWN, dropped);
  const input = new InputReader(dropped);
  if (typeof body.instructions === 'string') input.readText('system', body.instructions);
  for (const item of objectsOf(body.instructions)) input.read(item);
  if (typeof body.input === 'string') input.readText('user', body.input);
  for (const item of objectsOf(body.input)) input.read(item);
  const tools = readToolTable(body);
  dropped.addAll(tools.dropped);
  const include = listOf(body.include);
  for (const name of include) {
    if (name !== ENCRYPTED && name !== LOGPROBS) dropped.add(`include ${String(name)}`);
  }
  const choice = objectOf(body.tool_choice);
  const allowed = choice.type === 'allowed_tools' ? new Set(objectsOf(choice.tools).map(choiceName)) : null;
  if (isSet(objectOf(body.text).verbosity)) dropped.add('text.verbosity');
  return {
    model: request.model,
    system: input.system,
    messages: input.messages,
    tools: tools.definitions.filter((tool) => allowed?.has(tool.name) ?? true),
    toolChoice: readToolChoice(body.tool_choice, dropped),
    parallelToolCalls: booleanOrNull(body.parallel_tool_calls),
    maxOutputTokens: request.maxOutputTokens,
    temperature: numberOrNull(body.temperature),
    topP: numberOrNull(body.top_p),
    topK: null,
    stop: [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    responseFormat: readFormat(objectOf(objectOf(body.text).format)),
    reasoning: readReasoning(objectOf(body.reasoning), dropped),
    logprobs: include.includes(LOGPROBS) ? (countOrNull(body.top_logprobs) ?? 0) : countOrNull(body.top_logprobs),
    n: 1,
    user: textOrNull(body.user) ?? textOrNull(body.safety_identifier),
    stream: request.stream,
    dropped: dropped.list(),
  };
}

function storedElsewhere(name: string): Error {
  const instead =
    name === 'prompt' ? 'Send the prompt itself in instructions and input.' : 'Send the whole conversation in input.';
  const what =
    name === 'previous_response_id'
      ? 'names a response that is not stored here with this credential, or not any more'
      : 'names something that is stored at OpenAI, and Heimdall stores none';
  const message = `${name} ${what}. ${instead}`;
  return invalid(name, message);
}

function choiceName(raw: JsonObject): string {
  return canonicalName(textOf(raw.name), raw.namespace);
}

function readToolChoice(choice: unknown, dropped: DroppedNames): ToolChoice | null {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice };
  if (!isObject(choice)) return null;
  if (choice.type === 'allowed_tools') return { type: choice.mode === 'required' ? 'required' : 'auto' };
  if (choice.type === 'function' || choice.type === 'custom') return { type: 'tool', name: choiceName(choice) };
  // A built-in tool, which is not there.
  dropped.add('tool_choice');
  return null;
}

function readFormat(format: JsonObject): ResponseFormat {
  if (format.type === 'json_object') return { type: 'json' };
  return format.type === 'json_schema' ? readJsonSchema(format) : { type: 'text' };
}

function readReasoning(reasoning: JsonObject, dropped: DroppedNames): ReasoningRequest | null {
  const effort = effortOrNull(reasoning.effort);
  if (isSet(reasoning.effort) && effort === null) dropped.add('reasoning.effort');
  const summary = reasoning.summary ?? reasoning.generate_summary;
  const show = isSet(summary) && summary !== 'none';
  return effort === null && !show ? null : { effort, budgetTokens: null, show };
}
