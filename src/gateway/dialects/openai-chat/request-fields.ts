/** Fields of a request body that are checked: the error names the field, and never quotes what it held. */
import { HeimdallError } from '../../../core/index.ts';
import { isObject, type JsonObject } from './json-fields.ts';

/**
 * Parses the bytes of a body; a byte order mark is taken.
 *
 * @throws {HeimdallError} `request_invalid`.
 */
export function parseJsonObject(bytes: Buffer): JsonObject {
  if (bytes.length === 0) throw invalid(null, 'The body is empty. Send a JSON object.');
  let value: unknown;
  try {
    const text = bytes.toString('utf8');
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
 * The model of the request: `auto` is short for `heimdall/auto`.
 *
 * @throws {HeimdallError} `request_invalid`.
 */
export function requiredModel(body: JsonObject): string {
  const model = body.model;
  if (model === undefined || model === null || model === '') {
    throw invalid(
      'model',
      'model is missing. Use heimdall/auto to let Heimdall choose, or a model id of GET /v1/models.',
    );
  }
  if (typeof model !== 'string') throw invalid('model', 'model must be a string.');
  return model === 'auto' ? 'heimdall/auto' : model;
}

export function optionalBoolean(body: JsonObject, name: string): boolean {
  const value = body[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalid(name, `${name} must be true or false.`);
  return value;
}

export function optionalObject(body: JsonObject, name: string): JsonObject | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw invalid(name, `${name} must be an object.`);
  return value;
}

export function optionalArray(body: JsonObject, name: string): readonly unknown[] | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw invalid(name, `${name} must be an array.`);
  for (let index = 0; index < value.length; index++) {
    if (!isObject(value[index])) throw invalid(`${name}[${index}]`, `${name}[${index}] must be an object.`);
  }
  return value;
}

export function optionalCount(body: JsonObject, name: string): number | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw invalid(name, `${name} must be a whole number of at least 1.`);
  }
  return value;
}

/** The error for a field; `param` is its path. */
export function invalid(param: string | null, message: string): HeimdallError {
  return new HeimdallError('request_invalid', message, { context: { param } });
}
