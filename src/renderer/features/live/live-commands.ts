import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Density } from '../../store/preferences.ts';
import type { Session } from '../../store/session.ts';
import { FILTER_INPUT_ID } from './filter-box.tsx';

const DENSITIES: readonly (readonly [Density, string])[] = [
  ['compact', 'compact (24 px)'],
  ['regular', 'regular (28 px)'],
  ['roomy', 'roomy (36 px)'],
];

/** Commands of the live view, whatever is in it. */
export function liveCommands(session: Session): readonly Command[] {
  const { store } = session;
  return [
    {
      id: 'filter.edit',
      category: 'Filter',
      title: 'Edit the filter',
      keys: ['mod+f', 'slash'],
      run: () => {
        const input = document.getElementById(FILTER_INPUT_ID);
        if (!(input instanceof HTMLInputElement)) return;
        input.focus();
        input.select();
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
      run: () => {
        if (store.getState().route.selected !== null) navigate(store, { selected: null });
        else session.ui.setState({ cursor: null, checked: new Set() });
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

/** The view stands still at the newest row; recording goes on. */
export function toggleFreeze({ store, ring }: Session): void {
  store.setState(({ frozenAt }) => ({ frozenAt: frozenAt === null ? ring.end : null }));
}
