import type { CatalogDiff } from '../../../shared/catalog.ts';
import type { Change } from '../../../shared/console/changes-contract.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** When settings, the artifact or the catalog changed. */
export function changesHandlers({ changes, routing, clock }: ConsoleParts): Pick<Handlers, 'changes.list'> {
  return {
    'changes.list': ({ from_ms: from, to_ms: to = clock.now() + 1 }) => {
      const refreshed = routing.catalog.info().diffs.map(catalogChange);
      const all = [...changes.list(from, to), ...refreshed.filter(({ at_ms: at }) => at >= from && at < to)];
      return { changes: all.sort((one, other) => one.at_ms - other.at_ms) };
    },
  };
}

function catalogChange({ created_ms, counts }: CatalogDiff): Change {
  const parts = [
    [counts.added, 'models came'],
    [counts.removed, 'models went'],
    [counts.prices, 'prices changed'],
    [counts.contexts, 'windows changed'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return { at_ms: created_ms, kind: 'catalog', words: words.join(', ') };
}
