/** What every dialect needs of a JSON body before it looks at the fields. Errors never quote the body. */
import { HeimdallError } from '../../core/index.ts';
import { isNestedDeeper } from './nesting.ts';

/** Lists and objects in one another; no API takes a hundred. */
const MAX_DEPTH = 500;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The error for a field.
 *
 * @param param Path of the field: `messages[1].content`; null for the body as a whole.
 */
export function invalid(param: string | null, message: string): HeimdallError {
  return new HeimdallError('request_invalid', message, { context: { param } });
}

/**
 * Parses the bytes of a body; a byte order mark is taken.
 *
 * @param needs What the dialect wants in the body, for the message: `model and messages`.
 * @throws {HeimdallError} `request_invalid`.
 */
export function parseJsonBody(bytes: Uint8Array, needs: string): JsonObject {
  if (bytes.length === 0) throw invalid(null, `The body is empty. Send a JSON object with ${needs}.`);
  if (isNestedDeeper(bytes, MAX_DEPTH)) {
    throw invalid(null, `The body has more than ${MAX_DEPTH} lists and objects in one another.`);
  }
  let value: unknown;
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    // The engine's message quotes the body, which may hold a prompt; only the position is passed on.
    const position = /position (\d+)/.exec(String(error))?.[1];
    throw invalid(null, `The body is not valid JSON${position === undefined ? '' : ` (at position ${position})`}.`);
  }
  if (!isObject(value)) throw invalid(null, 'The body must be a JSON object.');
  return value;
}

/**
 * Parses arguments of a tool call, which a model wrote.
 *
 * @throws when it is no JSON, or nested so deep that it could not be written again.
 */
export function parseArgumentsText(text: string): unknown {
  if (isNestedDeeper(Buffer.from(text), MAX_DEPTH)) throw new RangeError('nested too deep');
  return JSON.parse(text);
}
