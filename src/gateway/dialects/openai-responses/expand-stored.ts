/** Puts what a request only names, because it was stored, in its place. */
import { isObject, isSet, type JsonObject } from '../openai-chat/json-fields.ts';

export interface StoredItem {
  readonly item: JsonObject;
  /** The provider has it under the same id. */
  readonly atProvider: boolean;
}

/** What a caller may refer to. */
export interface StoredLookup {
  /** The conversation up to a response and with it; null when it is not known. */
  conversation(responseId: string): { readonly items: readonly JsonObject[]; readonly atProvider: boolean } | null;
  item(id: string): StoredItem | null;
}

export interface ExpandedRequest {
  /** Everything that is known in its place: for routing and for other providers. */
  readonly whole: JsonObject;
  /**
   * For OpenAI: what it has itself is still only named, what it has not is in its place. The caller's own body, byte for
   * byte, when it names nothing of ours.
   */
  readonly forOpenAi: JsonObject;
}

/** Never fails: what is not known stays as it is, and whoever cannot do without says so. */
export function expandStored(body: JsonObject, stored: StoredLookup): ExpandedRequest {
  const previous = typeof body.previous_response_id === 'string' ? body.previous_response_id : null;
  const conversation = previous === null ? null : stored.conversation(previous);
  const input = inputItems(body.input);
  const references = input.some(isReference);
  if (conversation === null && !references) return { whole: body, forOpenAi: body };
  const resolve = (item: JsonObject, keepProviders: boolean): JsonObject => {
    const known = isReference(item) ? stored.item(String(item.id)) : null;
    if (known === null) return item;
    return known.atProvider && keepProviders ? item : known.item;
  };
  const whole: Record<string, unknown> = {
    ...body,
    input: [...(conversation?.items ?? []), ...input.map((item) => resolve(item, false))],
  };
  const forOpenAi: Record<string, unknown> = { ...body };
  const foreign = input.some((item) => resolve(item, true) !== item);
  if (foreign) forOpenAi.input = input.flatMap((item) => sendable(resolve(item, true), item));
  if (conversation !== null) {
    delete whole.previous_response_id;
    if (!conversation.atProvider) {
      delete forOpenAi.previous_response_id;
      const earlier = conversation.items.flatMap((item) => sendable(item, null));
      forOpenAi.input = [...earlier, ...inputItems(forOpenAi.input)];
    }
  }
  const changed = foreign || forOpenAi.previous_response_id !== body.previous_response_id;
  return { whole, forOpenAi: changed ? forOpenAi : body };
}

/** The items of `input`; a text is a message of the user. */
export function inputItems(input: unknown): JsonObject[] {
  if (Array.isArray(input)) return input.filter(isObject);
  return isSet(input) ? [{ type: 'message', role: 'user', content: input }] : [];
}

function isReference(item: JsonObject): boolean {
  // A type may be missing where an id alone names the item.
  return item.type === 'item_reference' || (!isSet(item.type) && !isSet(item.role) && typeof item.id === 'string');
}

/**
 * An item of ours as OpenAI takes it: it does not know our ids, and reasoning that it cannot verify it refuses.
 *
 * @param original The item that it replaces; what was not replaced stays as it is.
 */
function sendable(item: JsonObject, original: JsonObject | null): JsonObject[] {
  if (item === original) return [item];
  if (item.type === 'reasoning' && !isSet(item.encrypted_content)) return [];
  const { id: _id, status: _status, ...rest } = item;
  return [item.type === 'reasoning' ? item : rest];
}
