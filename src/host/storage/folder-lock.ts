import Libsql from 'libsql';
import { HeimdallError } from '../../core/index.ts';

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
