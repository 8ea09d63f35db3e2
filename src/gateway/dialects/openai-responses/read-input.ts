/** The items of `input` in the canonical form. */
import type {
  AssistantPart,
  BoundSecret,
  CanonicalMessage,
  FilePart,
  ImagePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { invalid } from '../json-body.ts';
import { customArguments } from '../openai-chat/custom-tools.ts';
import { mediaSource } from '../openai-chat/data-url.ts';
import { type DroppedNames, type JsonObject, objectsOf, textOf, textOrNull } from '../openai-chat/json-fields.ts';
import { readSecret } from './encrypted-content.ts';
import { canonicalName } from './tool-table.ts';

/**
 * Reads items one by one. Items and parts without a place in the canonical form are named in `dropped`.
 *
 * @throws {HeimdallError} `request_invalid` when a call is stored at OpenAI and only its result was sent.
 */
export class InputReader {
  readonly system: TextPart[] = [];
  readonly messages: CanonicalMessage[] = [];
  readonly #dropped: DroppedNames;
  readonly #toolNames = new Map<string, string>();
  /** What one turn of the model consists of comes as many items, and so do the results of its calls. */
  #turn: AssistantPart[] | null = null;
  #results: UserPart[] | null = null;
  /** Items were left out that only OpenAI has. */
  #hasReferences = false;
  #callSecret: BoundSecret | null = null;

  constructor(dropped: DroppedNames) {
    this.#dropped = dropped;
  }

  readText(role: 'system' | 'user', text: string): void {
    this.read({ type: 'message', role, content: text });
  }

  read(item: JsonObject): void {
    const type = item.type ?? 'message';
    if (type === 'message') this.#readMessage(item);
    else if (type === 'reasoning') this.#readReasoning(item);
    else if (type === 'function_call') this.#readCall(item, textOrNull(item.arguments) ?? '{}');
    else if (type === 'custom_tool_call') this.#readCall(item, customArguments(textOf(item.input)));
    else if (type === 'function_call_output' || type === 'custom_tool_call_output') this.#readOutput(item);
    else this.#dropItem(textOf(type));
  }

  #dropItem(type: string): void {
    if (type === 'item_reference') this.#hasReferences = true;
    this.#dropped.add(type);
  }

  #readMessage(item: JsonObject): void {
    const { role, content } = item;
    if (role === 'assistant') {
      for (const part of contentParts(content)) this.#readAnswerPart(part);
    } else if (role === 'system' || role === 'developer') {
      // The canonical form has one system prompt, before everything.
      if (this.messages.length > 0) this.#dropped.add('position of system messages');
      for (const part of this.#parts(content)) {
        if (part.type === 'text') this.system.push(part);
        else this.#dropped.add(`${part.type} in a system message`);
      }
    } else {
      this.#pushUser(this.#parts(content));
    }
  }

  #readAnswerPart(raw: JsonObject): void {
    if (raw.type === 'refusal') this.#say({ type: 'refusal', text: textOf(raw.refusal) });
    else if (isText(raw)) this.#say({ type: 'text', text: textOf(raw.text) });
    else this.#dropped.add(textOf(raw.type));
  }

  #readReasoning(item: JsonObject): void {
    const read = readSecret(item.encrypted_content);
    if (read?.kind === 'call') {
      this.#callSecret = read.secret;
      return;
    }
    const text = reasoningText(item);
    if (text === '' && read === null) return;
    this.#say({
      type: 'thinking',
      text,
      ...(read === null ? {} : { signature: read.secret }),
      // OpenAI's own may have no summary, which is not the same as one that may not be shown.
      ...(read?.kind === 'redacted' ? { redacted: true } : {}),
    });
  }

  #readCall(item: JsonObject, args: string): void {
    const id = textOf(item.call_id);
    const name = canonicalName(textOf(item.name), item.namespace);
    this.#toolNames.set(id, name);
    const call: ToolCallPart = { type: 'tool-call', id, name, arguments: args };
    this.#say(this.#callSecret === null ? call : { ...call, signature: this.#callSecret });
    this.#callSecret = null;
  }

  #readOutput(item: JsonObject): void {
    const id = textOf(item.call_id);
    const content: (TextPart | ImagePart)[] = [];
    for (const part of this.#parts(item.output)) {
      if (part.type === 'file') this.#dropped.add('file in a tool result');
      else content.push(part);
    }
    const name = this.#toolNames.get(id) ?? null;
    // Every other provider refuses a result without its call, in words that would help nobody.
    if (name === null && this.#hasReferences) throw callNotSent(id);
    const result: ToolResultPart = { type: 'tool-result', id, name, content, isError: false };
    if (this.#results === null) {
      const results: UserPart[] = [result];
      this.#pushUser(results);
      this.#results = results;
    } else {
      this.#results.push(result);
    }
  }

  #say(part: AssistantPart): void {
    if (this.#turn === null) {
      this.#turn = [];
      this.#results = null;
      this.messages.push({ role: 'assistant', parts: this.#turn });
    }
    this.#turn.push(part);
  }

  #pushUser(parts: readonly UserPart[]): void {
    this.#turn = null;
    this.#results = null;
    this.messages.push({ role: 'user', parts });
  }

  #parts(content: unknown): (TextPart | ImagePart | FilePart)[] {
    const parts: (TextPart | ImagePart | FilePart)[] = [];
    for (const raw of contentParts(content)) {
      const part = readPart(raw);
      if (part !== null) parts.push(part);
      else this.#dropped.add(textOrNull(raw.file_id) === null ? textOf(raw.type) : 'file_id');
    }
    return parts;
  }
}

function callNotSent(id: string): Error {
  const message =
    `The call ${id.slice(0, 64)} is an item_reference to something that is not stored here with this credential, or not ` +
    'any more. Send the items themselves; clients do so when store is false.';
  return invalid('input', message);
}

function contentParts(content: unknown): JsonObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'input_text', text: content }];
  return objectsOf(content);
}

function isText(raw: JsonObject): boolean {
  return raw.type === 'input_text' || raw.type === 'output_text' || raw.type === 'text';
}

function readPart(raw: JsonObject): TextPart | ImagePart | FilePart | null {
  if (isText(raw)) return { type: 'text', text: textOf(raw.text) };
  const url = textOrNull(raw.type === 'input_image' ? raw.image_url : (raw.file_data ?? raw.file_url));
  if (url === null) return null;
  if (raw.type === 'input_image') {
    const detail = textOrNull(raw.detail);
    return { type: 'image', source: mediaSource(url), ...(detail === null ? {} : { detail }) };
  }
  if (raw.type !== 'input_file') return null;
  return { type: 'file', source: mediaSource(url), filename: textOrNull(raw.filename) };
}

/** The summary of a reasoning item, or the reasoning itself, which open models show. */
export function reasoningText(item: JsonObject): string {
  const summary = objectsOf(item.summary);
  const shown = summary.length > 0 ? summary : objectsOf(item.content);
  return shown.map((part) => textOf(part.text)).join('\n\n');
}
