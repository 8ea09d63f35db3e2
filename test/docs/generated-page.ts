/** Pages that are made from the code. `npm run docs` writes them anew. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from './markdown-pages.ts';

/** The committed page is what the code says; when it is to be written anew, that is done first. */
export function expectPage(path: string, text: string): void {
  const file = join(ROOT, path);
  if (process.env.HEIMDALL_WRITE_DOCS === '1') writeFileSync(file, text);
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect(committed === text, `${path} is not what the code says: npm run docs writes it anew.`).toBe(true);
}
