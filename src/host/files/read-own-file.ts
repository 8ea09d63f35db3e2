import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Logger } from '../../core/index.ts';

/**
 * What Heimdall wrote down itself and can do without.
 *
 * @param what The thing, for the log: `the ratings`.
 * @returns null when there is no such file, and when it is damaged, which the log says: it is then written anew.
 */
export function readOwnFile<T>(path: string, schema: z.ZodType<T>, what: string, logger: Logger): T | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    logger.warn(`${what} cannot be read; a new file is started`, { path });
    return null;
  }
}
