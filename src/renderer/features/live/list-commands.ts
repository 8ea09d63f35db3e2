import { useMemo, useRef } from 'react';
import { useViewCommands } from '../../store/console-context.tsx';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';

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
  useViewCommands(
    useMemo(
      (): readonly ViewCommand[] => [
        viewCommand('list.next', () => latest.current.moveBy(1)),
        viewCommand('list.previous', () => latest.current.moveBy(-1)),
        viewCommand('list.extend-down', () => latest.current.moveBy(1, true)),
        viewCommand('list.extend-up', () => latest.current.moveBy(-1, true)),
        viewCommand('list.select-all', () => latest.current.selectAll()),
        viewCommand('list.page-down', () => latest.current.moveBy(latest.current.page())),
        viewCommand('list.page-up', () => latest.current.moveBy(-latest.current.page())),
        viewCommand('list.oldest', () => latest.current.toStart()),
        viewCommand('list.newest', () => latest.current.toEnd()),
      ],
      [],
    ),
  );
}
