import type { CatalogModelView } from '../../../shared/catalog.ts';

export interface ModelOption {
  readonly id: string;
  readonly name: string;
  /** Why it cannot be asked; null when it can. */
  readonly why: string | null;
}

export interface ModelOptions {
  /** The best fit first, cut at `SHOWN`. */
  readonly options: readonly ModelOption[];
  /** How many more fit. */
  readonly more: number;
  /** How many fit but take no images, while the draft has some. */
  readonly blind: number;
}

export interface OptionsWanted {
  readonly search: string;
  /** The draft has images. */
  readonly images: boolean;
  readonly simulated: boolean;
  /** Those are not offered again. */
  readonly picked: readonly (string | null)[];
}

/** More are not read by anybody. */
const SHOWN = 40;

/** Models of the catalog to pick from: those of the buckets first, then by id. Every word must be in the id or the name. */
export function modelOptions(models: readonly CatalogModelView[], wanted: OptionsWanted): ModelOptions {
  const words = wanted.search.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = models.filter(({ id, name, gone }) => {
    if (gone !== null || wanted.picked.includes(id)) return false;
    const text = `${id} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const seeing = wanted.images ? fitting.filter(({ capabilities }) => capabilities.vision) : fitting;
  const options = seeing
    .map((model) => ({ model, why: reasonAgainst(model, wanted.simulated) }))
    .sort((one, other) => rank(one) - rank(other) || one.model.id.localeCompare(other.model.id))
    .map(({ model, why }) => ({ id: model.id, name: model.name, why }));
  return {
    options: options.slice(0, SHOWN),
    more: Math.max(0, options.length - SHOWN),
    blind: fitting.length - seeing.length,
  };
}

function rank({ model, why }: { readonly model: CatalogModelView; readonly why: string | null }): number {
  if (why !== null) return 2;
  return model.buckets.length > 0 ? 0 : 1;
}

function reasonAgainst({ enabled, offers, author }: CatalogModelView, simulated: boolean): string | null {
  if (!enabled) return 'switched off in Models';
  if (offers.some(({ configured }) => configured)) return null;
  // The simulator stands in for everybody but Claude.
  return simulated && author !== 'anthropic' ? null : 'no key of its provider';
}

/** Those that are picked and take no images. */
export function blindPicks(models: readonly CatalogModelView[], picked: readonly (string | null)[]): readonly string[] {
  return picked.flatMap((id) => {
    const model = models.find((one) => one.id === id);
    return id === null || model === undefined || model.capabilities.vision ? [] : [id];
  });
}
