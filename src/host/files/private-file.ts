import { readFileSync, statSync } from 'node:fs';
import { HeimdallError } from '../../core/index.ts';

/** Modes do not say who can read a file there. */
const hasFileModes = process.platform !== 'win32';

/** Mode of files that only their owner may read. */
export const PRIVATE_MODE = 0o600;

/**
 * Reads a file that only its owner may read.
 *
 * @param holds What it holds, for the message: `keys`.
 * @returns null when there is no such file.
 * @throws {HeimdallError} `config_invalid` when others can read the file (the message says how to fix it);
 *   `config_unreadable` when it cannot be read.
 */
export function readPrivateFile(path: string, holds: string): string | null {
  try {
    const mode = statSync(path).mode & 0o777;
    if (hasFileModes && (mode & 0o077) !== 0) {
      throw new HeimdallError(
        'config_invalid',
        `${path} holds ${holds} and is open to others (mode ${mode.toString(8).padStart(4, '0')}), so it is not used. ` +
          `Run: chmod 600 ${JSON.stringify(path)}`,
        { context: { path } },
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (HeimdallError.isInstance(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new HeimdallError('config_unreadable', `${path} cannot be read: ${code}`, { context: { path } });
  }
}
