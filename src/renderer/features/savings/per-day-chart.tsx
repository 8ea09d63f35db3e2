import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { DAY_MS } from '../../../shared/durations.ts';
import { Button } from '../../components/button.tsx';
import { ChangeMarks } from '../../components/change-marks.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCost, formatCount } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { SavingsReport } from './report.ts';
import { dayOf, rowsQuery, type SavingsChoice } from './savings-choice.ts';

const TICK = { fill: 'var(--ink-3)', fontSize: 11 };
const CHART_HEIGHT = 250;
/** What the axes and the margins leave free. Pixels. */
const PLOT_INSET = { left: 72, right: 20, top: 8, bottom: 38 };
/** Days drawn; more would be thinner than a pixel. */
const DAYS = 120;

export interface PerDayChartProps {
  readonly report: SavingsReport;
  readonly choice: SavingsChoice;
}

type Day = SavingsReport['per_day'][number];

/** Actual and baseline a day, the same as a table on request. */
export function PerDayChart({ report, choice }: PerDayChartProps) {
  const { store } = useSession();
  const [asTable, setAsTable] = useState(false);
  const days = report.per_day.slice(-DAYS);
  const open = (day: Day): void =>
    navigate(store, { view: 'live', query: rowsQuery(choice, { kind: 'day', at: day.at }) });
  return (
    <section aria-labelledby="per-day">
      <div className="flex h-9 items-center gap-4 px-4 text-axis">
        <h3 id="per-day" className="font-semibold text-ink-2 uppercase tracking-wide">
          Per day
        </h3>
        <Key className="bg-accent" words={report.sample ? 'would have cost' : 'actual'} />
        <Key className="border border-control" words="baseline est." />
        <span className="text-ink-3">days are UTC</span>
        <span className="flex-1" />
        <Button variant="ghost" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Chart' : 'Table'}
        </Button>
      </div>
      {asTable ? (
        <DayTable days={days} choice={choice} />
      ) : (
        <div className="relative pr-4 pb-2" style={{ height: CHART_HEIGHT }}>
          <div role="img" aria-label={summarise(days)} className="h-full">
            <ResponsiveContainer width="100%" height="100%">
              <BarChart
                data={days}
                margin={{ top: 8, right: 4, bottom: 0, left: 8 }}
                accessibilityLayer={false}
                barGap={2}
              >
                <CartesianGrid stroke="var(--line)" vertical={false} />
                <XAxis
                  dataKey="at"
                  tick={TICK}
                  stroke="var(--control)"
                  tickFormatter={(at: number) => dayOf(at).slice(5)}
                  minTickGap={16}
                />
                <YAxis
                  tick={TICK}
                  stroke="var(--control)"
                  width={64}
                  tickFormatter={(usd: number) => formatCost(usd)}
                />
                <Tooltip
                  isAnimationActive={false}
                  cursor={{ fill: 'var(--hover)' }}
                  content={({ payload }) => <DayTip day={payload?.[0]?.payload as Day | undefined} />}
                />
                <Bar
                  dataKey="actual_usd"
                  isAnimationActive={false}
                  fill="var(--accent)"
                  maxBarSize={28}
                  onClick={(_, index) => open(days[index] as Day)}
                />
                <Bar
                  dataKey="baseline_usd"
                  isAnimationActive={false}
                  fill="var(--panel)"
                  stroke="var(--control)"
                  maxBarSize={28}
                  onClick={(_, index) => open(days[index] as Day)}
                />
              </BarChart>
            </ResponsiveContainer>
          </div>
          {days.length === 0 ? null : (
            <ChangeMarks
              fromMs={report.from_ms}
              toMs={report.to_ms}
              inset={PLOT_INSET}
              place={(ms) => placeOf(days, ms)}
            />
          )}
        </div>
      )}
    </section>
  );
}

/** Days stand side by side, whatever lies between them. */
function placeOf(days: readonly Day[], ms: number): number | null {
  const index = days.findIndex(({ at }) => ms >= at && ms < at + DAY_MS);
  return index < 0 ? null : (index + (ms - (days[index] as Day).at) / DAY_MS) / days.length;
}

function Key({ className, words }: { readonly className: string; readonly words: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-ink-2">
      <span aria-hidden="true" className={`size-2.5 ${className}`} />
      {words}
    </span>
  );
}

function summarise(days: readonly Day[]): string {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return 'No days.';
  const sum = (read: (day: Day) => number): number => days.reduce((all, day) => all + read(day), 0);
  return `${days.length} ${days.length === 1 ? 'day' : 'days'} to ${dayOf(last.at)}: actual ${formatCost(
    sum((day) => day.actual_usd),
  )}, baseline ${formatCost(sum((day) => day.baseline_usd))} estimated.`;
}

function DayTip({ day }: { readonly day: Day | undefined }) {
  if (!day) return null;
  return (
    <div className="rounded-md border border-control bg-raised px-2 py-1 text-cell">
      <div className="text-ink-2">
        {dayOf(day.at)}, n={formatCount(day.requests)}
      </div>
      actual {formatCost(day.actual_usd)}, baseline {formatCost(day.baseline_usd)} est., saved{' '}
      {formatCost(day.saved_usd)}
    </div>
  );
}

function DayTable({ days, choice }: { readonly days: readonly Day[]; readonly choice: SavingsChoice }) {
  return (
    <section
      className="overflow-y-auto outline-offset-[-2px]"
      style={{ height: CHART_HEIGHT }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Days"
    >
      <table className="w-full text-cell">
        <TableHead align="right" tall>
          <ColumnHead className="pl-4 text-left">Day</ColumnHead>
          <ColumnHead>Requests</ColumnHead>
          <ColumnHead>Actual</ColumnHead>
          <ColumnHead>Baseline est.</ColumnHead>
          <ColumnHead className="pr-4">Saved est.</ColumnHead>
        </TableHead>
        <tbody>
          {[...days].reverse().map((day) => (
            <tr key={day.at} className="h-7 border-line border-t text-right">
              <th className="pl-4 text-left font-normal">
                <LiveLink query={rowsQuery(choice, { kind: 'day', at: day.at })}>{dayOf(day.at)}</LiveLink>
              </th>
              <td>{formatCount(day.requests)}</td>
              <td>{formatCost(day.actual_usd)}</td>
              <td className="text-ink-2">{formatCost(day.baseline_usd)}</td>
              <td className={`pr-4 ${day.saved_usd < 0 ? 'text-warn' : ''}`}>{formatCost(day.saved_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
