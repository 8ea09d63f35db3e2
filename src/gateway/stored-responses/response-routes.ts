/** What the Responses API offers for a response that was stored: read, delete, list its input, cancel. */
import { HeimdallError } from '../../core/index.ts';
import { invalid, type JsonObject } from '../dialects/json-body.ts';
import type { ResponseStore, StoredResponse } from './response-store.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** @throws {HeimdallError} `not_found`; `request_invalid` when a stream of it is asked for. */
export function readStored(store: ResponseStore, tenant: string, id: string, query: string): JsonObject {
  const { response } = find(store, tenant, id);
  if (new URLSearchParams(query).get('stream') === 'true') {
    throw invalid('stream', 'A stored response is given whole: ask for it without stream.');
  }
  return response;
}

/** @throws {HeimdallError} `not_found`. */
export function deleteStored(store: ResponseStore, tenant: string, id: string): JsonObject {
  if (!store.delete(tenant, id)) throw notStored(id);
  return { id, object: 'response', deleted: true };
}

/** @throws {HeimdallError} `not_found`; `request_invalid` for a bad `limit`, `order` or `after`. */
export function listInput(store: ResponseStore, tenant: string, id: string, query: string): JsonObject {
  const { input } = find(store, tenant, id);
  const asked = new URLSearchParams(query);
  const order = asked.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw invalid('order', 'order must be asc or desc.');
  const limit = Number(asked.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalid('limit', `limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  const listed = input.map((item, index) => listedItem(item, id, index));
  if (order === 'desc') listed.reverse();
  const after = asked.get('after');
  const start = after === null ? 0 : listed.findIndex((item) => item.id === after) + 1;
  if (after !== null && start === 0) throw invalid('after', 'after must be the id of an item of this list.');
  const data = listed.slice(start, start + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < listed.length,
  };
}

/** @throws {HeimdallError} always: nothing here runs in the background. */
export function cancelStored(store: ResponseStore, tenant: string, id: string): never {
  find(store, tenant, id);
  throw invalid(null, 'This response has ended. To stop one that is being made, close its connection.');
}

/** Items that callers send have no ids and short contents; listed ones have both. */
function listedItem(item: JsonObject, responseId: string, index: number): JsonObject {
  const id = item.id ?? `item_${responseId.replace(/^resp_/, '')}_${index}`;
  const { role, content } = item;
  if (typeof content !== 'string') return { type: 'message', ...item, id };
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  return { type: 'message', ...item, id, content: [{ type, text: content }] };
}

function find(store: ResponseStore, tenant: string, id: string): StoredResponse {
  const stored = store.get(tenant, id);
  if (stored === null) throw notStored(id);
  return stored;
}

function notStored(id: string): HeimdallError {
  const message = `No response ${JSON.stringify(id.slice(0, 80))} is stored here with this credential, or not any more.`;
  return new HeimdallError('not_found', message, { context: { param: 'response_id' } });
}
