/** Complete chat completions: read from an upstream, written for a client. */
import { HeimdallError } from '../../../core/index.ts';
import type { AssistantPart, CanonicalAnswer, ToolCallPart } from '../canonical.ts';
import { answerId } from './answer-id.ts';
import { customInput } from './custom-tools.ts';
import { readFinishReason, writeFinishReason } from './finish-reason.ts';
import { isObject, type JsonObject, listOf, objectOf, objectsOf, textOf, textOrNull } from './json-fields.ts';
import { readToolCall } from './read-messages.ts';
import { readChatUsage, writeChatUsage } from './usage.ts';

/** @throws {HeimdallError} `provider_bad_response` when the body is no chat completion. */
export function readChatAnswer(body: unknown): CanonicalAnswer {
  const choice = listOf(objectOf(body).choices)[0];
  if (!isObject(body) || !isObject(choice) || !isObject(choice.message)) {
    throw new HeimdallError('provider_bad_response', 'The provider answered something that is no chat completion.');
  }
  const parts = readParts(choice.message);
  const seen = {
    calls: parts.some((part) => part.type === 'tool-call'),
    refusal: parts.some((part) => part.type === 'refusal'),
  };
  return {
    id: textOf(body.id),
    model: textOf(body.model),
    parts,
    finish: readFinishReason(choice.finish_reason, seen),
    stopSequence: null,
    usage: readChatUsage(body.usage),
  };
}

function readParts(message: JsonObject): AssistantPart[] {
  const parts: AssistantPart[] = [];
  const thinking = textOrNull(message.reasoning_content) ?? textOrNull(message.reasoning);
  if (thinking !== null) parts.push({ type: 'thinking', text: thinking });
  const text = contentText(message.content);
  if (text !== '') parts.push({ type: 'text', text });
  const refusal = textOrNull(message.refusal);
  if (refusal !== null) parts.push({ type: 'refusal', text: refusal });
  for (const raw of objectsOf(message.tool_calls)) parts.push(withId(readToolCall(raw), parts.length));
  if (isObject(message.function_call)) {
    parts.push(withId(readToolCall({ function: message.function_call }), parts.length));
  }
  return parts;
}

/** Results refer to calls by their id, so a call without one gets one. */
function withId(call: ToolCallPart, index: number): ToolCallPart {
  return call.id === '' ? { ...call, id: `call_${index}` } : call;
}

/** Some servers answer in parts. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map((part) => textOf(part.text))
    .join('');
}

/** What the caller's request says about the form of the answer. */
export interface ChatForm {
  /** The caller offered the older `functions` alone. */
  readonly legacy: boolean;
  /** Names of the custom tools that were offered. */
  readonly customTools: ReadonlySet<string>;
  readonly includeUsage: boolean;
}

export function chatForm(body: JsonObject): ChatForm {
  const custom = objectsOf(body.tools).filter((tool) => tool.type === 'custom');
  return {
    legacy: !Array.isArray(body.tools) && Array.isArray(body.functions),
    customTools: new Set(custom.map((tool) => textOf(objectOf(tool.custom).name))),
    includeUsage: objectOf(body.stream_options).include_usage === true,
  };
}

/** @param created Unix time in seconds. */
export function writeChatAnswer(answer: CanonicalAnswer, form: ChatForm, created: number): Record<string, unknown> {
  const textOfParts = (type: 'text' | 'thinking' | 'refusal'): string =>
    answer.parts.map((part) => (part.type === type ? part.text : '')).join('');
  const text = textOfParts('text');
  const thinking = textOfParts('thinking');
  const refusal = textOfParts('refusal');
  const calls = answer.parts.filter((part) => part.type === 'tool-call');
  const message: Record<string, unknown> = {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
  };
  if (thinking !== '') message.reasoning_content = thinking;
  const [first] = calls;
  if (form.legacy && first !== undefined) {
    message.function_call = { name: first.name, arguments: first.arguments };
  } else if (calls.length > 0) {
    message.tool_calls = calls.map((call) => writeToolCall(call, form));
  }
  const finish = writeFinishReason(answer.finish, form.legacy, refusal !== '');
  return {
    id: answerId('chatcmpl-', answer.id),
    object: 'chat.completion',
    created,
    model: answer.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    ...(answer.usage === null ? {} : { usage: writeChatUsage(answer.usage) }),
  };
}

function writeToolCall(call: ToolCallPart, form: ChatForm): Record<string, unknown> {
  const { id, name } = call;
  if (form.customTools.has(name)) {
    return { id, type: 'custom', custom: { name, input: customInput(call.arguments) } };
  }
  return { id, type: 'function', function: { name, arguments: call.arguments }, ...extraContent(call) };
}

/** Gemini's proof of thought, where clients of Google's OpenAI-compatible endpoint keep it for the next turn. */
export function extraContent(call: Pick<ToolCallPart, 'signature'>): Record<string, unknown> {
  if (call.signature?.dialect !== 'gemini') return {};
  return { extra_content: { google: { thought_signature: call.signature.value } } };
}
