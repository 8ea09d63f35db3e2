/** The items of `output`, as complete answers have them and streams end them with. */
import type { BoundSecret } from '../canonical.ts';
import { customInput } from '../openai-chat/custom-tools.ts';
import { type SecretKind, writeSecret } from './encrypted-content.ts';
import { namedTool, type ToolTable } from './tool-table.ts';

type Json = Record<string, unknown>;
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** Gives the items of one response ids that are unique in a conversation. */
export class ItemIds {
  readonly #suffix: string;
  #count = 0;

  constructor(responseId: string) {
    this.#suffix = responseId.replace(/^resp_/, '');
  }

  /** @param prefix `msg`, `rs`, `fc` or `ctc`, as OpenAI has them. */
  next(prefix: string): string {
    return `${prefix}_${this.#suffix}_${this.#count++}`;
  }
}

export function textContent(text: string): Json {
  return { type: 'output_text', annotations: [], logprobs: [], text };
}

export function refusalContent(refusal: string): Json {
  return { type: 'refusal', refusal };
}

export function messageItem(id: string, content: readonly Json[], status: ItemStatus): Json {
  return { id, type: 'message', status, content, role: 'assistant' };
}

/** A proof that travels in a reasoning item. */
export interface CarriedSecret {
  readonly secret: BoundSecret;
  readonly kind: SecretKind;
}

/** @param carried Null when there is none, or when the caller did not ask for it with `include`. */
export function reasoningItem(id: string, text: string, carried: CarriedSecret | null): Json {
  const item: Json = { id, type: 'reasoning', summary: text === '' ? [] : [{ type: 'summary_text', text }] };
  if (carried !== null) item.encrypted_content = writeSecret(carried.secret, carried.kind);
  return item;
}

/** Ids of the items of calls tell their kind, too. */
export function callPrefix(table: ToolTable, name: string): 'fc' | 'ctc' {
  return namedTool(table, name).custom ? 'ctc' : 'fc';
}

/** @param input What the caller gets: JSON arguments, or the text of a custom tool. */
export function callItem(
  id: string,
  call: { readonly id: string; readonly name: string },
  input: string,
  status: ItemStatus,
  table: ToolTable,
): Json {
  const tool = namedTool(table, call.name);
  const namespace = tool.namespace === null ? {} : { namespace: tool.namespace };
  const shared = { id, status, call_id: call.id, name: tool.name, ...namespace };
  return tool.custom
    ? { type: 'custom_tool_call', ...shared, input }
    : { type: 'function_call', ...shared, arguments: input };
}

/** What the caller gets of a call's arguments. */
export function callInput(table: ToolTable, name: string, args: string): string {
  if (namedTool(table, name).custom) return customInput(args);
  return args === '' ? '{}' : args;
}
