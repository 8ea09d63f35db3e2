import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { HeimdallError } from '../../core/index.ts';

export interface JsonLine {
  /** From 1. */
  readonly number: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * The objects of a .jsonl or .jsonl.gz file, one at a time.
 *
 * @throws {HeimdallError} `request_invalid`, which names the line, or the file when it cannot be read.
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
      if (line.trim() !== '') yield { number, value: parseObject(line, number) };
    }
  } catch (cause) {
    if (HeimdallError.isInstance(cause)) throw cause;
    throw new HeimdallError('request_invalid', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function parseObject(line: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new HeimdallError('request_invalid', `line ${number} is not valid JSON`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HeimdallError('request_invalid', `line ${number} is not an object`);
  }
  return value as Record<string, unknown>;
}

/** @throws {HeimdallError} `request_invalid` when the row has no such text. */
export function textField({ number, value }: JsonLine, name: string): string {
  const text = value[name];
  if (typeof text !== 'string') throw new HeimdallError('request_invalid', `line ${number} has no string "${name}"`);
  return text;
}

/** A share of 0..1; booleans count as 0 and 1. @throws {HeimdallError} `request_invalid`. */
export function shareField({ number, value }: JsonLine, name: string): number {
  const share = Number(value[name]);
  const given = typeof value[name] === 'boolean' || typeof value[name] === 'number';
  if (!given || !(share >= 0 && share <= 1)) {
    throw new HeimdallError('request_invalid', `line ${number}: "${name}" must be a number from 0 to 1`);
  }
  return share;
}
