import {
  CartesianGrid,
  ReferenceDot,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCost, formatUnit } from '../../lib/units.ts';
import type { TradeoffPoint } from './preview.ts';

export interface TradeoffChartProps {
  readonly points: readonly TradeoffPoint[];
  readonly active: TradeoffPoint;
  readonly preview: TradeoffPoint;
}

const TICK = { fill: 'var(--ink-3)', fontSize: 11 };

/** What the slider can buy: mean predicted quality against estimated cost at 21 alphas. Static: never under a drag. */
export function TradeoffChart({ points, active, preview }: TradeoffChartProps) {
  const first = points[0];
  const last = points.at(-1);
  const label =
    first && last
      ? `From alpha 0 to 1 the estimated cost per thousand goes from ${formatCost(first.costPer1k)} to ${formatCost(last.costPer1k)} and the predicted quality from ${formatUnit(first.quality, 3)} to ${formatUnit(last.quality, 3)}.`
      : 'No data.';
  return (
    <div role="img" aria-label={label} className="h-[230px]">
      <ResponsiveContainer width="100%" height="100%">
        <ScatterChart margin={{ top: 12, right: 16, bottom: 18, left: 4 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" />
          <XAxis
            type="number"
            dataKey="costPer1k"
            domain={['auto', 'auto']}
            tick={TICK}
            stroke="var(--control)"
            tickFormatter={(value: number) => formatCost(value)}
            label={{
              value: 'est. cost per 1,000 requests',
              position: 'insideBottom',
              offset: -12,
              fill: 'var(--ink-3)',
              fontSize: 11,
            }}
          />
          <YAxis
            type="number"
            dataKey="quality"
            domain={['auto', 'auto']}
            tick={TICK}
            stroke="var(--control)"
            width={44}
            tickFormatter={(value: number) => formatUnit(value, 3)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ payload }) => <PointTip point={payload?.[0]?.payload as TradeoffPoint | undefined} />}
          />
          <Scatter
            data={[...points]}
            isAnimationActive={false}
            line={{ stroke: 'var(--control)', strokeWidth: 1.5 }}
            lineType="joint"
            fill="var(--ink-3)"
            shape={({ cx, cy }: { cx?: number | undefined; cy?: number | undefined }) => (
              <circle cx={cx ?? 0} cy={cy ?? 0} r={2.5} fill="var(--ink-3)" />
            )}
          />
          <ReferenceDot
            x={active.costPer1k}
            y={active.quality}
            r={5}
            fill="var(--panel)"
            stroke="var(--ink-1)"
            strokeWidth={2}
            label={{ value: 'active', position: 'right', offset: 8, fill: 'var(--ink-1)', fontSize: 11 }}
          />
          {preview.alpha === active.alpha ? null : (
            <ReferenceDot
              x={preview.costPer1k}
              y={preview.quality}
              r={5}
              fill="var(--accent)"
              stroke="var(--panel)"
              strokeWidth={1.5}
              label={{
                value: `preview ${formatUnit(preview.alpha)}`,
                position: 'top',
                fill: 'var(--accent)',
                fontSize: 11,
              }}
            />
          )}
        </ScatterChart>
      </ResponsiveContainer>
    </div>
  );
}

function PointTip({ point }: { readonly point: TradeoffPoint | undefined }) {
  if (!point) return null;
  return (
    <div className="rounded-md border border-control bg-raised px-2 py-1 text-cell">
      alpha {formatUnit(point.alpha)}: {formatCost(point.costPer1k)} per 1,000, quality {formatUnit(point.quality, 3)}{' '}
      est.
    </div>
  );
}
