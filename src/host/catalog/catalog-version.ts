import type { CatalogModel } from '../../core/index.ts';
import { sha256Hex } from '../../library/config-revision.ts';

/** Names the content of a catalog: twelve hex digits that stay the same while only dates and sources change. */
export function catalogVersion(models: readonly CatalogModel[]): string {
  const content = models.map(({ facts: _facts, ...model }) => model);
  return sha256Hex(
    JSON.stringify(content, (key, value) => (key === 'source' || key === 'date' ? undefined : value)),
  ).slice(0, 12);
}
