import { useMemo, useRef } from 'react';
import type { StructuredFilter } from '../../../shared/console/filter-contract.ts';
import { useConsole } from '../../store/console-context.tsx';
import { withoutOrigin } from '../../store/filter-edit.ts';
import { type FilterDiagnostic, type FilterTerm, parseFilter } from '../../store/filter-query.ts';
import { structuredFilter } from '../../store/filter-structured.ts';

/** The shared filter for a view whose numbers the host counts. */
export interface HostFilter {
  /** Without the terms that say whose traffic: that is a setting of such a view. What its links begin with. */
  readonly query: string;
  readonly diagnostic: FilterDiagnostic | null;
  /** Terms that the log cannot be asked for; the numbers are without them. */
  readonly left: readonly FilterTerm[];
  /** As the host takes it. `now` in milliseconds of Unix time, for `since:`. */
  readonly at: (now: number) => StructuredFilter;
}

/** A filter with a mistake keeps the last one that could be read. */
export function useHostFilter(): HostFilter {
  const query = useConsole((state) => state.route.query);
  const lastGood = useRef('');
  return useMemo(() => {
    const parsed = parseFilter(query);
    if (parsed.ok) lastGood.current = withoutOrigin(query);
    const good = lastGood.current;
    const again = parseFilter(good);
    const terms = again.ok ? again.terms : [];
    return {
      query: good,
      diagnostic: parsed.ok ? null : parsed.diagnostic,
      left: structuredFilter(terms, 0).left,
      at: (now) => structuredFilter(terms, now).filter,
    };
  }, [query]);
}
