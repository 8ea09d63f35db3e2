import { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';
import { readPrivateFile } from '../files/private-file.ts';

const keysSchema = z.record(z.string(), z.string().min(1));

/**
 * Reads provider keys, `{"openai": "sk-..."}`, from a file that only its owner may read.
 *
 * @returns An empty map when there is no such file.
 * @throws {HeimdallError} `config_invalid` when others can read the file (the message says how to fix it) or when it is
 *   not such JSON; `config_unreadable` when it cannot be read. Never quotes the content.
 */
export function readKeyFile(path: string): ReadonlyMap<string, string> {
  const text = readPrivateFile(path, 'keys');
  return text === null ? new Map() : parseKeys(text, path);
}

function parseKeys(text: string, path: string): ReadonlyMap<string, string> {
  try {
    // The cause is left out on purpose: a JSON or zod error may quote a key.
    return new Map(Object.entries(keysSchema.parse(JSON.parse(text))));
  } catch {
    throw new HeimdallError(
      'config_invalid',
      `${path} is not in order: it must be JSON that maps provider names to keys, such as {"openai": "..."}.`,
      { context: { path } },
    );
  }
}
