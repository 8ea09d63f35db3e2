import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Replaces a file so that a reader sees the old content or the new, never half of it, and a power cut loses at most the
 * change: temporary file beside it, fsync, rename. Keeps the file's mode.
 *
 * @param content A text, or pieces of one; when these end with an error, the old content stays.
 * @param newMode Mode of a new file, less the umask.
 *
 * @throws the file system's error; the temporary file is removed.
 */
export async function writeFileAtomically(
  path: string,
  content: string | AsyncIterable<string>,
  newMode = 0o644,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => newMode,
  );
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await writeFile(file, content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
