import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Density } from '../../store/preferences.ts';
import type { Session } from '../../store/session.ts';
import { COLUMN_IDS, columnById } from './columns.ts';
import { FILTER_INPUT_ID } from './filter-input.tsx';
import { saveFilter, sortBy, toggleFreeze } from './live-actions.ts';

/** Filters that are asked for by name. */
const NAMED_FILTERS: readonly (readonly [string, string, string])[] = [
  ['errors', 'Show errors', 'is:error'],
  ['close', 'Show close calls (margin under .02)', 'is:close'],
  ['fallbacks', 'Show fallbacks', 'is:fallback'],
  ['flips', 'Show what another alpha would have changed', 'is:flip'],
  ['pinned', 'Show pinned decisions', 'is:pinned'],
];
/** As many rows as make a slowest hundredth worth the name. */
const SLOWEST_MIN = 100;

const DENSITIES: readonly (readonly [Density, string])[] = [
  ['compact', 'compact (24 px)'],
  ['regular', 'regular (28 px)'],
  ['roomy', 'roomy (36 px)'],
];

const SORTABLE = COLUMN_IDS.flatMap((id) => {
  const column = columnById(id);
  return column?.sort ? [column] : [];
});

/** Commands of the live view, whatever is in it. */
export function liveCommands(session: Session): readonly Command[] {
  const { store } = session;
  return [
    {
      id: 'filter.edit',
      category: 'Filter',
      title: 'Edit the filter',
      keys: ['mod+f', '/'],
      run: () => {
        // Several views have the line; where there is none, Live has it.
        if (document.getElementById(FILTER_INPUT_ID) === null) navigate(store, { view: 'live' });
        // After the view is there.
        setTimeout(() => {
          const input = document.getElementById(FILTER_INPUT_ID);
          if (!(input instanceof HTMLInputElement)) return;
          input.focus();
          input.select();
        });
      },
    },
    ...NAMED_FILTERS.map(
      ([id, title, query]): Command => ({
        id: `filter.${id}`,
        category: 'Filter',
        title,
        run: () => navigate(store, { view: 'live', query }),
      }),
    ),
    {
      id: 'filter.slowest',
      category: 'Filter',
      title: 'Show the slowest 1%',
      when: () => session.ring.length >= SLOWEST_MIN,
      run: () => navigate(store, { view: 'live', query: slowestQuery(session) }),
    },
    {
      id: 'filter.saved',
      category: 'Filter',
      title: 'Use a saved filter…',
      when: () => session.preferences.getState().savedFilters.length > 0,
      input: {
        placeholder: 'Name of a saved filter',
        options: (text) =>
          session.preferences
            .getState()
            .savedFilters.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
            .map(({ name, query }) => ({ value: query, label: name })),
      },
      run: (query) => navigate(store, { view: 'live', query }),
    },
    {
      id: 'filter.save',
      category: 'Filter',
      title: 'Save the filter as…',
      when: () => store.getState().route.query !== '',
      input: { placeholder: 'Name for this filter', options: () => [] },
      run: (name) => saveFilter(session, name),
    },
    {
      id: 'filter.clear',
      category: 'Filter',
      title: 'Clear the filter',
      when: () => store.getState().route.query !== '',
      run: () => navigate(store, { query: '' }),
    },
    {
      id: 'filter.facets',
      category: 'Filter',
      title: 'Show or hide the facets',
      run: () => session.preferences.setState(({ facetsOpen }) => ({ facetsOpen: !facetsOpen })),
    },
    {
      id: 'list.sort',
      category: 'List',
      title: 'Sort by…',
      input: {
        placeholder: 'Column; time follows the newest again',
        options: (text) =>
          SORTABLE.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase())).map(
            ({ id, label, title }) => ({
              value: id,
              label: `${label}: ${title}`,
            }),
          ),
      },
      run: (id) => {
        const column = columnById(id)?.sort;
        if (column) sortBy(session, column);
      },
    },
    {
      id: 'stream.freeze',
      category: 'Stream',
      title: 'Freeze or follow the view',
      keys: ['space'],
      scope: 'list',
      run: () => toggleFreeze(session),
    },
    {
      id: 'list.inspector',
      category: 'List',
      title: 'Open or close the inspector',
      keys: ['mod+backslash'],
      when: () => store.getState().route.selected !== null || session.ui.getState().cursor !== null,
      run: () => {
        const { selected } = store.getState().route;
        navigate(store, { selected: selected === null ? session.ui.getState().cursor : null });
      },
    },
    {
      id: 'list.escape',
      category: 'List',
      title: 'Close the inspector, then clear the selection',
      keys: ['escape'],
      scope: 'list',
      views: ['live'],
      when: () => store.getState().route.view === 'live',
      run: () => {
        const { selected } = store.getState().route;
        if (selected !== null) {
          navigate(store, { selected: null });
          // Focus goes back to where the decision was opened from, not to the top of the page.
          document.querySelector<HTMLElement>('[data-keys="list"]')?.focus();
        } else session.ui.setState({ cursor: null, checked: new Set() });
      },
    },
    ...DENSITIES.map(
      ([density, words]): Command => ({
        id: `view.density.${density}`,
        category: 'View',
        title: `Make rows ${words}`,
        when: () => session.preferences.getState().density !== density,
        run: () => session.preferences.setState({ density }),
      }),
    ),
  ];
}

function slowestQuery({ ring }: Session): string {
  const totals: number[] = [];
  for (let position = ring.start; position < ring.end; position++) {
    const total = ring.numberAt(position, 'total');
    if (!Number.isNaN(total)) totals.push(total);
  }
  totals.sort((one, other) => one - other);
  return `lat:>=${Math.floor(totals[Math.floor(totals.length * 0.99)] ?? 0)}ms`;
}
