/**
 * Reads fields of Google's JSON, which is protobuf's: names come in camelCase or snake_case, null means absent, and a
 * single object may stand for a list of one. Errors name the field as the caller wrote it.
 */
import { invalid, isObject, type JsonObject } from '../json-body.ts';

export { invalid, isObject, type JsonObject } from '../json-body.ts';

const SNAKE_NAMES = new Map<string, string>();

function snakeCase(name: string): string {
  let snake = SNAKE_NAMES.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    SNAKE_NAMES.set(name, snake);
  }
  return snake;
}

/** The canonical spelling of a field name: `max_output_tokens` is `maxOutputTokens`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The value of a field in either spelling; undefined when absent or null. */
export function read(object: JsonObject, name: string): unknown {
  return object[name] ?? object[snakeCase(name)] ?? undefined;
}

/** Path of a field in the spelling that the caller used. */
export function pathOf(object: JsonObject, name: string, parent: string): string {
  const snake = snakeCase(name);
  const used = isSet(object[name]) || !isSet(object[snake]) ? name : snake;
  return parent === '' ? used : `${parent}.${used}`;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function readString(object: JsonObject, name: string, parent: string): string | null {
  const value = read(object, name);
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  const param = pathOf(object, name, parent);
  throw invalid(param, `${param} must be a string.`);
}

export function readNumber(object: JsonObject, name: string, parent: string): number | null {
  const value = read(object, name);
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const param = pathOf(object, name, parent);
  throw invalid(param, `${param} must be a number.`);
}

/** A whole number of at least `least`. */
export function readCount(object: JsonObject, name: string, parent: string, least: number): number | null {
  const value = readNumber(object, name, parent);
  if (value === null || (Number.isInteger(value) && value >= least)) return value;
  const param = pathOf(object, name, parent);
  throw invalid(param, `${param} must be a whole number of at least ${least}.`);
}

export function readBoolean(object: JsonObject, name: string, parent: string): boolean | null {
  const value = read(object, name);
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value;
  const param = pathOf(object, name, parent);
  throw invalid(param, `${param} must be true or false.`);
}

export function readObject(object: JsonObject, name: string, parent: string): JsonObject | null {
  const value = read(object, name);
  if (value === undefined) return null;
  if (isObject(value)) return value;
  const param = pathOf(object, name, parent);
  throw invalid(param, `${param} must be an object.`);
}

/** A list of objects, or one object for a list of one, as Google's own examples have it; null when absent. */
export function readObjects(object: JsonObject, name: string, parent: string): readonly JsonObject[] | null {
  const value = read(object, name);
  if (value === undefined) return null;
  if (isObject(value)) return [value];
  const param = pathOf(object, name, parent);
  if (!Array.isArray(value)) throw invalid(param, `${param} must be an array.`);
  for (let index = 0; index < value.length; index++) {
    if (!isObject(value[index])) throw invalid(`${param}[${index}]`, `${param}[${index}] must be an object.`);
  }
  return value;
}

export function readStrings(object: JsonObject, name: string, parent: string): readonly string[] {
  const value = read(object, name);
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  const param = pathOf(object, name, parent);
  throw invalid(param, `${param} must be an array of strings.`);
}
