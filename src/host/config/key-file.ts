import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';

const keysSchema = z.record(z.string(), z.string().min(1));

/** Modes do not say who can read a file there. */
const hasFileModes = process.platform !== 'win32';

/**
 * Reads provider keys, `{"openai": "sk-..."}`, from a file that only its owner may read.
 *
 * @returns An empty map when there is no such file.
 * @throws {HeimdallError} `config_invalid` when others can read the file (the message says how to fix it) or when it is
 *   not such JSON; `config_unreadable` when it cannot be read. Never quotes the content.
 */
export function readKeyFile(path: string): ReadonlyMap<string, string> {
  let text: string;
  try {
    const mode = statSync(path).mode & 0o777;
    if (hasFileModes && (mode & 0o077) !== 0) {
      throw new HeimdallError(
        'config_invalid',
        `${path} holds keys and is open to others (mode ${mode.toString(8).padStart(4, '0')}), so it is not used. ` +
          `Run: chmod 600 ${JSON.stringify(path)}`,
        { context: { path } },
      );
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (HeimdallError.isInstance(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (code === 'ENOENT' || code === 'ENOTDIR') return new Map();
    throw new HeimdallError('config_unreadable', `${path} cannot be read: ${code}`, { context: { path } });
  }
  return parseKeys(text, path);
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
