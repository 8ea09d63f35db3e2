// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows; the grid roles say what it is
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ActionMenu } from '../../components/action-menu.tsx';
import { useSize } from '../../components/use-size.ts';
import { formatCount } from '../../lib/units.ts';
import { useConsole, usePreferences, useSession, useUi } from '../../store/console-context.tsx';
import type { RowSet } from '../../store/filtered-view.ts';
import { navigate } from '../../store/navigation.ts';
import { ROW_HEIGHTS } from '../../store/preferences.ts';
import { chooseColumns, gridTemplate } from './columns.ts';
import { useListCommands } from './list-commands.ts';
import { HEADER_HEIGHT, ListHeader } from './list-header.tsx';
import { selectRange, sortBy, toggleFreeze, toggleSelected } from './live-actions.ts';
import { LiveRow, type Picking, rowElementId } from './live-row.tsx';
import { News } from './news.tsx';

/** Within this many pixels of the bottom counts as being at the end. */
const END_SLACK = 5;
/** A scroll this soon after the user's hand is the user's; any other is ours. */
const HAND_MS = 400;

/** Newest at the bottom. The end is followed only while the user is there; focus never moves because data came. */
export function LiveList({ rows }: { readonly rows: RowSet }) {
  const session = useSession();
  const { ring } = session;
  const rowHeight = ROW_HEIGHTS[usePreferences((state) => state.density)];
  const selected = useConsole((state) => state.route.selected);
  const frozenAt = useConsole((state) => state.frozenAt);
  const sort = useUi((state) => state.sort);
  const checked = useUi((state) => state.checked);
  const pins = useUi((state) => state.pins);
  const pinned = useMemo(() => new Set(pins.map(({ decision }) => decision.id)), [pins]);
  const cursorId = useUi((state) => state.cursor);
  const cursor = cursorId === null ? null : ring.positionOf(cursorId);
  const setCursor = useCallback(
    (position: number) => session.ui.setState({ cursor: ring.idAt(position) }),
    [session, ring],
  );
  const [following, setFollowing] = useState(() => selected === null && session.store.getState().anchor === null);
  // A ref, not state: while following it moves with every batch, and nothing on screen does.
  const seenEnd = useRef(ring.end);
  const scroller = useRef<HTMLDivElement | null>(null);
  const lastHand = useRef(0);
  const [measure, { width }] = useSize<HTMLDivElement>();
  const ownColumns = usePreferences((state) => state.columns);
  const columnWidths = usePreferences((state) => state.columnWidths);
  const columns = useMemo(
    () => chooseColumns(width, { columns: ownColumns, columnWidths }),
    [width, ownColumns, columnWidths],
  );
  const template = useMemo(() => gridTemplate(columns), [columns]);

  const follows = following && frozenAt === null;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: useCallback((index: number) => rows.positionAt(index), [rows]),
    overscan: 8,
    // The header is sticky inside the scroller: rows start below it and none may hide under it.
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    // Keeps the row under the eye where it is when older rows are evicted or loaded above it.
    anchorTo: follows ? 'start' : 'end',
    followOnAppend: false,
    useFlushSync: false,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are estimated anew when rows change theirs
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row set is what there is to follow
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!follows || !element) return;
    element.scrollTop = element.scrollHeight;
    seenEnd.current = ring.end;
  }, [follows, rows]);

  // Another order starts at its top.
  useLayoutEffect(() => {
    if (sort !== null && scroller.current) scroller.current.scrollTop = 0;
  }, [sort]);

  // The route may name a decision from outside: a link, back, or the first real request.
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (selected === null || selected === shown.current) {
      shown.current = selected;
      return;
    }
    const position = ring.positionOf(selected);
    const index = position === null ? -1 : rows.indexOf(position);
    if (index < 0) return;
    shown.current = selected;
    if (position !== null) setCursor(position);
    setFollowing(false);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [selected, rows, ring, virtualizer, setCursor]);

  const open = useCallback(
    (position: number) => {
      const id = ring.idAt(position);
      shown.current = id;
      setCursor(position);
      setFollowing(false);
      // Walking from row to row is one step for "back", opening is another.
      navigate(session.store, { selected: id }, { replace: session.store.getState().route.selected !== null });
    },
    [ring, session, setCursor],
  );

  const pick = useCallback(
    (position: number, how: Picking) => {
      const { cursor: from } = session.ui.getState();
      const fromPosition = from === null ? null : ring.positionOf(from);
      setFollowing(false);
      if (how === 'open') {
        session.ui.setState({ checked: new Set() });
        open(position);
      } else if (how === 'range' && fromPosition !== null) {
        selectRange(session, rows, rows.indexOf(fromPosition), rows.indexOf(position));
      } else {
        toggleSelected(session, ring.idAt(position));
        setCursor(position);
      }
    },
    [session, ring, rows, open, setCursor],
  );

  const toEnd = useCallback(() => {
    setFollowing(true);
    seenEnd.current = ring.end;
    if (session.store.getState().frozenAt !== null) toggleFreeze(session);
  }, [ring, session]);

  const moveTo = (index: number, extend = false): void => {
    if (rows.length === 0) return;
    const target = Math.min(rows.length - 1, Math.max(0, index));
    const position = rows.positionAt(target);
    if (extend) selectRange(session, rows, cursor === null ? target : rows.indexOf(cursor), target);
    else if (session.ui.getState().checked.size > 0) session.ui.setState({ checked: new Set() });
    setCursor(position);
    setFollowing(false);
    virtualizer.scrollToIndex(target, { align: 'auto' });
    if (selected !== null && !extend) open(position);
  };
  useListCommands({
    moveBy: (step, extend) => {
      const at = cursor === null ? -1 : rows.indexOf(cursor);
      moveTo((at < 0 ? rows.length : at) + step, extend);
    },
    page: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
    toStart: () => moveTo(0),
    toEnd: () => {
      moveTo(rows.length - 1);
      toEnd();
    },
    selectAll: () => selectRange(session, rows, 0, rows.length - 1),
  });

  const query = useConsole((state) => state.route.query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter must not lose the row under the cursor
  useLayoutEffect(() => {
    const index = cursor === null ? -1 : rows.indexOf(cursor);
    if (index >= 0 && !follows) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [query]);

  const restored = useConsole((state) => state.restored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the list was is brought back once per step back
  useLayoutEffect(() => {
    const { anchor } = session.store.getState();
    const index = anchor === null ? -1 : rows.indexOf(Math.max(anchor, ring.start));
    if (index < 0) return;
    setFollowing(false);
    virtualizer.scrollToIndex(index, { align: 'start' });
  }, [restored]);

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    const top = virtualizer.getVirtualItemForOffset(element.scrollTop + HEADER_HEIGHT);
    const anchor = follows || !top ? null : rows.positionAt(top.index);
    if (session.store.getState().anchor !== anchor) session.store.setState({ anchor });
    const gap = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (performance.now() - lastHand.current > HAND_MS) return;
    if (element.scrollTop < rowHeight * 20) void session.loadOlder();
    if (gap <= END_SLACK && frozenAt === null) setFollowing(true);
    else if (gap > END_SLACK) setFollowing(false);
  };
  const hand = (): void => {
    lastHand.current = performance.now();
  };
  /** The menu is about the row under the pointer, or about the cursor's when a key opened it. */
  const onContextMenu = (event: MouseEvent): void => {
    const id = (event.target as Element).closest<HTMLElement>('[data-decision-id]')?.dataset.decisionId;
    if (id !== undefined) session.ui.setState({ cursor: id });
  };

  const items = virtualizer.getVirtualItems();
  const cursorShown = cursor !== null && items.some((item) => item.key === cursor);
  const fresh = follows ? 0 : Math.max(0, ring.end - Math.max(frozenAt ?? 0, seenEnd.current));
  return (
    <div className="relative flex h-full min-h-0 flex-col bg-panel">
      <ActionMenu category="Decision">
        <div
          ref={(element) => {
            scroller.current = element;
            measure(element);
          }}
          role="grid"
          tabIndex={0}
          aria-label="Decisions"
          aria-multiselectable="true"
          aria-rowcount={rows.length + 1}
          aria-colcount={columns.length}
          aria-activedescendant={cursorShown ? rowElementId(cursor) : undefined}
          data-keys="list"
          onScroll={onScroll}
          onWheel={hand}
          onPointerDown={hand}
          onTouchMove={hand}
          onPointerMove={(event) => event.buttons > 0 && hand()}
          onContextMenu={onContextMenu}
          className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden outline-offset-[-2px] contain-strict"
          style={{ overflowAnchor: 'none' }}
          data-testid="live-grid"
        >
          <ListHeader
            columns={columns}
            template={template}
            sort={sort}
            onSort={({ sort: column }) => column !== null && sortBy(session, column)}
          />
          <div role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
            {/* One offset for all of them: rows that stay on the screen are not touched when others come. */}
            <div style={{ transform: `translateY(${(items[0]?.start ?? HEADER_HEIGHT) - HEADER_HEIGHT}px)` }}>
              {items.map((item) => {
                const position = rows.positionAt(item.index);
                if (!ring.has(position)) return null;
                const id = ring.idAt(position);
                return (
                  <LiveRow
                    key={item.key as number}
                    ring={ring}
                    position={position}
                    revision={ring.revisionAt(position)}
                    index={item.index}
                    height={rowHeight}
                    columns={columns}
                    template={template}
                    active={position === cursor}
                    opened={selected === id}
                    checked={checked.has(id)}
                    pinned={pinned.has(id)}
                    onPick={pick}
                  />
                );
              })}
            </div>
          </div>
        </div>
      </ActionMenu>
      <News list={scroller} />
      {fresh > 0 ? (
        <button
          type="button"
          data-testid="new-pill"
          onClick={toEnd}
          title="Go to the newest and follow (End)"
          className="-translate-x-1/2 absolute bottom-3 left-1/2 h-6 rounded-full border border-control bg-raised px-3 text-cell text-ink-1 shadow-lg hover:bg-hover"
        >
          ↓ {formatCount(fresh)} new
        </button>
      ) : null}
    </div>
  );
}
