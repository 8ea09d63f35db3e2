/** Fields of a request body that are checked: the error names the field, and never quotes what it held. */
import { invalid, isObject, type JsonObject } from '../json-body.ts';

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
