import type { CatalogModel, CatalogPrice } from '../../core/index.ts';
import type { CatalogDiff } from '../../shared/catalog.ts';

/** Entries kept of each kind; the counts are exact. */
const MAX_LISTED = 100;

type DiffContent = Omit<CatalogDiff, 'version' | 'created_ms'>;

/** What a refresh changed, or null when nothing that matters. */
export function diffCatalog(before: readonly CatalogModel[], after: readonly CatalogModel[]): DiffContent | null {
  const old = new Map(before.map((model) => [model.id, model]));
  const added: string[] = [];
  const removed: string[] = [];
  const prices: DiffContent['prices'] = [];
  const contexts: DiffContent['contexts'] = [];
  for (const model of after) {
    const known = old.get(model.id);
    if (known === undefined || (isGone(known) && !isGone(model))) added.push(model.id);
    else if (isGone(model) && !isGone(known)) removed.push(model.id);
    if (known === undefined) continue;
    const [from, to] = [pair(known.price), pair(model.price)];
    if (from?.input !== to?.input || from?.output !== to?.output) prices.push({ model: model.id, from, to });
    if (known.context_tokens !== model.context_tokens) {
      contexts.push({ model: model.id, from: known.context_tokens, to: model.context_tokens });
    }
  }
  const counts = { added: added.length, removed: removed.length, prices: prices.length, contexts: contexts.length };
  if (Object.values(counts).every((count) => count === 0)) return null;
  const cut = <T>(list: T[]): T[] => list.slice(0, MAX_LISTED);
  return { counts, added: cut(added), removed: cut(removed), prices: cut(prices), contexts: cut(contexts) };
}

/** Nobody lists it any more. */
export function isGone({ offers }: CatalogModel): boolean {
  return offers.every(({ gone }) => gone !== undefined);
}

function pair(price: CatalogPrice | null): { input: number; output: number } | null {
  return price === null ? null : { input: price.input_usd_per_mtok, output: price.output_usd_per_mtok };
}
