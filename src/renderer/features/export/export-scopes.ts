import { parseFilter } from '../../store/filter-query.ts';
import { structuredFilter } from '../../store/filter-structured.ts';
import type { Session } from '../../store/session.ts';
import type { ExportSubject } from './run-export.ts';

export type ScopeId = 'selection' | 'filter' | 'all';

/** Decisions that can be exported together. */
export interface Scope {
  readonly id: ScopeId;
  readonly subject: Pick<ExportSubject, 'ids' | 'filter'>;
  /** How many; null until the host has counted them. */
  readonly count: number | null;
  /** What of the filter the log cannot be asked for, in words; empty when it can be asked for all of it. */
  readonly left: readonly string[];
}

/** What there is to choose from now: the rows that are selected, those that fit the filter, the whole log. */
export function exportScopes({ ui, store }: Session): readonly Scope[] {
  const { checked, cursor } = ui.getState();
  const { route, logTotal } = store.getState();
  const ids = checked.size > 0 ? [...checked] : cursor === null ? [] : [cursor];
  const parsed = parseFilter(route.query);
  const scopes: Scope[] = [];
  if (ids.length > 0) scopes.push({ id: 'selection', subject: { ids }, count: ids.length, left: [] });
  if (parsed.ok && parsed.terms.length > 0) {
    const { filter, left } = structuredFilter(parsed.terms, Date.now());
    // A filter of which nothing can be asked is none.
    if (filter.length > 0) {
      scopes.push({
        id: 'filter',
        subject: { filter },
        count: null,
        left: left.map(({ from, to }) => route.query.slice(from, to)),
      });
    }
  }
  scopes.push({ id: 'all', subject: { filter: [] }, count: logTotal, left: [] });
  return scopes;
}
