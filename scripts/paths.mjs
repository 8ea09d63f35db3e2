/** Places that several scripts need. */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Downloads and notes that `npm ci` may throw away. */
export const cacheFolder = join(root, 'node_modules', '.cache', 'heimdall');

/** True when the module was started as a command rather than imported. */
export function isMain(moduleUrl) {
  try {
    return realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
  } catch {
    return false;
  }
}
