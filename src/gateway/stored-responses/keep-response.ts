import type { ParsedRequest } from '../dialects/dialect.ts';
import { isObject, type JsonObject } from '../dialects/json-body.ts';
import { SseEvents } from '../dialects/sse-events.ts';
import type { ResponseStore } from './response-store.ts';

/** Takes the answer to a request, once it has come to its end. */
export interface AnswerKeeper {
  /** Longer answers are not kept. Bytes. */
  readonly limit: number;
  /**
   * @param bytes As they went to the client.
   * @param atProvider The provider was asked in the caller's own dialect, and keeps it, too.
   */
  keep(bytes: Buffer, streamed: boolean, atProvider: boolean): void;
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const FINISHED: ReadonlySet<unknown> = new Set(['completed', 'incomplete']);

/** Keeps the answer for later requests of the same tenant; undefined when the caller does not want it stored. */
export function keepResponse(
  store: ResponseStore,
  tenant: () => string,
  { stored }: ParsedRequest,
): AnswerKeeper | undefined {
  if (stored === undefined) return undefined;
  return {
    limit: MAX_ANSWER_BYTES,
    keep(bytes, streamed, atProvider) {
      const response = streamed ? lastResponse(bytes) : objectIn(bytes.toString('utf8'));
      if (response === null || typeof response.id !== 'string' || !FINISHED.has(response.status)) return;
      const size = bytes.length + JSON.stringify(stored.conversation).length;
      store.put(tenant(), { id: response.id, response, input: stored.conversation, atProvider }, size);
    },
  };
}

/** The finished response is in the last event that has one. */
function lastResponse(bytes: Buffer): JsonObject | null {
  const reader = new SseEvents();
  const events = [...reader.push(bytes.toString('utf8')), ...reader.flush()];
  const last = events.findLast(({ name }) => name === 'response.completed' || name === 'response.incomplete');
  const response = last === undefined ? null : objectIn(last.data)?.response;
  return isObject(response) ? response : null;
}

function objectIn(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
