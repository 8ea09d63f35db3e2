import { type ReactNode, useCallback } from 'react';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { FilterInput } from '../live/filter-input.tsx';
import { FilterNotice } from './filter-notice.tsx';
import type { HostFilter } from './use-host-filter.ts';

export interface HostFilterLineProps {
  readonly filter: HostFilter;
  /** What stands at its end: what the numbers are of. */
  readonly children?: ReactNode;
}

/** The filter line of Live above a view of the host's numbers. */
export function HostFilterLine({ filter, children }: HostFilterLineProps) {
  const { store } = useSession();
  const query = useConsole((state) => state.route.query);
  const setQuery = useCallback((next: string) => navigate(store, { query: next }, { replace: true }), [store]);
  return (
    <>
      <div className="flex h-10 shrink-0 items-center gap-3 border-line border-b bg-panel px-3">
        <FilterInput query={query} diagnostic={filter.diagnostic} onQuery={setQuery} />
        {children}
      </div>
      <FilterNotice
        query={filter.query}
        left={filter.left}
        consequence="not part of these numbers; only Live can look for it, among the rows that it holds."
      />
    </>
  );
}
