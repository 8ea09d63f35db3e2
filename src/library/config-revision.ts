import { createHash } from 'node:crypto';
import type { ExtraModel } from '../core/index.ts';
import type { Settings } from '../shared/settings-schema.ts';

/** What a catalog that is read while it runs adds to the settings. */
export interface CatalogFacts {
  /** Names its content; empty for the artifact's own. */
  readonly catalogVersion: string;
  readonly disabledModels: ReadonlySet<string>;
  /** Models that servers of the user said they have; ids are `provider/model`. */
  readonly discovered: readonly ExtraModel[];
}

export const NO_CATALOG_FACTS: CatalogFacts = { catalogVersion: '', disabledModels: new Set(), discovered: [] };

/** Lower-case hex SHA-256. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Names what decisions depend on beside the artifact: the effective settings, which providers can be
 * called, and the content of the catalog. Twelve
 * hex digits; the same inputs give the same revision on every machine.
 */
export function configRevision(
  settings: Settings,
  configuredProviders: ReadonlySet<string>,
  simulatorActive: boolean,
  { catalogVersion, disabledModels, discovered }: CatalogFacts = NO_CATALOG_FACTS,
): string {
  // Manners of the window, and whom a host works with: no decision depends on them.
  const { desktop: _desktop, shared_state: _shared, ...routing } = settings;
  const { postgres: _postgres, ...storage } = routing.storage;
  const facts = {
    settings: sortKeys({ ...routing, storage }),
    providers: [...configuredProviders].sort(),
    simulatorActive,
    catalogVersion,
    disabled: [...disabledModels].sort(),
    discovered,
  };
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
