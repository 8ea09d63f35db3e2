import { useEffect, useMemo, useRef, useState } from 'react';
import { BUILT_IN_PROFILES } from '../../../shared/profiles.ts';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { type FilterDiagnostic, type FilterTerm, parseFilter } from '../../store/filter-query.ts';
import { FilteredView, type RowSet, rangeRows, sortedRows } from '../../store/filtered-view.ts';

/** `since:` moves on at this pace. */
const CLOCK_MS = 5_000;

export interface Rows {
  readonly rows: RowSet;
  /** The terms in force: those of the last query that could be read. */
  readonly terms: readonly FilterTerm[];
  readonly diagnostic: FilterDiagnostic | null;
}

/** Rows to show for the query in the route; a query with a mistake keeps the result of the last good one. */
export function useRows(): Rows {
  const { ring } = useSession();
  const query = useConsole((state) => state.route.query);
  const version = useConsole((state) => state.version);
  const updates = useConsole((state) => state.updates);
  const frozenAt = useConsole((state) => state.frozenAt);
  const alpha = useConsole((state) => state.route.alpha ?? state.tuning?.alpha ?? BUILT_IN_PROFILES.Balanced.alpha);
  const found = useConsole((state) => (state.search?.query === query ? state.search.found : null));
  const pins = useUi((state) => state.pins);
  const lastGood = useRef<readonly FilterTerm[]>([]);
  const parsed = useMemo(() => parseFilter(query), [query]);
  if (parsed.ok) lastGood.current = parsed.terms;
  const terms = lastGood.current;
  const now = useClock(terms.some(({ value }) => value.kind === 'since'));
  const asksPins = terms.some((term) => asks(term, 'pinned'));
  const asksFlip = terms.some((term) => asks(term, 'flip'));
  const usedPins = asksPins ? pins : null;
  const usedAlpha = asksFlip ? alpha : null;
  const view = useMemo(() => {
    if (terms.length === 0) return null;
    const pinned = new Set(usedPins?.map(({ decision }) => decision.id));
    return new FilteredView(ring, terms, { now, alpha: usedAlpha ?? 0, pinned, found });
  }, [ring, terms, now, usedAlpha, usedPins, found]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const rows = useMemo(() => {
    const end = Math.min(ring.end, frozenAt ?? ring.end);
    return view === null ? rangeRows(ring.start, end) : view.rows(end, updates);
  }, [ring, view, version, updates, frozenAt]);
  const sort = useUi((state) => state.sort);
  // Sorted once per filter and freeze: outcomes that come in later change the cells, not the order.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const sorted = useMemo(
    () => (sort === null ? null : sortedRows(ring, rows, sort.column, sort.descending)),
    [ring, view, frozenAt, sort],
  );
  return { rows: sorted ?? rows, terms, diagnostic: parsed.ok ? null : parsed.diagnostic };
}

function asks({ field, value }: FilterTerm, word: string): boolean {
  return field === 'is' && value.kind === 'texts' && value.tests.some(({ text }) => text === word);
}

/** The time, renewed now and then while it matters. */
function useClock(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), CLOCK_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
