import { type FSWatcher, watch } from 'node:fs';
import type { Logger } from '../../core/index.ts';

/** Writers replace files by renaming, which comes as several events. Milliseconds. */
const DEBOUNCE_MS = 20;

/**
 * Calls `onChange` soon after one of the files was changed, made or removed, whoever did it.
 *
 * @returns the function that ends it. A folder that cannot be watched is logged: changes need a restart then.
 */
export function watchFiles(folder: string, names: readonly string[], onChange: () => void, logger: Logger): () => void {
  let timer: NodeJS.Timeout | null = null;
  let watcher: FSWatcher | null = null;
  const soon = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(onChange, DEBOUNCE_MS);
    timer.unref();
  };
  try {
    // The folder, not the file: a watch would stay on the inode that was replaced.
    watcher = watch(folder, (_event, name) => {
      if (name === null || names.includes(name)) soon();
    });
    watcher.on('error', (error) => logger.warn('files are no longer watched', { folder, reason: String(error) }));
  } catch (error) {
    logger.warn('files cannot be watched; changes need a restart', { folder, reason: String(error) });
  }
  return () => {
    if (timer !== null) clearTimeout(timer);
    watcher?.close();
  };
}
