import type { ExtraModel, ModelCatalog } from '../../core/index.ts';

/** What the configuration in force takes from the catalog service; swapped whole. */
export interface LiveInputs {
  readonly catalog?: ModelCatalog;
  /** Names its content. */
  readonly catalogVersion: string;
  readonly disabledModels: ReadonlySet<string>;
  /** Models that servers of the user said they have; ids are `provider/model`. */
  readonly discovered: readonly ExtraModel[];
}

export const NO_LIVE_INPUTS: LiveInputs = { catalogVersion: '', disabledModels: new Set(), discovered: [] };
