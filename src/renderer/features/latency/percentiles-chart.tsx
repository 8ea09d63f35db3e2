import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { ChangeMarks } from '../../components/change-marks.tsx';
import { type PlotOptions, useUplot } from '../../components/use-uplot.ts';
import { tokenColor } from '../../lib/theme.ts';
import { formatCount, formatDuration, UNKNOWN } from '../../lib/units.ts';
import { lonePoints, type Steps, stepsOf } from './brush.ts';
import { ChartFrame, NumberTable } from './chart-frame.tsx';
import { type LatencyProfile, type LatencySource, P99_MIN, type TimeRange } from './latency-choice.ts';
import { clock, percentilesSentence, timeTick } from './summaries.ts';

export interface PercentilesChartProps {
  readonly profile: LatencyProfile;
  readonly source: LatencySource;
  readonly zoomed: boolean;
  readonly asTable: boolean;
  readonly onToggleTable: () => void;
  /** A drag over the chart has begun or ended. */
  readonly onBusy: (busy: boolean) => void;
  readonly onZoom: (range: TimeRange | null) => void;
  /** Opens the decisions of a stretch of time. */
  readonly onOpen: (range: TimeRange) => void;
}

/** A drag of less is a click. */
const DRAG_PX = 4;
/** What the axes and the padding of the plot leave free. Pixels. */
const PLOT_INSET = { left: 58, right: 8, top: 6, bottom: 26 };
const SERIES = [
  { name: 'p50', color: 'ink-2', dash: [] as number[], width: 1.5 },
  { name: 'p95', color: 'accent', dash: [6, 3], width: 1.75 },
  { name: 'p99', color: 'warn', dash: [2, 3], width: 1.75 },
] as const;

export function PercentilesChart(props: PercentilesChartProps) {
  const { profile, source, zoomed, asTable, onToggleTable, onBusy, onZoom, onOpen } = props;
  const steps = useMemo(() => stepsOf(profile, P99_MIN), [profile]);
  const [cursor, setCursor] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const range = (from: number, to: number): TimeRange => ({
    fromMs: profile.from_ms + Math.min(from, to) * profile.bin_ms,
    toMs: profile.from_ms + (Math.max(from, to) + 1) * profile.bin_ms,
  });
  const last = steps.at.length - 1;
  const at = cursor === null ? null : Math.min(cursor, last);

  const onKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const next = { ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: last }[key];
    if (next !== undefined) {
      setAnchor(shiftKey ? (anchor ?? at ?? next) : null);
      setCursor(Math.min(last, Math.max(0, next)));
    } else if (key === 'Enter' && at !== null) {
      if (anchor !== null && anchor !== at) onZoom(range(anchor, at));
      else onOpen(range(at, at));
    } else if (key === 'Escape' && (at !== null || zoomed)) {
      if (at === null) onZoom(null);
      setAnchor(null);
      setCursor(null);
    } else return false;
    return true;
  };

  return (
    <ChartFrame
      id="percentiles"
      title="Percentiles over time"
      aside={<Readout steps={steps} at={at} binMs={profile.bin_ms} />}
      asTable={asTable}
      onToggleTable={onToggleTable}
      cursor={at === null ? '' : words(steps, at)}
      onKey={onKey}
      table={<StepTable steps={steps} />}
    >
      <Plot
        steps={steps}
        profile={profile}
        label={percentilesSentence(profile, source)}
        cursor={at}
        anchor={anchor}
        onCursor={setCursor}
        onBusy={onBusy}
        onSelect={(from, to) => onZoom(range(from, to))}
        onReset={() => onZoom(null)}
        onClick={(index) => onOpen(range(index, index))}
      />
      <ChangeMarks fromMs={profile.from_ms} toMs={profile.to_ms} inset={PLOT_INSET} />
    </ChartFrame>
  );
}

interface PlotProps {
  readonly steps: Steps;
  readonly profile: LatencyProfile;
  readonly label: string;
  readonly cursor: number | null;
  readonly anchor: number | null;
  readonly onCursor: (index: number | null) => void;
  readonly onBusy: (busy: boolean) => void;
  readonly onSelect: (from: number, to: number) => void;
  readonly onReset: () => void;
  readonly onClick: (index: number) => void;
}

function Plot(props: PlotProps) {
  const { steps, profile, label, cursor, anchor } = props;
  const latest = useRef(props);
  latest.current = props;
  const options = useMemo(() => plotOptions(latest), []);
  const data = useMemo(
    (): uPlot.AlignedData => [[...steps.at], [...steps.p50], [...steps.p95], [...steps.p99]],
    [steps],
  );
  const { setElement, plot } = useUplot(options, data);
  const { from_ms: fromMs, bin_ms: binMs } = profile;
  useEffect(() => {
    const chart = plot.current;
    if (chart === null || anchor === null || cursor === null) return;
    const left = chart.valToPos(fromMs + Math.min(anchor, cursor) * binMs, 'x');
    const right = chart.valToPos(fromMs + (Math.max(anchor, cursor) + 1) * binMs, 'x');
    const height = chart.over.clientHeight;
    chart.setSelect({ left, width: right - left, top: 0, height }, false);
    return () => chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  }, [anchor, cursor, fromMs, binMs, plot]);
  // The cursor of the keyboard; the mouse moves uPlot's own.
  useEffect(() => {
    const chart = plot.current;
    const x = cursor === null ? undefined : latest.current.steps.at[cursor];
    if (chart === null || chart.cursor.idx === cursor) return;
    chart.setCursor({ left: x === undefined ? -10 : chart.valToPos(x, 'x'), top: x === undefined ? -10 : 0 }, false);
  }, [cursor, plot]);
  return (
    <div
      ref={setElement}
      role="img"
      aria-label={label}
      className="h-full w-full"
      onPointerDown={(event) => {
        const start = { x: event.clientX, index: plot.current?.cursor.idx ?? null };
        latest.current.onBusy(true);
        const end = (up: PointerEvent): void => {
          window.removeEventListener('pointerup', end);
          window.removeEventListener('pointercancel', end);
          latest.current.onBusy(false);
          const clicked = up.type === 'pointerup' && Math.abs(up.clientX - start.x) < DRAG_PX && up.detail < 2;
          if (clicked && start.index !== null && latest.current.steps.count[start.index]) {
            // A double click resets: the first of its two must not open anything.
            clearTimeout(pendingClick);
            pendingClick = setTimeout(() => latest.current.onClick(start.index as number), DOUBLE_CLICK_MS);
          }
        };
        window.addEventListener('pointerup', end);
        window.addEventListener('pointercancel', end);
      }}
      onDoubleClick={() => {
        clearTimeout(pendingClick);
        latest.current.onReset();
      }}
    />
  );
}

const DOUBLE_CLICK_MS = 250;
let pendingClick: ReturnType<typeof setTimeout> | undefined;

function plotOptions(latest: { readonly current: PlotProps }): PlotOptions {
  const axis = {
    stroke: () => tokenColor('ink-3'),
    grid: { stroke: () => tokenColor('line'), width: 1 },
    ticks: { stroke: () => tokenColor('line'), width: 1, size: 4 },
    font: '11px system-ui, sans-serif',
  };
  return {
    ms: 1,
    legend: { show: false },
    padding: [6, 8, 0, 0],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: DRAG_PX },
      points: { size: 7 },
      bind: { dblclick: () => () => null },
    },
    scales: {
      x: {
        time: true,
        range: () => {
          const { profile } = latest.current;
          return [profile.from_ms, profile.to_ms];
        },
      },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: 80,
        values: (_, ticks) => ticks.map((tick) => timeTick(tick, latest.current.profile)),
      },
      { ...axis, size: 58, space: 34, values: (_, ticks) => ticks.map((tick) => formatDuration(tick)) },
    ],
    series: [
      {},
      ...SERIES.map(({ name, color, dash, width }) => ({
        label: name,
        stroke: () => tokenColor(color),
        width,
        dash: [...dash],
        spanGaps: false,
        points: {
          show: true,
          size: 4,
          fill: () => tokenColor(color),
          stroke: () => tokenColor(color),
          filter: (chart: uPlot, index: number) => lonePoints(chart.data[index] as (number | null)[]),
        },
      })),
    ],
    hooks: {
      setCursor: [(chart) => latest.current.onCursor(chart.cursor.idx ?? null)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < DRAG_PX) return;
          const { steps, onSelect } = latest.current;
          const from = stepAt(latest.current, chart.posToVal(left, 'x'));
          const to = stepAt(latest.current, chart.posToVal(left + width, 'x'));
          chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          onSelect(Math.max(0, from), Math.min(steps.at.length - 1, to));
        },
      ],
    },
  };
}

function stepAt({ profile }: PlotProps, ms: number): number {
  return Math.floor((ms - profile.from_ms) / profile.bin_ms);
}

function Readout({ steps, at, binMs }: { readonly steps: Steps; readonly at: number | null; readonly binMs: number }) {
  const values = SERIES.map(({ name, color, dash }) => ({
    name,
    color,
    dash,
    value: at === null ? null : steps[name][at],
  }));
  return (
    <>
      <span className="min-w-0 truncate">
        {at === null
          ? steps.withoutP99 > 0
            ? `p99 needs ${P99_MIN} requests in a step of ${formatStep(binMs)}; ${formatCount(steps.withoutP99)} have fewer`
            : ''
          : `${clock(steps.at[at] as number)}  n=${formatCount(steps.count[at])}`}
      </span>
      {values.map(({ name, color, dash, value }) => (
        <span key={name} className="flex shrink-0 items-center gap-1 text-ink-2">
          <svg width="18" height="8" aria-hidden="true">
            <path d="M0 4h18" stroke={`var(--${color})`} strokeWidth="2" strokeDasharray={dash.join(' ')} />
          </svg>
          {name}
          {at === null ? null : <span className="text-ink-1">{value == null ? UNKNOWN : formatDuration(value)}</span>}
        </span>
      ))}
    </>
  );
}

function formatStep(ms: number): string {
  return ms < 60_000 ? `${Number((ms / 1_000).toFixed(1))} s` : `${Number((ms / 60_000).toFixed(1))} min`;
}

function words(steps: Steps, at: number): string {
  const time = clock(steps.at[at] as number);
  const count = steps.count[at] ?? 0;
  if (count === 0) return `${time}: no request`;
  const shown = SERIES.flatMap(({ name }) => {
    const value = steps[name][at];
    return value == null ? [] : [`${name} ${formatDuration(value)}`];
  });
  return `${time}: ${formatCount(count)} requests, ${shown.join(', ')}`;
}

function StepTable({ steps }: { readonly steps: Steps }) {
  const rows = steps.at.flatMap((at, index) =>
    steps.count[index] === 0
      ? []
      : [
          {
            key: String(at),
            cells: [
              clock(at),
              formatCount(steps.count[index]),
              ...SERIES.map(({ name }) => {
                const value = steps[name][index];
                return value == null ? UNKNOWN : formatDuration(value);
              }),
            ],
          },
        ],
  );
  return <NumberTable head={['Time', 'Requests', 'p50', 'p95', 'p99']} rows={rows} />;
}
