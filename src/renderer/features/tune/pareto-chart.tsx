import { memo, useMemo, useState } from 'react';
import { useSize } from '../../components/use-size.ts';
import { formatCost, formatUnit } from '../../lib/units.ts';
import type { TradeoffPoint } from './sweeps.ts';

const HEIGHT = 220;
const MARGIN = { top: 14, right: 20, bottom: 34, left: 46 };
/** The click target of a point. */
const TARGET = 12;

export interface Mark {
  readonly name: string;
  readonly shape: 'ring' | 'square' | 'disc';
  readonly point: TradeoffPoint;
}

export interface ParetoChartProps {
  readonly points: readonly TradeoffPoint[];
  readonly marks: readonly Mark[];
  readonly onPick: (alpha: number) => void;
}

/** What alpha buys: mean predicted quality against estimated cost. The nearest point to a click is set. */
export const ParetoChart = memo(function ParetoChart({ points, marks, onPick }: ParetoChartProps) {
  const [measure, { width }] = useSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<TradeoffPoint | null>(null);
  const scale = useMemo(() => scaleOf(points, width), [points, width]);
  const { x, y } = scale;
  const first = points[0];
  const last = points.at(-1);
  const label =
    first && last
      ? `From alpha 0 to 1 the estimated cost per thousand goes from ${formatCost(first.costPer1k)} to ${formatCost(last.costPer1k)} and the predicted quality from ${formatUnit(first.quality, 3)} to ${formatUnit(last.quality, 3)}.`
      : 'No data.';
  const nearest = (event: React.MouseEvent<SVGSVGElement>): TradeoffPoint | null => {
    const box = event.currentTarget.getBoundingClientRect();
    let best: TradeoffPoint | null = null;
    let bestDistance = TARGET ** 2 * 4;
    for (const point of points) {
      const distance =
        (x(point.costPer1k) - (event.clientX - box.left)) ** 2 + (y(point.quality) - (event.clientY - box.top)) ** 2;
      if (distance < bestDistance) [best, bestDistance] = [point, distance];
    }
    return best;
  };
  return (
    <div ref={measure} className="relative contain-strict" style={{ height: HEIGHT }}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider and its field do the same by keyboard */}
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        onMouseMove={(event) => setHovered(nearest(event))}
        onMouseLeave={() => setHovered(null)}
        onClick={(event) => {
          const point = nearest(event);
          if (point !== null) onPick(point.alpha);
        }}
        data-testid="pareto"
      >
        <Curve points={points} scale={scale} />
        {marks.map((mark, index) => (
          <MarkShape key={mark.name} mark={mark} scale={scale} line={index} />
        ))}
        {hovered === null ? null : (
          <circle
            cx={x(hovered.costPer1k)}
            cy={y(hovered.quality)}
            r="6"
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.5"
          />
        )}
      </svg>
      {hovered === null ? null : (
        <div className="pointer-events-none absolute top-0 left-12 rounded-md border border-control bg-raised px-2 py-0.5 text-axis">
          alpha {formatUnit(hovered.alpha, 3)}: {formatCost(hovered.costPer1k)} per 1,000, quality{' '}
          {formatUnit(hovered.quality, 3)} est. Click sets it.
        </div>
      )}
    </div>
  );
});

interface PlotProps {
  readonly points: readonly TradeoffPoint[];
  readonly scale: Scale;
}

/** The axes and the curve: they stand still while alpha is moved. */
const Curve = memo(function Curve({ points, scale: { x, y, width, costs, qualities } }: PlotProps) {
  const between = ([low, high]: Range, share: number): number => low + (high - low) * share;
  return (
    <>
      {[0, 1, 2, 3].map((step) => {
        const quality = between(qualities, step / 3);
        return (
          <g key={step}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(quality)} y2={y(quality)} stroke="var(--line)" />
            <text x={MARGIN.left - 6} y={y(quality) + 4} textAnchor="end" fontSize="11" fill="var(--ink-3)">
              {formatUnit(quality, 3)}
            </text>
          </g>
        );
      })}
      {[0, 0.5, 1].map((share) => {
        const cost = between(costs, share);
        return (
          <text
            key={share}
            x={x(cost)}
            y={HEIGHT - MARGIN.bottom + 14}
            textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
            fontSize="11"
            fill="var(--ink-3)"
          >
            {formatCost(cost)}
          </text>
        );
      })}
      <text x={width - MARGIN.right} y={HEIGHT - 4} textAnchor="end" fontSize="11" fill="var(--ink-3)">
        est. cost per 1,000 requests
      </text>
      <path
        d={points
          .map(({ costPer1k, quality }, index) => `${index === 0 ? 'M' : 'L'}${x(costPer1k)} ${y(quality)}`)
          .join('')}
        fill="none"
        stroke="var(--control)"
        strokeWidth="1.5"
      />
      <path
        d={points.map(({ costPer1k, quality }) => `M${x(costPer1k) - 2} ${y(quality) - 2}h4v4h-4z`).join('')}
        fill="var(--ink-3)"
      />
    </>
  );
});

interface MarkShapeProps {
  readonly mark: Mark;
  readonly scale: Scale;
  /** Names of marks in one place stand below each other. */
  readonly line: number;
}

function MarkShape({ mark: { name, shape, point }, scale: { x, y, width }, line }: MarkShapeProps) {
  const left = x(point.costPer1k) > width - 130;
  return (
    <g transform={`translate(${x(point.costPer1k)} ${y(point.quality)})`}>
      {shape === 'square' ? (
        <rect x="-6" y="-6" width="12" height="12" fill="none" stroke="var(--ink-2)" strokeWidth="1.5" />
      ) : (
        <circle
          r="5"
          fill={shape === 'disc' ? 'var(--accent)' : 'var(--panel)'}
          stroke={shape === 'disc' ? 'var(--panel)' : 'var(--ink-1)'}
          strokeWidth="2"
        />
      )}
      <text
        x={left ? -10 : 10}
        y={shape === 'disc' ? -9 : 4 + line * 13}
        textAnchor={left ? 'end' : 'start'}
        fontSize="11"
        fill={shape === 'disc' ? 'var(--accent)' : 'var(--ink-1)'}
        stroke="var(--panel)"
        strokeWidth="3"
        paintOrder="stroke"
      >
        {name}
      </text>
    </g>
  );
}

type Range = readonly [low: number, high: number];

interface Scale {
  readonly width: number;
  readonly costs: Range;
  readonly qualities: Range;
  /** Pixels. */
  readonly x: (cost: number) => number;
  readonly y: (quality: number) => number;
}

/** Every mark lies on the curve, so the curve alone says how far the axes go. */
function scaleOf(points: readonly TradeoffPoint[], width: number): Scale {
  const costs = spread(points.map(({ costPer1k }) => costPer1k));
  const qualities = spread(points.map(({ quality }) => quality));
  const share = ([low, high]: Range, value: number): number => (value - low) / (high - low);
  return {
    width,
    costs,
    qualities,
    x: (cost) => MARGIN.left + share(costs, cost) * Math.max(1, width - MARGIN.left - MARGIN.right),
    y: (quality) => HEIGHT - MARGIN.bottom - share(qualities, quality) * (HEIGHT - MARGIN.top - MARGIN.bottom),
  };
}

/** Ends of an axis, never the same. */
function spread(values: readonly number[]): Range {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1;
  return [low - room < 0 && low >= 0 ? 0 : low - room, high + room];
}
