import { useCallback, useMemo } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Button } from '../../components/button.tsx';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { formatCount } from '../../lib/units.ts';
import { useCommands, useConsole, useSession } from '../../store/console-context.tsx';
import { withoutSpan } from '../../store/filter-edit.ts';
import { parseFilter } from '../../store/filter-query.ts';
import { navigate } from '../../store/navigation.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { EmptyLive } from './empty-live.tsx';
import { FilterBox } from './filter-box.tsx';
import { KpiTiles } from './kpi-tiles.tsx';
import { liveCommands, toggleFreeze } from './live-commands.ts';
import { LiveList } from './live-list.tsx';
import { useRows } from './use-rows.ts';

export function LiveView() {
  const session = useSession();
  const { rows, diagnostic } = useRows();
  const query = useConsole((state) => state.route.query);
  const selected = useConsole((state) => state.route.selected);
  const frozen = useConsole((state) => state.frozenAt !== null);
  const restoring = useConsole((state) => state.historyLoading);
  const endpoint = useConsole((state) => state.info?.endpoint ?? null);
  const setQuery = useCallback(
    (next: string) => navigate(session.store, { query: next }, { replace: true }),
    [session],
  );
  const onToggleFreeze = useCallback(() => toggleFreeze(session), [session]);
  useCommands(useMemo(() => liveCommands(session), [session]));
  const empty = session.ring.length === 0;
  return (
    <div className="flex h-full flex-col">
      {endpoint?.state === 'failed' ? (
        <div role="alert" className="border-bad border-b bg-panel px-3 py-1.5 text-cell">
          <span className="font-semibold text-bad">The endpoint is not listening.</span> {endpoint.error}
        </div>
      ) : null}
      <KpiTiles />
      <FilterBox
        query={query}
        diagnostic={diagnostic}
        matching={rows.length}
        held={session.ring.length}
        frozen={frozen}
        onQuery={setQuery}
        onToggleFreeze={onToggleFreeze}
      />
      <div className="relative min-h-0 flex-1">
        {restoring ? (
          <div className="loading-bar z-20" role="progressbar" aria-label="Reading older decisions" />
        ) : null}
        <Group orientation="horizontal" id="live">
          <Panel id="list" minSize={360}>
            {empty ? (
              <EmptyLive />
            ) : rows.length === 0 ? (
              <NoMatch query={query} held={session.ring.length} onQuery={setQuery} />
            ) : (
              <LiveList rows={rows} onToggleFreeze={onToggleFreeze} />
            )}
          </Panel>
          {selected === null ? null : (
            <>
              <Separator
                className="w-1 bg-line outline-offset-[-1px] hover:bg-accent data-[separator=active]:bg-accent"
                aria-label="Width of the inspector"
              />
              <Panel id="inspector" defaultSize={476} minSize={380}>
                <ErrorBoundary name="Decision" key={selected}>
                  <Inspector id={selected} />
                </ErrorBoundary>
              </Panel>
            </>
          )}
        </Group>
      </div>
    </div>
  );
}

interface NoMatchProps {
  readonly query: string;
  readonly held: number;
  readonly onQuery: (query: string) => void;
}

function NoMatch({ query, held, onQuery }: NoMatchProps) {
  const parsed = parseFilter(query);
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 bg-panel text-ink-2">
      <p>
        None of {formatCount(held)} matches <code className="font-mono text-ink-1">{query}</code>
      </p>
      <div className="flex gap-2">
        <Button variant="primary" onClick={() => onQuery('')}>
          Clear the filter
        </Button>
        {parsed.ok && parsed.terms.length > 1
          ? parsed.terms.map((term) => (
              <Button key={term.from} onClick={() => onQuery(withoutSpan(query, term))}>
                Drop <code className="font-mono">{query.slice(term.from, term.to)}</code>
              </Button>
            ))
          : null}
      </div>
    </div>
  );
}
