import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { NotRead } from '../../components/not-read.tsx';
import { useConsole, useSession, useViewCommands } from '../../store/console-context.tsx';
import { withField } from '../../store/filter-edit.ts';
import { navigate } from '../../store/navigation.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';
import { ProfilePanel } from '../profiler/profile-panel.tsx';
import { writeTimes } from './brush.ts';
import type { ChartId } from './chart-frame.tsx';
import { HeatmapChart } from './heatmap-chart.tsx';
import { HistogramChart } from './histogram-chart.tsx';
import { linkQuery, rowsQuery, SOURCE_FIELDS, type TimeRange } from './latency-choice.ts';
import { LatencyTiles } from './latency-tiles.tsx';
import { LatencyToolbar } from './latency-toolbar.tsx';
import { PercentilesChart } from './percentiles-chart.tsx';
import { SlowestTable } from './slowest-table.tsx';
import { StagesTable } from './stages-table.tsx';
import { type Latency, useLatency } from './use-latency.ts';

const CHARTS: readonly ChartId[] = ['percentiles', 'histogram', 'heatmap'];

/** Where the milliseconds go: Heimdall or the provider. */
export function LatencyView() {
  const [live, setLive] = useState(true);
  const [busy, setBusy] = useState(false);
  const latency = useLatency(live, busy);
  const { choice, query, all, shown } = latency;
  return (
    <div className="flex h-full min-h-0 flex-col bg-app">
      <LatencyToolbar latency={latency} live={live} onLive={setLive} />
      {all === null || shown === null ? (
        latency.problem ? (
          <NotRead title="The latencies could not be read" problem={latency.problem} onAgain={latency.reload} />
        ) : null
      ) : (
        <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-2" data-testid="latency">
          <LatencyTiles profile={shown} choice={choice} query={query} />
          {all.count === 0 ? <NoRequests latency={latency} /> : <Charts latency={latency} onBusy={setBusy} />}
          <ProfilePanel />
        </div>
      )}
    </div>
  );
}

function Charts({ latency, onBusy }: { readonly latency: Latency; readonly onBusy: (busy: boolean) => void }) {
  const { store } = useSession();
  const { choice, query, parts, all, shown } = latency;
  const [tables, setTables] = useState<ReadonlySet<ChartId>>(new Set());
  const toggle = useCallback(
    (id: ChartId): void =>
      setTables((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id])),
    [],
  );
  const brush = (value: string | null): void =>
    navigate(store, { query: withField(query, SOURCE_FIELDS[choice.source], value) });
  const zoom = (range: TimeRange | null): void =>
    navigate(store, { query: withField(query, 'at', range === null ? null : writeTimes(range, Date.now())) });
  const open = (next: string): void => navigate(store, { view: 'live', query: next, selected: null });
  const within = (range: TimeRange, value?: string): string => {
    const narrowed = value === undefined ? query : withField(query, SOURCE_FIELDS[choice.source], value);
    return rowsQuery(withField(narrowed, 'at', writeTimes(range, Date.now())), choice.window);
  };
  useViewCommands(
    useMemo(
      (): readonly ViewCommand[] => [
        viewCommand('latency.table', () => {
          const focused = document.activeElement?.closest('[data-chart]')?.getAttribute('data-chart');
          for (const id of CHARTS) if (focused === undefined || focused === null || focused === id) toggle(id);
        }),
        viewCommand(
          'latency.unbrush',
          () => navigate(store, { query: withField(withField(query, SOURCE_FIELDS[choice.source], null), 'at', null) }),
          { when: () => parts.brush !== null || parts.zoom !== null },
        ),
      ],
      [store, query, parts, choice.source, toggle],
    ),
  );
  if (all === null || shown === null) return null;
  return (
    <>
      <div className="grid shrink-0 auto-rows-[216px] grid-cols-1 gap-2 min-[900px]:grid-cols-[minmax(0,780fr)_minmax(0,404fr)]">
        <PercentilesChart
          profile={shown}
          source={choice.source}
          zoomed={parts.zoom !== null}
          asTable={tables.has('percentiles')}
          onToggleTable={() => toggle('percentiles')}
          onBusy={onBusy}
          onZoom={zoom}
          onOpen={(range) => open(within(range))}
        />
        <HistogramChart
          all={all}
          shown={shown}
          source={choice.source}
          brush={parts.brush}
          settled={latency.settled}
          rowsQuery={rowsQuery(query, choice.window)}
          asTable={tables.has('histogram')}
          onToggleTable={() => toggle('histogram')}
          onBusy={onBusy}
          onBrush={brush}
          onOpen={(value) => open(linkQuery(query, choice, value))}
        />
      </div>
      <div className="grid shrink-0 auto-rows-[206px] grid-cols-1 gap-2 min-[900px]:grid-cols-[minmax(0,780fr)_minmax(0,404fr)]">
        <StagesTable profile={shown} choice={choice} query={query} />
        <SlowestTable slowest={shown.slowest} />
      </div>
      <div className="h-[152px] shrink-0">
        <HeatmapChart
          profile={shown}
          asTable={tables.has('heatmap')}
          onToggleTable={() => toggle('heatmap')}
          onOpen={(range, value) => open(within(range, value))}
        />
      </div>
    </>
  );
}

function NoRequests({ latency }: { readonly latency: Latency }) {
  const session = useSession();
  const params = useConsole((state) => state.route.params);
  const { choice, query, parts } = latency;
  const held = session.ring.length;
  const filtered = query !== '';
  const hasSample = session.ring.sampleCount > 0;
  return (
    <div
      className="flex flex-1 flex-col items-center justify-center gap-3 px-6 text-center"
      data-testid="latency-empty"
    >
      <h2 className="font-semibold text-title">
        {filtered && held > 0
          ? 'No request of this window fits the filter'
          : choice.window === 'sample'
            ? 'No sample traffic has been played'
            : 'No request in this window'}
      </h2>
      {filtered ? (
        <Button
          variant="primary"
          onClick={() => navigate(session.store, { query: parts.zoom ? withField(query, 'at', null) : '' })}
        >
          {parts.zoom ? 'Reset the zoom' : 'Clear the filter'}
        </Button>
      ) : choice.window !== 'sample' && hasSample ? (
        <Button variant="primary" onClick={() => navigate(session.store, { params: { ...params, window: 'sample' } })}>
          Look at the sample
        </Button>
      ) : choice.window !== '24h' && choice.window !== 'sample' && held > 0 ? (
        <Button variant="primary" onClick={() => navigate(session.store, { params: { ...params, window: '24h' } })}>
          Look at 24 hours
        </Button>
      ) : (
        <Button
          variant="primary"
          onClick={() => {
            void session.client.request('sample.play');
            navigate(session.store, { params: { ...params, window: 'sample' } });
          }}
        >
          Play sample traffic
        </Button>
      )}
    </div>
  );
}
