import { useState } from 'react';
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
export function ParetoChart({ points, marks, onPick }: ParetoChartProps) {
  const [measure, { width }] = useSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<TradeoffPoint | null>(null);
  const all = [...points, ...marks.map(({ point }) => point)];
  const [lowCost, highCost] = spread(all.map(({ costPer1k }) => costPer1k));
  const [lowQuality, highQuality] = spread(all.map(({ quality }) => quality));
  const x = (cost: number): number =>
    MARGIN.left + ((cost - lowCost) / (highCost - lowCost)) * Math.max(1, width - MARGIN.left - MARGIN.right);
  const y = (quality: number): number =>
    HEIGHT -
    MARGIN.bottom -
    ((quality - lowQuality) / (highQuality - lowQuality)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
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
    <div ref={measure} className="relative" style={{ height: HEIGHT }}>
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
        {[0, 1, 2, 3].map((step) => {
          const quality = lowQuality + ((highQuality - lowQuality) * step) / 3;
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
          const cost = lowCost + (highCost - lowCost) * share;
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
        {points.map((point) => (
          <rect
            key={point.alpha}
            x={x(point.costPer1k) - 2}
            y={y(point.quality) - 2}
            width="4"
            height="4"
            fill="var(--ink-3)"
          />
        ))}
        {marks.map(({ name, shape, point }, index) => (
          <g key={name} transform={`translate(${x(point.costPer1k)} ${y(point.quality)})`}>
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
              x={x(point.costPer1k) > width - 130 ? -10 : 10}
              y={shape === 'disc' ? -9 : 4 + index * 13}
              textAnchor={x(point.costPer1k) > width - 130 ? 'end' : 'start'}
              fontSize="11"
              fill={shape === 'disc' ? 'var(--accent)' : 'var(--ink-1)'}
              stroke="var(--panel)"
              strokeWidth="3"
              paintOrder="stroke"
            >
              {name}
            </text>
          </g>
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
}

/** Ends of an axis, never the same. */
function spread(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1;
  return [low - room < 0 && low >= 0 ? 0 : low - room, high + room];
}
