import { useCallback, useEffect, useRef } from 'react';
import type { GroupProps, PanelImperativeHandle } from 'react-resizable-panels';
import { useSession } from '../store/console-context.tsx';

export interface PaneWidths<Id extends string> {
  /** Properties of the panel with that id. */
  readonly pane: (id: Id) => {
    readonly id: Id;
    readonly defaultSize: number;
    readonly groupResizeBehavior: 'preserve-pixel-size';
    readonly panelRef: (panel: PanelImperativeHandle | null) => void;
  };
  /** Of the group around them. */
  readonly onLayoutChanged: NonNullable<GroupProps['onLayoutChanged']>;
}

/**
 * Panes as wide as they were left, until the layout is reset.
 *
 * @param usual Pixels by id. Ids are the same for the whole console; keep the object.
 */
export function usePaneWidths<Id extends string>(usual: Readonly<Record<Id, number>>): PaneWidths<Id> {
  const { preferences } = useSession();
  const panels = useRef(new Map<Id, PanelImperativeHandle>());
  useEffect(
    () =>
      preferences.subscribe(({ paneWidths }, before) => {
        for (const [id, panel] of panels.current) {
          if (before.paneWidths[id] !== undefined && paneWidths[id] === undefined) panel.resize(usual[id]);
        }
      }),
    [preferences, usual],
  );
  const onLayoutChanged = useCallback<PaneWidths<Id>['onLayoutChanged']>(
    (_, { isUserInteraction }) => {
      if (!isUserInteraction) return;
      // The panels have their new width in the next frame.
      requestAnimationFrame(() => {
        const widths = [...panels.current].map(([id, panel]) => [id, Math.round(panel.getSize().inPixels)]);
        preferences.setState(({ paneWidths }) => ({ paneWidths: { ...paneWidths, ...Object.fromEntries(widths) } }));
      });
    },
    [preferences],
  );
  const pane = useCallback<PaneWidths<Id>['pane']>(
    (id) => ({
      id,
      defaultSize: preferences.getState().paneWidths[id] ?? usual[id],
      groupResizeBehavior: 'preserve-pixel-size',
      panelRef: (panel) => {
        if (panel === null) panels.current.delete(id);
        else panels.current.set(id, panel);
      },
    }),
    [preferences, usual],
  );
  return { pane, onLayoutChanged };
}
