/** Checks of single fields of a request body; every message names the field. */
import { invalid, isObject, type WireObject } from './wire.ts';

/** Null stands for absent, as in the official clients. */
function absent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

export function optionalBoolean(body: WireObject, name: string, path = name): boolean | null {
  const value = body[name];
  if (absent(value)) return null;
  if (typeof value !== 'boolean') throw invalid(path, `${path} must be true or false.`);
  return value;
}

export function optionalObject(body: WireObject, name: string, path = name): WireObject | null {
  const value = body[name];
  if (absent(value)) return null;
  if (!isObject(value)) throw invalid(path, `${path} must be an object.`);
  return value;
}

export function optionalString(body: WireObject, name: string, path = name): string | null {
  const value = body[name];
  if (absent(value)) return null;
  if (typeof value !== 'string') throw invalid(path, `${path} must be a string.`);
  return value;
}

export function optionalNumber(body: WireObject, name: string): number | null {
  const value = body[name];
  if (absent(value)) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(name, `${name} must be a number.`);
  return value;
}

export function optionalCount(body: WireObject, name: string, least: number, path = name): number | null {
  const value = body[name];
  if (absent(value)) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    throw invalid(path, `${path} must be a whole number of at least ${least}.`);
  }
  return value;
}

export function optionalArray(body: WireObject, name: string, path = name): readonly unknown[] | null {
  const value = body[name];
  if (absent(value)) return null;
  if (!Array.isArray(value)) throw invalid(path, `${path} must be an array.`);
  return value;
}

export function requiredString(value: WireObject, name: string, path: string): string {
  const text = value[name];
  if (typeof text !== 'string') throw invalid(`${path}.${name}`, `${path}.${name} must be a string.`);
  return text;
}

export function requiredObject(value: WireObject, name: string, path: string): WireObject {
  const object = value[name];
  if (!isObject(object)) throw invalid(`${path}.${name}`, `${path}.${name} must be an object.`);
  return object;
}
