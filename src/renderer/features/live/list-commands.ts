import { useMemo, useRef } from 'react';
import type { Command } from '../../store/commands.ts';
import { useCommands } from '../../store/console-context.tsx';

/** What the list can be told to do. */
export interface ListActions {
  readonly moveBy: (rows: number, extend?: boolean) => void;
  /** Rows that fit on the screen. */
  readonly page: () => number;
  readonly toStart: () => void;
  readonly toEnd: () => void;
  readonly selectAll: () => void;
}

/** The keys of the list, as commands: they are in the palette and the sheet like all others. */
export function useListCommands(actions: ListActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useCommands(
    useMemo((): readonly Command[] => {
      const list = (id: string, title: string, keys: readonly string[], run: () => void): Command => ({
        id: `list.${id}`,
        category: 'List',
        title,
        keys,
        scope: 'list',
        run,
      });
      return [
        list('next', 'Go to the next row', ['j', 'arrowdown'], () => latest.current.moveBy(1)),
        list('previous', 'Go to the previous row', ['k', 'arrowup'], () => latest.current.moveBy(-1)),
        list('extend-down', 'Select down to the next row', ['shift+arrowdown'], () => latest.current.moveBy(1, true)),
        list('extend-up', 'Select up to the previous row', ['shift+arrowup'], () => latest.current.moveBy(-1, true)),
        list('select-all', 'Select all rows', ['mod+a'], () => latest.current.selectAll()),
        list('page-down', 'Go one page down', ['pagedown'], () => latest.current.moveBy(latest.current.page())),
        list('page-up', 'Go one page up', ['pageup'], () => latest.current.moveBy(-latest.current.page())),
        list('oldest', 'Go to the oldest', ['home'], () => latest.current.toStart()),
        list('newest', 'Go to the newest and follow', ['end'], () => latest.current.toEnd()),
      ];
    }, []),
  );
}
