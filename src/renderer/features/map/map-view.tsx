import { useCallback, useMemo, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Button } from '../../components/button.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { NotRead } from '../../components/not-read.tsx';
import { ReadingBar } from '../../components/reading-bar.tsx';
import { usePaneWidths } from '../../components/use-pane-widths.ts';
import { useSize } from '../../components/use-size.ts';
import { formatCount, formatPercent } from '../../lib/units.ts';
import { useConsole, useSession, useViewCommands } from '../../store/console-context.tsx';
import { withExactValues, withTokens } from '../../store/filter-edit.ts';
import { navigate } from '../../store/navigation.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';
import { PinTray } from '../decision/pin-tray.tsx';
import { HostFilterLine } from '../filter/host-filter-line.tsx';
import { type HostFilter, useHostFilter } from '../filter/use-host-filter.ts';
import { ClusterPanel, OverviewPanel } from './cluster-panel.tsx';
import { ClusterTable } from './cluster-table.tsx';
import { lassoed } from './lasso.ts';
import { MapCanvas, ZOOM_STEP } from './map-canvas.tsx';
import { MapToolbar } from './map-toolbar.tsx';
import { COLOURINGS, type Colouring } from './marks.ts';
import { type MapPoints, type MapWindow, useMapPoints, WINDOWS } from './use-map-points.ts';
import { type Bounds, boundsOf, type Place, type Viewport, WHOLE, zoomAt } from './viewport.ts';

const SEPARATOR = 'w-1 bg-line outline-offset-[-1px] hover:bg-accent data-[separator=active]:bg-accent';
/** Pixels. */
const PANES = { 'map-side': 328 };
/** Fewer make no picture: the centroids are shown alone. */
const FEWEST = 3;
/** A range of `at:` has two ends. */
const END_OF_TIME = '9999-12-31';

/** What kinds of traffic there are, and where the router is unsure: `#/map?colour=margin&cluster=7`. */
export function MapView() {
  const session = useSession();
  const { ring } = session;
  const params = useConsole((state) => state.route.params);
  const onlySample = useConsole((state) => state.logTotal > 0 && ring.sampleCount === state.logTotal);
  const window = WINDOWS.find((name) => name === params.window) ?? (onlySample ? 'sample' : 'all');
  const filter = useHostFilter();
  const { map, problem, again } = useMapPoints(window, filter);
  if (map === null) {
    if (problem === null) return <ReadingBar label="Reading the map" />;
    return <NotRead title="The map could not be read" problem={problem} onAgain={again} />;
  }
  return (
    <div className="flex h-full flex-col bg-panel">
      <HostFilterLine filter={filter}>
        <LiveLink query={rowsQuery(filter.query, window, map)} className="shrink-0 text-cell text-ink-2">
          {map.cut_at_ms === null ? '' : 'the newest '}
          {formatCount(map.points.id.length)} decisions
        </LiveLink>
      </HostFilterLine>
      {problem === null ? null : (
        <p role="alert" className="border-line border-b px-3 py-1 text-bad text-cell">
          The map could not be read again: {problem}
        </p>
      )}
      <Board key={window} map={map} window={window} filter={filter} />
      <PinTray />
    </div>
  );
}

interface BoardProps {
  readonly map: MapPoints;
  readonly window: MapWindow;
  readonly filter: HostFilter;
}

/** The filter of the decisions on the map. */
function rowsQuery(query: string, window: MapWindow, { cut_at_ms: cut }: MapPoints): string {
  const origin = window === 'sample' ? 'is:sample' : 'is:traffic';
  // Not all there were: from the oldest that is shown.
  if (cut !== null) return withTokens(query, `${origin} at:${new Date(cut).toISOString()}..${END_OF_TIME}`);
  return withTokens(query, window === '1h' || window === '24h' ? `${origin} since:${window}` : origin);
}

function Board({ map, window, filter }: BoardProps) {
  const { store } = useSession();
  const params = useConsole((state) => state.route.params);
  const selectedId = useConsole((state) => state.route.selected);
  const colouring = COLOURINGS.find((name) => name === params.colour) ?? 'bucket';
  const listed = params.list === '1';
  const [measure, size] = useSize<HTMLDivElement>();
  const focus = useRef<HTMLDivElement | null>(null);
  const { pane, onLayoutChanged } = usePaneWidths(PANES);
  const [viewport, setViewport] = useState<Viewport>(WHOLE);
  const [lasso, setLasso] = useState(false);
  const [checked, setChecked] = useState<ReadonlySet<number>>(new Set());
  const bounds = useGrowingBounds(map);
  const shown = useMemo(() => (map.points.id.length < FEWEST ? withoutPoints(map) : map), [map]);

  const setParams = useCallback(
    (change: Readonly<Record<string, string | null>>) => {
      const { params: before } = store.getState().route;
      const next = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
      navigate(store, { params: Object.fromEntries(next) as Record<string, string> }, { replace: true });
    },
    [store],
  );
  const zoomBy = useCallback(
    (factor: number) => setViewport((before) => zoomAt(bounds, size, before, factor, size.width / 2, size.height / 2)),
    [bounds, size],
  );
  const select = useCallback(
    (id: string | null) => {
      const { params: before } = store.getState().route;
      const { cluster: _, ...rest } = before;
      navigate(store, { selected: id, params: rest }, { replace: true });
    },
    [store],
  );
  const selected = selectedId === null ? -1 : shown.points.id.indexOf(selectedId);
  const clusterId = params.cluster === undefined ? (shown.points.cluster[selected] ?? null) : Number(params.cluster);
  const cluster = map.clusters.find(({ id }) => id === clusterId) ?? null;
  const chosen = useMemo(
    () => (checked.size > 0 ? checked : new Set(params.cluster === undefined || cluster === null ? [] : [cluster.id])),
    [checked, params.cluster, cluster],
  );
  const showInLive = (ids: Iterable<number>, view: 'live' | 'tune' = 'live'): void => {
    const labels = [...ids].flatMap((id) => map.clusters.find((one) => one.id === id)?.label ?? []);
    navigate(store, { view, query: rowsQuery(withExactValues(filter.query, 'cluster', labels), window, map) });
  };
  const caught = map.clusters.filter(({ id }) => checked.has(id)).reduce((sum, { count }) => sum + count, 0);

  useViewCommands(
    useMemo(
      (): readonly ViewCommand[] => [
        viewCommand('map.list', () => setParams({ list: store.getState().route.params.list === '1' ? null : '1' })),
        viewCommand('map.lasso', () => setLasso((on) => !on)),
        viewCommand('map.zoom-in', () => zoomBy(ZOOM_STEP)),
        viewCommand('map.zoom-out', () => zoomBy(1 / ZOOM_STEP)),
        viewCommand('map.zoom-reset', () => setViewport(WHOLE)),
        ...COLOURINGS.map((name) => viewCommand(`map.colour.${name}`, () => setParams({ colour: name }))),
        viewCommand('map.escape', () => {
          if (lasso) setLasso(false);
          else if (checked.size > 0) setChecked(new Set());
          else select(null);
        }),
      ],
      [store, setParams, zoomBy, lasso, checked, select],
    ),
  );

  return (
    <>
      <MapToolbar
        colouring={colouring}
        onColouring={(next: Colouring) => setParams({ colour: next })}
        window={window}
        onWindow={(next) => setParams({ window: next, cluster: null })}
        lasso={lasso}
        onLasso={() => setLasso((on) => !on)}
        zoom={viewport.zoom}
        onZoom={(factor) => (factor === null ? setViewport(WHOLE) : zoomBy(factor))}
        listed={listed}
        onListed={() => setParams({ list: listed ? null : '1' })}
      />
      {checked.size > 0 ? (
        <div
          className="flex h-8 shrink-0 items-center gap-3 border-line border-b bg-selected px-3 text-cell"
          data-testid="map-choice"
        >
          <span>
            {formatCount(checked.size)} {checked.size === 1 ? 'cluster' : 'clusters'}, {formatCount(caught)} decisions
          </span>
          <Button variant="primary" onClick={() => showInLive(checked)}>
            Filter Live
          </Button>
          <Button variant="ghost" onClick={() => setChecked(new Set())}>
            Clear
          </Button>
        </div>
      ) : null}
      <div className="min-h-0 flex-1">
        <Group orientation="horizontal" id="map" onLayoutChanged={onLayoutChanged}>
          <Panel id="canvas" minSize={360}>
            <div ref={measure} className="relative h-full">
              {listed ? (
                <ClusterTable
                  clusters={map.clusters}
                  checked={checked}
                  onCheck={(id) => setChecked(toggled(checked, id))}
                  onCluster={(id) => setParams({ cluster: String(id) })}
                />
              ) : (
                <MapCanvas
                  map={shown}
                  bounds={bounds}
                  colouring={colouring}
                  viewport={viewport}
                  onViewport={setViewport}
                  size={size}
                  chosen={chosen}
                  selected={selected < 0 ? null : selected}
                  onSelect={(index) => select(index === null ? null : (shown.points.id[index] as string))}
                  onCluster={(id) => setParams({ cluster: String(id) })}
                  lasso={lasso}
                  onLasso={(polygon: readonly Place[]) => {
                    setLasso(false);
                    setChecked(new Set(lassoed(polygon, shown.points).clusters));
                  }}
                  focusRef={focus}
                />
              )}
              {listed || map.points.id.length >= FEWEST ? null : (
                <TooFew count={map.points.id.length} filtered={filter.query !== ''} />
              )}
            </div>
          </Panel>
          <Separator className={SEPARATOR} aria-label="Width of the side panel" />
          <Panel {...pane('map-side')} minSize={240}>
            <section
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              aria-label="Details"
              data-keys="map"
              className="h-full overflow-y-auto bg-panel outline-offset-[-2px]"
            >
              {cluster === null ? (
                <OverviewPanel map={map} onCluster={(id) => setParams({ cluster: String(id) })} />
              ) : (
                <ClusterPanel
                  map={map}
                  cluster={cluster}
                  onPoint={select}
                  onFilter={() => showInLive([cluster.id])}
                  onTune={() => showInLive([cluster.id], 'tune')}
                />
              )}
            </section>
          </Panel>
        </Group>
      </div>
      <p
        className="flex min-h-6 shrink-0 items-center border-line border-t px-3 text-axis text-ink-3"
        data-testid="map-footer"
      >
        Fixed projection, never fitted to your traffic
        {map.variance_kept === null ? '' : `; keeps ${formatPercent(map.variance_kept)} of the variance`}: what is near
        here need not be near in meaning. The cosines are true.
        {map.other_artifacts > 0
          ? ` Left out: ${formatCount(map.other_artifacts)} made with another artifact, which has another map.`
          : ''}
      </p>
    </>
  );
}

function TooFew({ count, filtered }: { readonly count: number; readonly filtered: boolean }) {
  const session = useSession();
  return (
    <div
      data-testid="map-too-few"
      className="absolute bottom-4 left-4 max-w-sm rounded-md border border-control bg-raised p-3 text-cell"
    >
      <p>
        {filtered
          ? `${count === 0 ? 'None' : `Only ${count}`} that fits the filter`
          : count === 0
            ? 'No decisions here yet'
            : `Only ${count} so far`}
        : these are the centres of the clusters that the artifact knows.
      </p>
      {filtered ? null : (
        <Button variant="primary" className="mt-2" onClick={() => void session.client.request('sample.play')}>
          Play sample traffic
        </Button>
      )}
    </div>
  );
}

/** The frame around all that was shown so far. */
function useGrowingBounds({ points, clusters }: MapPoints): Bounds {
  const kept = useRef<Bounds | null>(null);
  return useMemo(() => {
    const grown = boundsOf(places(points, clusters), kept.current);
    const before = kept.current;
    const same =
      before !== null && (Object.keys(grown) as (keyof Bounds)[]).every((side) => grown[side] === before[side]);
    kept.current = same ? before : grown;
    return kept.current;
  }, [points, clusters]);
}

function* places(points: MapPoints['points'], clusters: MapPoints['clusters']): Generator<Place> {
  yield* clusters;
  for (let index = 0; index < points.x.length; index++) {
    yield { x: points.x[index] as number, y: points.y[index] as number };
  }
}

function withoutPoints(map: MapPoints): MapPoints {
  return {
    ...map,
    points: { id: [], x: [], y: [], bucket: [], model: [], margin: [], cluster: [], cache: [], preview: [] },
  };
}

function toggled(set: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
