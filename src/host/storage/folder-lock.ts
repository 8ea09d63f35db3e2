import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { HeimdallError } from '../../core/index.ts';

/** In the data folder. */
export const LOCK_FILE = 'heimdall.lock';

/**
 * Takes the data folder for this process, so that two hosts cannot mix up one log's sequence. An operating-system lock
 * through SQLite: it ends with the process, however it ends, and leaves nothing stale behind.
 *
 * @returns the function that gives the folder back.
 * @throws {HeimdallError} `storage_failed` when another process has it; the file system's error when it cannot be made.
 */
export function lockFolder(lockPath: string): () => void {
  const database = new Libsql(lockPath, { timeout: 0 });
  try {
    // `exec` only: a prepared statement would keep the file open past `close`.
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (/locked|busy/i.test(String(error))) {
      throw new HeimdallError('storage_failed', 'another Heimdall uses this data folder', { cause: error });
    }
    throw error;
  }
  return () => {
    try {
      database.exec('ROLLBACK');
    } finally {
      database.close();
    }
  };
}

/** True while a Heimdall has the data folder. */
export function isInUse(dataFolder: string): boolean {
  const path = join(dataFolder, LOCK_FILE);
  if (!existsSync(path)) return false;
  try {
    lockFolder(path)();
    return false;
  } catch (error) {
    if (HeimdallError.isInstance(error)) return true;
    throw error;
  }
}
