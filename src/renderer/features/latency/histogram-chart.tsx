import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useSize } from '../../components/use-size.ts';
import { formatCount, formatDuration } from '../../lib/units.ts';
import type { RangeValue } from '../../store/filter-values.ts';
import { type Bar, barsBetween, brushValue, placeOf, withEmptyBars } from './brush.ts';
import { BrushChip } from './brush-chip.tsx';
import { BrushFields } from './brush-fields.tsx';
import { ChartFrame, NumberTable } from './chart-frame.tsx';
import type { LatencyProfile, LatencySource } from './latency-choice.ts';
import { histogramSentence } from './summaries.ts';

export interface HistogramChartProps {
  /** Without the brush. */
  readonly all: LatencyProfile;
  /** With it. */
  readonly shown: LatencyProfile;
  readonly source: LatencySource;
  readonly brush: RangeValue | null;
  /** False while `shown` is still that of another brush. */
  readonly settled: boolean;
  readonly asTable: boolean;
  readonly onToggleTable: () => void;
  readonly onBusy: (busy: boolean) => void;
  /** A range as the filter writes it; null takes it away. */
  readonly onBrush: (value: string | null) => void;
  /** Opens the decisions of a range. */
  readonly onOpen: (value: string) => void;
  readonly rowsQuery: string;
}

const AXIS_PX = 18;
const DRAG_PX = 4;
const HANDLE_PX = 12;

/** How many requests took how long, over a logarithmic axis; a drag holds all views to a range. */
export function HistogramChart(props: HistogramChartProps) {
  const { all, shown, source, brush, asTable, onToggleTable, onBrush, onOpen } = props;
  const bars = useMemo(() => withEmptyBars(all.histogram), [all]);
  const [cursor, setCursor] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const last = bars.length - 1;
  const at = cursor === null || last < 0 ? null : Math.min(cursor, last);
  const bar = at === null ? null : (bars[at] as Bar);
  const onKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (last < 0) return false;
    const next = { ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: last }[key];
    if (next !== undefined) {
      setAnchor(shiftKey ? (anchor ?? at ?? next) : null);
      setCursor(Math.min(last, Math.max(0, next)));
    } else if (key === 'Enter' && at !== null) {
      if (anchor !== null) onBrush(brushValue(bars, Math.min(anchor, at), Math.max(anchor, at)));
      else onOpen(brushValue(bars, at, at));
      setAnchor(null);
    } else return false;
    return true;
  };
  return (
    <ChartFrame
      id="histogram"
      title="Histogram"
      aside={
        bar === null ? null : (
          <span className="truncate">
            {formatDuration(bar.from)} to {formatDuration(bar.to)}: n={formatCount(bar.count)}
          </span>
        )
      }
      asTable={asTable}
      onToggleTable={onToggleTable}
      cursor={
        bar === null
          ? ''
          : `${formatDuration(bar.from)} to ${formatDuration(bar.to)}: ${formatCount(bar.count)} requests`
      }
      onKey={onKey}
      table={
        <NumberTable
          head={['From', 'To', 'Requests']}
          rows={all.histogram.map(({ from, to, count }) => ({
            key: String(from),
            cells: [formatDuration(from), formatDuration(to), formatCount(count)],
          }))}
        />
      }
    >
      <div className="flex h-full flex-col">
        <BrushChip
          brush={brush}
          shown={props.settled ? shown : null}
          query={props.rowsQuery}
          onClear={() => onBrush(null)}
        />
        <Bars
          {...props}
          bars={bars}
          cursor={at}
          anchor={anchor}
          onCursor={setCursor}
          label={histogramSentence(bars, source)}
        />
        <BrushFields brush={brush} onBrush={onBrush} />
      </div>
    </ChartFrame>
  );
}

interface BarsProps extends HistogramChartProps {
  readonly bars: readonly Bar[];
  readonly cursor: number | null;
  readonly anchor: number | null;
  readonly label: string;
  readonly onCursor: (index: number | null) => void;
}

function Bars({ bars, brush, cursor, anchor, label, onCursor, onBusy, onBrush, onOpen }: BarsProps) {
  const [setElement, size] = useSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const stopDrag = useRef<(() => void) | null>(null);
  // Gone in the middle of a drag: nothing may stay held.
  useEffect(() => () => stopDrag.current?.(), []);
  const width = Math.max(1, size.width);
  const height = Math.max(1, size.height - AXIS_PX);
  const step = width / Math.max(1, bars.length);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const held =
    drag ??
    (anchor !== null && cursor !== null
      ? { from: Math.min(anchor, cursor), to: Math.max(anchor, cursor) + 1 }
      : brushPlaces(bars, brush));

  const placeAt = (clientX: number): number => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    return Math.min(bars.length, Math.max(0, (clientX - left) / step));
  };
  /** Follows the pointer from a fixed end until it is let go. */
  const begin = (event: PointerEvent, fixed: number, moved: boolean): void => {
    if (event.button !== 0 || bars.length === 0) return;
    const startX = event.clientX;
    let dragging = moved;
    let now = { from: fixed, to: placeAt(startX) };
    onBusy(true);
    const move = (next: globalThis.PointerEvent): void => {
      dragging ||= Math.abs(next.clientX - startX) >= DRAG_PX;
      now = { from: fixed, to: placeAt(next.clientX) };
      if (dragging) setDrag({ from: Math.min(now.from, now.to), to: Math.max(now.from, now.to) });
    };
    const stop = (): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', stop);
      stopDrag.current = null;
      setDrag(null);
      onBusy(false);
    };
    const up = (): void => {
      stop();
      const { first, last } = barsBetween(bars, now.from, now.to);
      if (dragging) onBrush(brushValue(bars, first, last));
      else {
        const index = Math.min(bars.length - 1, Math.floor(fixed));
        onOpen(brushValue(bars, index, index));
      }
    };
    stopDrag.current = stop;
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', stop);
  };

  return (
    <div
      ref={(element) => {
        box.current = element;
        setElement(element);
      }}
      className="relative min-h-0 flex-1 touch-none select-none"
      data-testid="histogram-bars"
      onPointerDown={(event) => begin(event, placeAt(event.clientX), false)}
      onPointerMove={(event) => onCursor(Math.min(bars.length - 1, Math.floor(placeAt(event.clientX))))}
      onPointerLeave={() => onCursor(null)}
    >
      <svg role="img" aria-label={label} width={width} height={height + AXIS_PX} className="absolute inset-0">
        {held ? (
          <rect
            x={held.from * step}
            width={(held.to - held.from) * step}
            y={0}
            height={height}
            fill="var(--selected)"
          />
        ) : null}
        {bars.map(({ from, count }, index) => {
          // A single request stays visible beside a thousand.
          const tall = count === 0 ? 0 : Math.max(2, (count / most) * (height - 4));
          const inside = held === null || (index + 0.5 > held.from && index + 0.5 < held.to);
          return (
            <rect
              key={from}
              x={index * step + 0.5}
              width={Math.max(1, step - 1)}
              y={height - tall}
              height={tall}
              fill={inside ? 'var(--accent)' : 'var(--control)'}
              opacity={cursor === index ? 1 : 0.85}
            />
          );
        })}
        <line x1={0} x2={width} y1={height} y2={height} stroke="var(--control)" />
        {decades(bars).map(({ place, ms }) => (
          <g key={ms}>
            <line x1={place * step} x2={place * step} y1={height} y2={height + 4} stroke="var(--control)" />
            <text
              x={place * step}
              y={height + 15}
              fontSize="11"
              fill="var(--ink-3)"
              textAnchor={place * step < 20 ? 'start' : place * step > width - 20 ? 'end' : 'middle'}
            >
              {formatTick(ms)}
            </text>
          </g>
        ))}
      </svg>
      {held !== null && anchor === null ? (
        <>
          <Handle name="From" x={held.from * step} onStart={(event) => begin(event, held.to, true)} />
          <Handle name="To" x={held.to * step} onStart={(event) => begin(event, held.from, true)} />
        </>
      ) : null}
    </div>
  );
}

/** 12 pixels drawn, 24 to hit. By keyboard the fields below do the same. */
function Handle({
  name,
  x,
  onStart,
}: {
  readonly name: string;
  readonly x: number;
  readonly onStart: (event: PointerEvent) => void;
}) {
  return (
    <span
      aria-hidden="true"
      title={`${name}: drag to change`}
      data-testid={`brush-${name.toLowerCase()}`}
      onPointerDown={(event) => {
        event.stopPropagation();
        onStart(event);
      }}
      className="absolute top-0 flex w-6 cursor-ew-resize justify-center"
      style={{ left: x - HANDLE_PX, height: `calc(100% - ${AXIS_PX}px)` }}
    >
      <span className="h-full w-0.5 bg-accent" />
      <span className="absolute top-1/2 h-6 w-3 -translate-y-1/2 rounded-sm border border-accent bg-panel" />
    </span>
  );
}

function brushPlaces(bars: readonly Bar[], brush: RangeValue | null): { from: number; to: number } | null {
  if (brush === null || bars.length === 0) return null;
  const from = placeOf(bars, brush.min);
  const to = placeOf(bars, brush.max);
  return { from: near(from), to: near(to) };
}

/** Edges are written with four digits: what is on an edge but for rounding is on it. */
function near(place: number): number {
  const whole = Math.round(place);
  return Math.abs(place - whole) < 0.05 ? whole : place;
}

/** Powers of ten among the bars, halves and fifths of them where there is room. */
function decades(bars: readonly Bar[]): readonly { place: number; ms: number }[] {
  const first = bars[0];
  const last = bars.at(-1);
  if (!first || !last) return [];
  const factors = bars.length > 24 ? [1] : [1, 2, 5];
  const ticks: { place: number; ms: number }[] = [];
  for (let exponent = -3; exponent <= 7; exponent++) {
    for (const factor of factors) {
      const ms = factor * 10 ** exponent;
      if (ms >= first.from && ms <= last.to) ticks.push({ ms, place: placeOf(bars, ms) });
    }
  }
  return ticks;
}

function formatTick(ms: number): string {
  if (ms < 1) return `${Number((ms * 1_000).toPrecision(3))} µs`;
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}
