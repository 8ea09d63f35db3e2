import { createHash } from 'node:crypto';
import type { Settings } from '../../shared/settings-schema.ts';

/** Lower-case hex SHA-256. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Names what decisions depend on beside the artifact: the effective settings and which providers can be called. Twelve
 * hex digits; the same inputs give the same revision on every machine.
 */
export function configRevision(
  settings: Settings,
  configuredProviders: ReadonlySet<string>,
  simulatorActive: boolean,
): string {
  const facts = { settings: sortKeys(settings), providers: [...configuredProviders].sort(), simulatorActive };
  return sha256Hex(JSON.stringify(facts)).slice(0, 12);
}

/** Key order in the file must not change the revision; order in arrays does, because it is priority. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, nested]) => [key, sortKeys(nested)]),
  );
}
