import { useCallback } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { useNarrow } from '../../components/use-narrow.ts';
import { usePaneWidths } from '../../components/use-pane-widths.ts';
import { formatCount } from '../../lib/units.ts';
import { useConsole, usePreferences, useSession, useUi } from '../../store/console-context.tsx';
import type { FilterTerm } from '../../store/filter-query.ts';
import { navigate } from '../../store/navigation.ts';
import { PinTray } from '../decision/pin-tray.tsx';
import { FilterNotice } from '../filter/filter-notice.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { EmptyLive } from './empty-live.tsx';
import { FacetsPanel } from './facets-panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import { KpiTiles } from './kpi-tiles.tsx';
import { toggleFreeze } from './live-actions.ts';
import { LiveList } from './live-list.tsx';
import { NoMatch } from './no-match.tsx';
import { useRows } from './use-rows.ts';

const NOTHING_LEFT: readonly FilterTerm[] = [];
const SEPARATOR = 'w-1 bg-line outline-offset-[-1px] hover:bg-accent data-[separator=active]:bg-accent';

/** Pixels. */
const PANES = { facets: 196, inspector: 476 };

export function LiveView() {
  const session = useSession();
  const { rows, terms, diagnostic } = useRows();
  const query = useConsole((state) => state.route.query);
  const selected = useConsole((state) => state.route.selected);
  const frozen = useConsole((state) => state.frozenAt !== null);
  const restoring = useConsole((state) => state.historyLoading);
  const search = useConsole((state) => state.search);
  const logTotal = useConsole((state) => state.logTotal);
  const endpoint = useConsole((state) => state.info?.endpoint ?? null);
  const facetsOpen = usePreferences((state) => state.facetsOpen);
  const checked = useUi((state) => state.checked.size);
  const setQuery = useCallback(
    (next: string) => navigate(session.store, { query: next }, { replace: true }),
    [session],
  );
  const onToggleFreeze = useCallback(() => toggleFreeze(session), [session]);
  const { pane, onLayoutChanged } = usePaneWidths(PANES);
  const empty = session.ring.length === 0;
  const narrow = useNarrow();
  const listed = selected === null || !narrow;
  return (
    <div className="flex h-full flex-col">
      {endpoint?.state === 'failed' ? (
        <div role="alert" className="border-bad border-b bg-panel px-3 py-1.5 text-cell">
          <span className="font-semibold text-bad">The endpoint is not listening.</span> {endpoint.error}
        </div>
      ) : null}
      <KpiTiles />
      <FilterBar
        query={query}
        diagnostic={diagnostic}
        matching={rows.length}
        held={session.ring.length}
        search={search}
        logTotal={logTotal}
        selected={checked}
        frozen={frozen}
        facetsOpen={facetsOpen}
        onQuery={setQuery}
        onToggleFreeze={onToggleFreeze}
        onExport={() => session.commands.run('stream.export')}
        onToggleFacets={() => session.preferences.setState({ facetsOpen: !facetsOpen })}
      />
      <FilterNotice
        query={query}
        left={search?.left ?? NOTHING_LEFT}
        consequence={`looked for among the ${formatCount(session.ring.length)} decisions that are held, not in the whole log.`}
        problem={search?.problem ?? null}
      />
      <div className="relative min-h-0 flex-1">
        {restoring ? (
          <div className="loading-bar z-20" role="progressbar" aria-label="Reading older decisions" />
        ) : null}
        <Group orientation="horizontal" id="live" onLayoutChanged={onLayoutChanged}>
          {facetsOpen && !empty && listed ? (
            <>
              <Panel {...pane('facets')} minSize={150} maxSize={320}>
                <FacetsPanel query={query} onQuery={setQuery} />
              </Panel>
              <Separator className={SEPARATOR} aria-label="Width of the facets" />
            </>
          ) : null}
          {listed ? (
            <Panel id="list" minSize={narrow ? 100 : 360}>
              {empty ? (
                <EmptyLive />
              ) : rows.length === 0 ? (
                <NoMatch query={query} terms={terms} search={search} onQuery={setQuery} />
              ) : (
                <LiveList rows={rows} />
              )}
            </Panel>
          ) : null}
          {selected === null ? null : (
            <>
              {listed ? <Separator className={SEPARATOR} aria-label="Width of the inspector" /> : null}
              <Panel {...pane('inspector')} minSize={narrow ? 100 : 380}>
                <ErrorBoundary name="Decision" key={selected}>
                  <Inspector id={selected} />
                </ErrorBoundary>
              </Panel>
            </>
          )}
        </Group>
      </div>
      <PinTray />
    </div>
  );
}
