/** What the simulator says. Pure and deterministic: the same request gets the same answer. */

import type { Bucket, Effort } from '../../shared/decision.ts';
import type { ChatBody } from '../dialects/openai-chat/parse-chat-request.ts';
import { exampleValue, hintsFrom } from './example-value.ts';

/** What the simulator is asked. */
export interface SimulationRequest {
  readonly body: ChatBody;
  /** Catalog id of the model that would have answered. */
  readonly model: string;
  readonly effort: Effort | null;
  readonly bucket: Bucket;
  /** Estimated tokens of the request. */
  readonly inputTokens: number;
  /** Unix time in seconds. */
  readonly createdS: number;
  /** Why no model answers, and what to do about it; the end of a sentence. */
  readonly reason: string;
  /** True adds the usage chunk to a stream. */
  readonly includeUsage: boolean;
}

export interface SimulatedAnswer {
  /** Null when a tool is called. */
  readonly text: string | null;
  readonly tool: SimulatedToolCall | null;
}

export interface SimulatedToolCall {
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
  /** The tool was offered in the older `functions` form. */
  readonly legacy: boolean;
}

const QUOTE_CHARS = 120;

/** Decides between a tool call, JSON and text. */
export function simulateAnswer(request: SimulationRequest): SimulatedAnswer {
  const asked = lastMessage(request.body);
  const tool = chooseTool(request.body, asked);
  if (tool !== null) {
    const args = JSON.stringify(exampleValue(tool.parameters ?? { type: 'object' }, hintsFrom(asked.text)));
    return { text: null, tool: { name: tool.name, arguments: args, legacy: tool.legacy } };
  }
  return { text: jsonAnswer(request) ?? plainAnswer(request, asked), tool: null };
}

function notice({ model, effort, bucket, reason }: SimulationRequest): string {
  const at = effort === null ? '' : ` at effort ${effort}`;
  return `[simulated] No model answered. Heimdall chose ${model}${at} (${bucket} bucket) for this request, but ${reason}.`;
}

function plainAnswer(request: SimulationRequest, asked: LastMessage): string {
  const quote = asked.text.trim().replace(/\s+/g, ' ');
  if (quote === '') return notice(request);
  const short = quote.length > QUOTE_CHARS ? `${quote.slice(0, QUOTE_CHARS)}…` : quote;
  const what = asked.role === 'tool' ? 'The tool answered' : 'The request was';
  return `${notice(request)}\n\n${what}: “${short}”`;
}

/** Where JSON was asked for, prose would break the caller: the notice goes into a string of the object instead. */
function jsonAnswer(request: SimulationRequest): string | null {
  const format = request.body.response_format as { type?: unknown; json_schema?: { schema?: unknown } } | undefined;
  if (format?.type === 'json_object') return JSON.stringify({ simulated: notice(request) });
  if (format?.type !== 'json_schema') return null;
  return JSON.stringify(exampleValue(format.json_schema?.schema ?? { type: 'object' }, [notice(request)]));
}

interface LastMessage {
  readonly role: string;
  readonly text: string;
}

function lastMessage(body: ChatBody): LastMessage {
  const messages = body.messages as readonly { role: string; content?: unknown }[];
  const last = messages[messages.length - 1] as { role: string; content?: unknown };
  const parts = Array.isArray(last.content)
    ? (last.content as readonly { text?: unknown }[])
    : [{ text: last.content }];
  const text = parts.map((part) => (typeof part.text === 'string' ? part.text : '')).join(' ');
  return { role: last.role === 'function' ? 'tool' : last.role, text };
}

interface OfferedTool {
  readonly name: string;
  readonly parameters: unknown;
  readonly legacy: boolean;
}

/** The tool that the caller forces, or that the last user message asks for by name. */
function chooseTool(body: ChatBody, asked: LastMessage): OfferedTool | null {
  const choice = body.tool_choice ?? body.function_call;
  // After a tool has answered a model would talk, and calling again would never end.
  if (choice === 'none' || asked.role !== 'user') return null;
  const tools = offeredTools(body);
  const forced = forcedName(choice);
  if (forced !== null) return tools.find((tool) => tool.name === forced) ?? null;
  const named = tools.find((tool) => mentions(asked.text, tool.name));
  return named ?? (choice === 'required' ? (tools[0] ?? null) : null);
}

function offeredTools(body: ChatBody): OfferedTool[] {
  const modern = Array.isArray(body.tools) ? body.tools.map((tool) => (tool as { function?: unknown }).function) : [];
  const legacy = Array.isArray(body.functions) ? (body.functions as unknown[]) : [];
  const offered: OfferedTool[] = [];
  for (const definition of [...modern, ...legacy]) {
    const { name, parameters } = (definition ?? {}) as { name?: unknown; parameters?: unknown };
    if (typeof name === 'string' && name !== '')
      offered.push({ name, parameters, legacy: legacy.includes(definition) });
  }
  return offered;
}

function forcedName(choice: unknown): string | null {
  if (typeof choice !== 'object' || choice === null) return null;
  const { name, function: inner } = choice as { name?: unknown; function?: { name?: unknown } };
  const found = inner?.name ?? name;
  return typeof found === 'string' ? found : null;
}

/** `get_weather` is asked for by "get_weather", "get weather" and "getWeather". */
function mentions(text: string, name: string): boolean {
  const words = (value: string) =>
    ` ${value
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `;
  return words(text).includes(words(name));
}
