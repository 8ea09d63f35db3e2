import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DialectName } from '../../../src/gateway/dialects/canonical.ts';

/** Texts of a dialect's recorded requests, answers and streams, by file name. Run it from the repository's root. */
export function dialectFixtures(dialect: DialectName, pattern: RegExp): string[] {
  const folder = resolve('src/gateway/dialects', dialect, '__fixtures__');
  return readdirSync(folder)
    .filter((file) => pattern.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}
