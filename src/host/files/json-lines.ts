import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { HeimdallError } from '../../core/index.ts';

export interface JsonLine {
  /** `file:line`, lines from 1: what an error begins with. */
  readonly place: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * The objects of a file of JSON lines, one at a time; a name that ends in .gz is unpacked. Empty lines are skipped.
 *
 * @throws {HeimdallError} `request_invalid`, which names file and line, or the file when it cannot be read.
 */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine> {
  const bytes = createReadStream(path);
  const unpacked = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  // Errors do not travel through a pipe by themselves.
  bytes.on('error', (error) => unpacked.destroy(error));
  const lines = createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      const place = `${basename(path)}:${number}`;
      yield { place, value: parseObject(line, place) };
    }
  } catch (cause) {
    if (HeimdallError.isInstance(cause)) throw cause;
    throw new HeimdallError('request_invalid', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function parseObject(line: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new HeimdallError('request_invalid', `${place}: not valid JSON; a row is one object on one line`, { cause });
  }
  if (!isObject(value)) throw new HeimdallError('request_invalid', `${place}: not an object in braces`);
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {HeimdallError} `request_invalid` when the row has no such text. */
export function textField({ place, value }: JsonLine, name: string): string {
  const text = value[name];
  if (typeof text === 'string') return text;
  throw new HeimdallError('request_invalid', `${place}: "${name}" must be a string, ${found(text)}`);
}

/** A share of 0..1; booleans count as 0 and 1. @throws {HeimdallError} `request_invalid`. */
export function shareField({ place, value }: JsonLine, name: string): number {
  return parseShare(value[name], `${place}: "${name}"`);
}

/**
 * @param what Begins the message of the error.
 * @throws {HeimdallError} `request_invalid`.
 */
export function parseShare(value: unknown, what: string): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new HeimdallError('request_invalid', `${what} must be a number from 0 to 1, or true or false, ${found(value)}`);
}

/** What was found instead, short enough for a message and never text, which could be a prompt. */
export function found(value: unknown): string {
  if (value === undefined) return 'and is missing';
  return typeof value === 'number' ? `found ${value}` : `found ${Array.isArray(value) ? 'a list' : kindOf(value)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
