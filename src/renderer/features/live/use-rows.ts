import { useMemo, useRef } from 'react';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { type FilterDiagnostic, type FilterTerm, parseFilter } from '../../store/filter-query.ts';
import { FilteredView, type RowSet, rangeRows } from '../../store/filtered-view.ts';

/** Rows to show for the query in the route; a query with a mistake keeps the result of the last good one. */
export function useRows(): { readonly rows: RowSet; readonly diagnostic: FilterDiagnostic | null } {
  const { ring } = useSession();
  const query = useConsole((state) => state.route.query);
  const version = useConsole((state) => state.version);
  const updates = useConsole((state) => state.updates);
  const frozenAt = useConsole((state) => state.frozenAt);
  const lastGood = useRef<readonly FilterTerm[]>([]);
  const parsed = useMemo(() => parseFilter(query), [query]);
  if (parsed.ok) lastGood.current = parsed.terms;
  const terms = lastGood.current;
  const view = useMemo(() => (terms.length === 0 ? null : new FilteredView(ring, terms)), [ring, terms]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const rows = useMemo(() => {
    const end = Math.min(ring.end, frozenAt ?? ring.end);
    return view === null ? rangeRows(ring.start, end) : view.rows(end, updates);
  }, [ring, view, version, updates, frozenAt]);
  return { rows, diagnostic: parsed.ok ? null : parsed.diagnostic };
}
