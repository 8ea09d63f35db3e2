import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { formatDuration, formatMicros, formatPercent } from '../../lib/units.ts';
import { type Bar, requestBars, stageBars } from './waterfall.ts';

export const BAR_FILLS: Record<Bar['kind'], string> = {
  guard: 'bg-stage-guard',
  cache: 'bg-stage-cache',
  routing: 'bg-stage-routing',
  upstream: 'hatch',
  failed: 'bg-bad',
  other: 'bg-ink-3',
};

/** Two scales, because Heimdall's time is a sliver of the request's: its own axis in µs, the whole in ms. */
export function TimingTab({ record }: { readonly record: DecisionRecord }) {
  const stages = stageBars(record.decision.timings_us);
  const request = requestBars(record);
  const total = record.outcome.total_ms;
  const heimdall = request[0]?.length ?? 0;
  return (
    <>
      <Card
        title="Whole request"
        aside={total === null ? 'not finished' : `Heimdall is ${formatPercent(heimdall / total)} of it`}
      >
        <Waterfall bars={request} format={formatDuration} total={total ?? undefined} />
      </Card>
      <Card title="Inside Heimdall" aside={`decision ${formatMicros(record.decision.timings_us.total)}`}>
        <Waterfall bars={stages} format={formatMicros} total={record.decision.timings_us.total} />
        <p className="mt-2 text-axis text-ink-3">
          {record.decision.cache.state === 'hit'
            ? 'The decision came from the cache, so no feature was computed.'
            : 'Embedding is part of the features; nothing here waits for a network.'}
        </p>
      </Card>
    </>
  );
}

interface WaterfallProps {
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
  readonly total: number | undefined;
}

function Waterfall({ bars, format, total }: WaterfallProps) {
  const end = Math.max(total ?? 0, ...bars.map(({ start, length }) => start + length)) || 1;
  return (
    <table className="w-full table-fixed text-cell">
      <thead className="text-axis text-ink-3">
        <tr>
          <th className="w-40 text-left font-normal">Stage</th>
          <th className="font-normal">
            <span className="flex justify-between">
              <span>0</span>
              <span>{format(end)}</span>
            </span>
          </th>
          <th className="w-18 text-right font-normal">Time</th>
          <th className="w-14 text-right font-normal">Share</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ id, label, start, length, kind }) => (
          <tr key={id} className="h-6">
            <td className="truncate" title={label}>
              {label}
            </td>
            <td className="relative">
              <span
                aria-hidden="true"
                className={`absolute top-1.5 bottom-1.5 ${BAR_FILLS[kind]}`}
                style={{ left: `${(start / end) * 100}%`, width: `max(2px, ${(length / end) * 100}%)` }}
              />
            </td>
            <td className="text-right">{format(length)}</td>
            <td className="text-right text-ink-2">{formatPercent(length / end)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
