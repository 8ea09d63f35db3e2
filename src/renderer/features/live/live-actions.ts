import type { RowSet } from '../../store/filtered-view.ts';
import type { NumberColumn } from '../../store/ring-columns.ts';
import type { Session } from '../../store/session.ts';

/** The view stands still at the newest row; recording goes on. Following again is in the order of time. */
export function toggleFreeze({ store, ring, ui }: Session): void {
  const frozen = store.getState().frozenAt !== null;
  store.setState({ frozenAt: frozen ? null : ring.end });
  if (frozen) ui.setState({ sort: null });
}

/** Largest first, then smallest first, then by time again. Sorting freezes: a sorted list must not move. */
export function sortBy({ store, ring, ui }: Session, column: NumberColumn): void {
  const { sort } = ui.getState();
  const next =
    column === 'created'
      ? null
      : sort?.column !== column
        ? { column, descending: true }
        : sort.descending
          ? { column, descending: false }
          : null;
  if (next !== null && store.getState().frozenAt === null) store.setState({ frozenAt: ring.end });
  ui.setState({ sort: next });
}

/** More than this at once is no selection but a filter. */
const MAX_CHECKED = 1_000;

/** Selects all rows between the cursor and another one, and moves the cursor there. */
export function selectRange({ ring, ui }: Session, rows: RowSet, fromIndex: number, toIndex: number): void {
  const checked = new Set(ui.getState().checked);
  const [low, high] = fromIndex < toIndex ? [fromIndex, toIndex] : [toIndex, fromIndex];
  for (let index = Math.max(0, low); index <= high && checked.size < MAX_CHECKED; index++) {
    const position = rows.positionAt(index);
    if (ring.has(position)) checked.add(ring.idAt(position));
  }
  ui.setState({ checked });
}

/** Adds a row to the selection or takes it out; the row under the cursor is part of it from the start. */
export function toggleSelected({ ui }: Session, id: string): void {
  const { checked, cursor } = ui.getState();
  const next = new Set(checked.size === 0 && cursor !== null ? [cursor] : checked);
  if (!next.delete(id)) next.add(id);
  ui.setState({ checked: next });
}

/** Keeps the filter in force under a name; the same name again replaces it. */
export function saveFilter({ preferences, store }: Session, name: string): void {
  const { query } = store.getState().route;
  preferences.setState(({ savedFilters }) => ({
    savedFilters: [...savedFilters.filter((saved) => saved.name !== name), { name, query }],
  }));
}
