import { type KeyboardEvent, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useSize } from '../../components/use-size.ts';
import { onAppearanceChange, tokenColor } from '../../lib/theme.ts';
import { formatCount, formatDuration } from '../../lib/units.ts';
import { brushValue } from './brush.ts';
import { ChartFrame, NumberTable } from './chart-frame.tsx';
import { cellStrength, type HeatmapGrid, heatmapGrid } from './heatmap-cells.ts';
import type { LatencyProfile, TimeRange } from './latency-choice.ts';
import { clock, heatmapSentence, timeTick } from './summaries.ts';

export interface HeatmapChartProps {
  readonly profile: LatencyProfile;
  readonly asTable: boolean;
  readonly onToggleTable: () => void;
  /** Opens the decisions of a cell. */
  readonly onOpen: (range: TimeRange, value: string) => void;
}

interface Cell {
  readonly column: number;
  readonly row: number;
}

const LEFT_PX = 58;
const BOTTOM_PX = 18;

/** Requests by time and latency. A cell opens its decisions. */
export function HeatmapChart({ profile, asTable, onToggleTable, onOpen }: HeatmapChartProps) {
  const grid = useMemo(() => heatmapGrid(profile), [profile]);
  const [cell, setCell] = useState<Cell | null>(null);
  const shown = cell !== null && cell.row < grid.rows.length && cell.column < grid.columns ? cell : null;
  const timesOf = (column: number): TimeRange => ({
    fromMs: profile.from_ms + column * profile.bin_ms,
    toMs: profile.from_ms + (column + 1) * profile.bin_ms,
  });
  const open = ({ column, row }: Cell): void => {
    if (countAt(grid, { column, row }) === 0) return;
    onOpen(
      timesOf(column),
      brushValue(
        grid.rows.map((one) => ({ ...one, count: 0 })),
        row,
        row,
      ),
    );
  };
  const words = (one: Cell): string => {
    const row = grid.rows[one.row];
    return `${clock(timesOf(one.column).fromMs)}, ${formatDuration(row?.from)} to ${formatDuration(row?.to)}: n=${formatCount(countAt(grid, one))}`;
  };
  const onKey = ({ key }: KeyboardEvent): boolean => {
    if (grid.rows.length === 0) return false;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const move = moves[key];
    if (move !== undefined) setCell(shown === null ? busiest(profile) : moved(grid, shown, move));
    else if (key === 'Enter' && shown !== null) open(shown);
    else if (key === 'Escape' && shown !== null) setCell(null);
    else return false;
    return true;
  };
  return (
    <ChartFrame
      id="heatmap"
      title="Heatmap"
      aside={<span className="truncate">{shown === null ? 'Stronger is more requests.' : words(shown)}</span>}
      asTable={asTable}
      onToggleTable={onToggleTable}
      cursor={shown === null ? '' : words(shown)}
      onKey={onKey}
      table={
        <NumberTable
          head={['Time', 'From', 'To', 'Requests']}
          rows={profile.heatmap.cells.map(([column, row, count]) => ({
            key: `${column} ${row}`,
            cells: [
              clock(timesOf(column).fromMs),
              formatDuration(grid.rows[row]?.from),
              formatDuration(grid.rows[row]?.to),
              formatCount(count),
            ],
          }))}
        />
      }
    >
      <Canvas
        grid={grid}
        profile={profile}
        cell={shown}
        label={heatmapSentence(profile)}
        onHover={setCell}
        onOpen={open}
      />
    </ChartFrame>
  );
}

function countAt(grid: HeatmapGrid, { column, row }: Cell): number {
  return grid.counts[row * grid.columns + column] ?? 0;
}

function moved(grid: HeatmapGrid, { column, row }: Cell, [right, up]: readonly [number, number]): Cell {
  return {
    column: Math.min(grid.columns - 1, Math.max(0, column + right)),
    row: Math.min(grid.rows.length - 1, Math.max(0, row + up)),
  };
}

function busiest({ heatmap }: LatencyProfile): Cell | null {
  const cells = [...heatmap.cells].sort((one, other) => other[2] - one[2]);
  return cells[0] ? { column: cells[0][0], row: cells[0][1] } : null;
}

interface CanvasProps {
  readonly grid: HeatmapGrid;
  readonly profile: LatencyProfile;
  readonly cell: Cell | null;
  readonly label: string;
  readonly onHover: (cell: Cell | null) => void;
  readonly onOpen: (cell: Cell) => void;
}

let appearances = 0;
const subscribe = (listener: () => void): (() => void) =>
  onAppearanceChange(() => {
    appearances++;
    listener();
  });

function Canvas({ grid, profile, cell, label, onHover, onOpen }: CanvasProps) {
  const [setBox, size] = useSize<HTMLDivElement>();
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const appearance = useSyncExternalStore(subscribe, () => appearances);
  const { width, height } = size;
  // biome-ignore lint/correctness/useExhaustiveDependencies: appearance stands for the colours
  useEffect(() => {
    const context = canvas?.getContext('2d');
    if (!canvas || !context || width === 0 || height === 0) return;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    paint(context, grid, profile, width, height);
  }, [canvas, grid, profile, width, height, appearance]);
  const stepX = (width - LEFT_PX) / grid.columns;
  const stepY = (height - BOTTOM_PX) / Math.max(1, grid.rows.length);
  const cellAt = (event: { nativeEvent: { offsetX: number; offsetY: number } }): Cell | null => {
    const column = Math.floor((event.nativeEvent.offsetX - LEFT_PX) / stepX);
    const row = grid.rows.length - 1 - Math.floor(event.nativeEvent.offsetY / stepY);
    return column < 0 || column >= grid.columns || row < 0 || row >= grid.rows.length ? null : { column, row };
  };
  return (
    <div ref={setBox} className="relative h-full w-full">
      <canvas
        ref={setCanvas}
        role="img"
        aria-label={label}
        data-testid="heatmap-canvas"
        className="absolute inset-0 h-full w-full"
        onPointerMove={(event) => onHover(cellAt(event))}
        onPointerLeave={() => onHover(null)}
        onClick={(event) => {
          const hit = cellAt(event);
          if (hit !== null) onOpen(hit);
        }}
      />
      {cell !== null && width > 0 ? (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute border border-ink-1"
          style={{
            left: LEFT_PX + cell.column * stepX - 1,
            top: (grid.rows.length - 1 - cell.row) * stepY - 1,
            width: stepX + 2,
            height: stepY + 2,
          }}
        />
      ) : null}
    </div>
  );
}

function paint(
  context: CanvasRenderingContext2D,
  { columns, rows, counts, most }: HeatmapGrid,
  profile: LatencyProfile,
  width: number,
  height: number,
): void {
  const stepX = (width - LEFT_PX) / columns;
  const plotHeight = height - BOTTOM_PX;
  const stepY = plotHeight / Math.max(1, rows.length);
  context.clearRect(0, 0, width, height);
  context.fillStyle = tokenColor('accent');
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < columns; column++) {
      const count = counts[row * columns + column] as number;
      if (count === 0) continue;
      context.globalAlpha = cellStrength(count, most);
      const top = (rows.length - 1 - row) * stepY;
      // Rounded to whole pixels, so that cells that touch show no seam.
      const left = Math.round(LEFT_PX + column * stepX);
      const right = Math.round(LEFT_PX + (column + 1) * stepX);
      context.fillRect(left, Math.round(top), right - left, Math.round(top + stepY) - Math.round(top));
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = tokenColor('ink-3');
  context.strokeStyle = tokenColor('line');
  context.font = '11px system-ui, sans-serif';
  context.beginPath();
  context.moveTo(LEFT_PX - 0.5, 0);
  context.lineTo(LEFT_PX - 0.5, plotHeight + 0.5);
  context.lineTo(width, plotHeight + 0.5);
  context.stroke();
  labelRows(context, rows, stepY);
  context.textAlign = 'center';
  const ticks = Math.max(2, Math.floor((width - LEFT_PX) / 120));
  for (let tick = 1; tick < ticks; tick++) {
    const share = tick / ticks;
    const at = profile.from_ms + share * (profile.to_ms - profile.from_ms);
    context.fillText(timeTick(at, profile), LEFT_PX + share * (width - LEFT_PX), height - 4);
  }
}

/** The upper edge of a row, where there is room for it. */
function labelRows(context: CanvasRenderingContext2D, rows: HeatmapGrid['rows'], stepY: number): void {
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let free = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows.length; row++) {
    const middle = (rows.length - 0.5 - row) * stepY;
    if (middle > free || middle < 6) continue;
    context.fillText(formatDuration(rows[row]?.to), LEFT_PX - 6, middle);
    free = middle - 18;
  }
  context.textBaseline = 'alphabetic';
}
