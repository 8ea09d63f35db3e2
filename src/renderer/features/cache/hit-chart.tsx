import { useMemo, useState } from 'react';
import uPlot from 'uplot';
import { DAY_MS } from '../../../shared/durations.ts';
import { ChangeMarks } from '../../components/change-marks.tsx';
import { ChoiceGroup } from '../../components/choice-group.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { type PlotOptions, useUplot } from '../../components/use-uplot.ts';
import { tokenColor } from '../../lib/theme.ts';
import { formatCount, formatPercent, formatTime } from '../../lib/units.ts';
import { type CacheOverview, stackOf } from './cache-numbers.ts';

/** What the axes and the padding of the plot leave free. Pixels. */
const PLOT_INSET = { left: 44, right: 8, top: 6, bottom: 26 };

export interface HitChartProps {
  readonly overview: CacheOverview;
  /** The response cache is on: it is what the chart begins with. */
  readonly responses: boolean;
}

type Of = 'responses' | 'decisions';

const OF = [
  { id: 'responses', title: 'Responses' },
  { id: 'decisions', title: 'Decisions' },
] as const;
const PARTS = [
  { color: 'stage-cache', words: { responses: 'exact', decisions: 'hit' } },
  { color: 'more', words: { responses: 'by meaning', decisions: null } },
  { color: 'control', words: { responses: 'miss', decisions: 'miss' } },
] as const;

/** Lookups over time, by what the cache had for them. */
export function HitChart({ overview, responses }: HitChartProps) {
  const [chosen, setChosen] = useState<Of | null>(null);
  const [asTable, setAsTable] = useState(false);
  const of = chosen ?? (responses ? 'responses' : 'decisions');
  const steps = useMemo(
    () => overview.over_time.map((step) => ({ at: step.at, stack: stackOf(step, of) })).filter(hasAny),
    [overview, of],
  );
  return (
    <section aria-labelledby="hits-over-time" className="px-3 pb-2">
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 text-axis">
        <h3 id="hits-over-time" className="font-semibold text-ink-2 uppercase tracking-wide">
          Over time
        </h3>
        {PARTS.map(({ color, words }) =>
          words[of] === null ? null : (
            <span key={color} className="inline-flex items-center gap-1.5 text-ink-2">
              <span aria-hidden="true" className="size-2.5" style={{ background: `var(--${color})` }} />
              {words[of]}
            </span>
          ),
        )}
        <span className="flex-1" />
        <button
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          className="h-6 rounded-md px-1.5 text-ink-2 hover:bg-hover hover:text-ink-1"
        >
          Table
        </button>
        <ChoiceGroup label="Cache shown" options={OF} value={of} onChange={setChosen} />
      </div>
      {steps.length === 0 ? (
        <p className="h-[200px] text-cell text-ink-2" data-testid="hit-chart-empty">
          {of === 'responses' && !responses ? 'The response cache is off.' : 'Nothing was looked up in this window.'}
        </p>
      ) : asTable ? (
        <StepTable steps={steps} of={of} />
      ) : (
        <div className="relative">
          <Plot overview={overview} steps={steps} />
          <ChangeMarks fromMs={overview.from_ms} toMs={overview.to_ms + overview.bin_ms} inset={PLOT_INSET} />
        </div>
      )}
    </section>
  );
}

interface Step {
  readonly at: number;
  readonly stack: readonly [number, number, number];
}

const hasAny = ({ stack }: Step): boolean => stack.some((count) => count > 0);
const lookups = ({ stack }: Step): number => stack[0] + stack[1] + stack[2];
const hitsOf = ({ stack }: Step): number => stack[0] + stack[1];

function Plot({ overview, steps }: { readonly overview: CacheOverview; readonly steps: readonly Step[] }) {
  const { from_ms: from, to_ms: to, bin_ms: bin } = overview;
  const options = useMemo(() => plotOptions(from, to, bin), [from, to, bin]);
  // Sums from the bottom up; the tallest is drawn first and the others over it.
  const data = useMemo(
    (): uPlot.AlignedData => [
      steps.map(({ at }) => at + bin / 2),
      steps.map(lookups),
      steps.map(hitsOf),
      steps.map(({ stack }) => stack[0]),
    ],
    [steps, bin],
  );
  const { setElement } = useUplot(options, data);
  const all = steps.reduce((sum, step) => sum + lookups(step), 0);
  const hits = steps.reduce((sum, step) => sum + hitsOf(step), 0);
  return (
    <div
      ref={setElement}
      role="img"
      aria-label={`${formatCount(all)} lookups in ${steps.length} steps, ${formatPercent(hits / all)} of them hits.`}
      data-testid="hit-chart"
      className="h-[200px]"
    />
  );
}

function plotOptions(from: number, to: number, bin: number): PlotOptions {
  const axis = {
    stroke: () => tokenColor('ink-3'),
    grid: { stroke: () => tokenColor('line'), width: 1 },
    ticks: { stroke: () => tokenColor('line'), width: 1, size: 4 },
    font: '11px system-ui, sans-serif',
  };
  const paths = uPlot.paths.bars?.({ size: [0.9, 24] });
  return {
    ms: 1,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 8, 0, 0],
    scales: {
      x: { time: true, range: () => [from, to + bin] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] },
    },
    axes: [
      { ...axis, size: 26, space: 80, values: (_, ticks) => ticks.map((tick) => timeTick(tick, to - from)) },
      { ...axis, size: 44, space: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5] },
    ],
    series: [
      {},
      ...[...PARTS].reverse().map(({ color }) => ({
        fill: () => tokenColor(color),
        width: 0,
        points: { show: false },
        ...(paths === undefined ? {} : { paths }),
      })),
    ],
  };
}

function timeTick(ms: number, span: number): string {
  return span > DAY_MS ? new Date(ms).toISOString().slice(5, 10) : formatTime(ms).slice(0, 5);
}

function StepTable({ steps, of }: { readonly steps: readonly Step[]; readonly of: Of }) {
  const shown = PARTS.map(({ words }, index) => ({ word: words[of], index })).filter(({ word }) => word !== null);
  return (
    <section
      className="h-[200px] overflow-y-auto outline-offset-[-2px]"
      aria-label="Steps"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full text-cell">
        <TableHead align="right">
          <ColumnHead className="text-left">From</ColumnHead>
          {shown.map(({ word }) => (
            <ColumnHead key={word}>{word}</ColumnHead>
          ))}
          <ColumnHead>Hit rate</ColumnHead>
        </TableHead>
        <tbody>
          {[...steps].reverse().map((step) => (
            <tr key={step.at} className="h-6 border-line border-t text-right">
              <td className="text-left">{new Date(step.at).toLocaleString()}</td>
              {shown.map(({ word, index }) => (
                <td key={word}>{formatCount(step.stack[index])}</td>
              ))}
              <td>{formatPercent(hitsOf(step) / lookups(step))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
