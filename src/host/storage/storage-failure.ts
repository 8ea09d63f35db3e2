import { HeimdallError } from '../../core/index.ts';

/** What is said when a question to the log could not be answered. */
export function unreadable(cause: unknown): HeimdallError {
  return new HeimdallError('storage_failed', `The decision log could not be read: ${reasonOf(cause)}`, { cause });
}

/** What the disk or SQLite said, in words for the user. */
export function reasonOf(error: unknown): string {
  if (HeimdallError.isInstance(error)) return error.message;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (/FULL|ENOSPC|is full/i.test(`${String(code)} ${String(message)}`)) return 'the disk is full';
  if (/READONLY|EROFS|EACCES|EPERM|readonly/i.test(`${String(code)} ${String(message)}`))
    return 'the data folder is not writable';
  return typeof message === 'string' ? message : String(error);
}
