import { readFileSync } from 'node:fs';

/** A listing as its source sends it, cut to a few entries. */
export function loadFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}
