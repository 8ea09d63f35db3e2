/** Complete answers of the Responses API: read from an upstream, written for a client. */
import { HeimdallError } from '../../../core/index.ts';
import type { AssistantPart, CanonicalAnswer, FinishReason } from '../canonical.ts';
import { answerId } from '../openai-chat/answer-id.ts';
import { customArguments } from '../openai-chat/custom-tools.ts';
import { isObject, type JsonObject, objectOf, objectsOf, textOf, textOrNull } from '../openai-chat/json-fields.ts';
import { readSecret } from './encrypted-content.ts';
import {
  type CarriedSecret,
  callInput,
  callItem,
  callPrefix,
  ItemIds,
  type ItemStatus,
  messageItem,
  reasoningItem,
  refusalContent,
  textContent,
} from './output-items.ts';
import { reasoningText } from './read-input.ts';
import { responseObject, responsesForm } from './response-object.ts';
import { canonicalName, readToolTable } from './tool-table.ts';
import { readResponsesUsage } from './usage.ts';

/** @throws {HeimdallError} `provider_bad_response` when the body is no response, `provider_error` when it failed. */
export function readResponsesAnswer(body: unknown): CanonicalAnswer {
  if (!isObject(body) || !Array.isArray(body.output)) {
    throw new HeimdallError('provider_bad_response', 'The provider answered something that is no response.');
  }
  if (body.status === 'failed' || body.status === 'cancelled') {
    const message = textOrNull(objectOf(body.error).message) ?? `The response of the provider is ${body.status}.`;
    throw new HeimdallError('provider_error', message);
  }
  const parts = objectsOf(body.output).flatMap(readItem);
  return {
    id: textOf(body.id),
    model: textOf(body.model),
    parts,
    finish: readFinish(body, {
      calls: parts.some((part) => part.type === 'tool-call'),
      refusal: parts.some((part) => part.type === 'refusal'),
    }),
    stopSequence: null,
    usage: readResponsesUsage(body.usage),
  };
}

export function readFinish(
  response: JsonObject,
  seen: { readonly calls: boolean; readonly refusal: boolean },
): FinishReason {
  if (response.status === 'incomplete') {
    return objectOf(response.incomplete_details).reason === 'content_filter' ? 'content-filter' : 'length';
  }
  if (seen.calls) return 'tool-calls';
  return seen.refusal ? 'refusal' : 'stop';
}

function readItem(item: JsonObject): AssistantPart[] {
  const id = textOf(item.call_id);
  const name = canonicalName(textOf(item.name), item.namespace);
  switch (item.type) {
    case 'message':
      return objectsOf(item.content).flatMap((part): AssistantPart[] => {
        if (part.type === 'refusal') return [{ type: 'refusal', text: textOf(part.refusal) }];
        return part.type === 'output_text' ? [{ type: 'text', text: textOf(part.text) }] : [];
      });
    case 'reasoning':
      return readReasoning(item);
    case 'function_call':
      return [{ type: 'tool-call', id, name, arguments: textOrNull(item.arguments) ?? '{}' }];
    case 'custom_tool_call':
      return [{ type: 'tool-call', id, name, arguments: customArguments(textOf(item.input)) }];
    default:
      // Items of tools that OpenAI ran itself; the text that came of them is a message of its own.
      return [];
  }
}

function readReasoning(item: JsonObject): AssistantPart[] {
  const text = reasoningText(item);
  const read = readSecret(item.encrypted_content);
  if (text === '' && read === null) return [];
  return [{ type: 'thinking', text, ...(read === null ? {} : { signature: read.secret }) }];
}

/**
 * @param created Unix time in seconds.
 * @param storedId The id under which it is stored; null when it is not, and it then has that of the upstream.
 */
export function writeResponsesAnswer(
  answer: CanonicalAnswer,
  body: JsonObject,
  created: number,
  storedId: string | null = null,
): Record<string, unknown> {
  const form = responsesForm(body, storedId !== null);
  const id = storedId ?? answerId('resp_', answer.id);
  const output = new OutputWriter(id, body, form.encrypted, answer.finish === 'length' ? 'incomplete' : 'completed');
  for (const part of answer.parts) output.add(part);
  const { model, usage, finish } = answer;
  return responseObject({ id, created, model, output: output.items, usage, finish, error: null }, form);
}

class OutputWriter {
  readonly items: Record<string, unknown>[] = [];
  readonly #ids: ItemIds;
  readonly #table: ReturnType<typeof readToolTable>;
  readonly #encrypted: boolean;
  readonly #status: ItemStatus;
  /** Contents of the message that is being made: texts that follow each other are one message. */
  #contents: Record<string, unknown>[] | null = null;

  constructor(id: string, body: JsonObject, encrypted: boolean, status: ItemStatus) {
    this.#ids = new ItemIds(id);
    this.#table = readToolTable(body);
    this.#encrypted = encrypted;
    this.#status = status;
  }

  add(part: AssistantPart): void {
    if (part.type === 'text') this.#say(textContent(part.text));
    else if (part.type === 'refusal') this.#say(refusalContent(part.text));
    else {
      this.#contents = null;
      if (part.type === 'thinking') {
        const kind = part.redacted === true ? 'redacted' : 'plain';
        this.#reason(part.text, part.signature === undefined ? null : { secret: part.signature, kind });
      } else {
        if (part.signature !== undefined) this.#reason('', { secret: part.signature, kind: 'call' });
        const input = callInput(this.#table, part.name, part.arguments);
        const id = this.#ids.next(callPrefix(this.#table, part.name));
        this.items.push(callItem(id, part, input, 'completed', this.#table));
      }
    }
  }

  #say(content: Record<string, unknown>): void {
    if (this.#contents === null) {
      this.#contents = [];
      this.items.push(messageItem(this.#ids.next('msg'), this.#contents, this.#status));
    }
    this.#contents.push(content);
  }

  #reason(text: string, carried: CarriedSecret | null): void {
    const kept = this.#encrypted ? carried : null;
    // An item that says nothing and proves nothing is noise.
    if (text !== '' || kept !== null) this.items.push(reasoningItem(this.#ids.next('rs'), text, kept));
  }
}
