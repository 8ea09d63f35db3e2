import type { ModelCatalog } from '../../core/index.ts';
import { type CatalogFacts, NO_CATALOG_FACTS } from '../../library/config-revision.ts';

/** What the configuration in force takes from the catalog service; swapped whole. */
export interface LiveInputs extends CatalogFacts {
  readonly catalog?: ModelCatalog;
}

export const NO_LIVE_INPUTS: LiveInputs = NO_CATALOG_FACTS;
