/** Reads fields of JSON that somebody else wrote. Nothing here throws: what has the wrong type is as if absent. */
import { EFFORTS, type Effort } from '../../../shared/decision.ts';
import { isObject, type JsonObject } from '../json-body.ts';

export { isObject, type JsonObject } from '../json-body.ts';

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects among the entries of a list. */
export function objectsOf(value: unknown): JsonObject[] {
  return listOf(value).filter(isObject);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A text with something in it, or null. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number from 0, or null. */
export function countOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

export function booleanOrNull(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

export function effortOrNull(value: unknown): Effort | null {
  return EFFORTS.find((effort) => effort === value) ?? null;
}

/** Neither absent nor null. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node's view of bytes, without a copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Some names are the caller's own words, and they end up in a header and in the log. */
const MAX_NAMES = 32;
const MAX_NAME_CHARS = 64;

/** Names of what could not be carried, each once, in the order of their discovery. */
export class DroppedNames {
  readonly #names = new Set<string>();

  add(name: string): void {
    if (this.#names.size < MAX_NAMES) this.#names.add(name.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_NAME_CHARS));
  }

  addAll(names: readonly string[]): void {
    for (const name of names) this.add(name);
  }

  delete(name: string): void {
    this.#names.delete(name);
  }

  list(): readonly string[] {
    return [...this.#names];
  }
}

/** Values that say the same as leaving the field out; dropping them loses nothing. */
const SAYS_NOTHING: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['store', [false]],
  ['background', [false]],
  ['service_tier', ['auto', 'default']],
  ['truncation', ['disabled']],
]);

/** Reports every field of a body that is set, is not known and asks for something. */
export function dropUnknown(body: JsonObject, known: ReadonlySet<string>, dropped: DroppedNames): void {
  for (const [name, value] of Object.entries(body)) {
    if (known.has(name) || !isSet(value)) continue;
    if (SAYS_NOTHING.get(name)?.includes(value) || isEmpty(value)) continue;
    dropped.add(name);
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
