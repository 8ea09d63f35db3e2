import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { formatDuration, formatMicros, formatPercent } from '../../lib/units.ts';
import { BAR_FILLS } from '../inspector/timing-tab.tsx';
import { type Bar, requestBars, stageBars } from '../inspector/waterfall.ts';

/** A part that is narrower than this share of its axis has no room for its name. */
const NAMED_SHARE = 0.07;

/** Heimdall's own time and the whole request, each on its own axis: on one, the first would be a sliver. */
export function TwoScaleTiming({ record }: { readonly record: DecisionRecord }) {
  const { decision, outcome } = record;
  const request = requestBars(record);
  const heimdall = request[0]?.length ?? 0;
  const total = outcome.total_ms;
  return (
    <Card
      title="Timing"
      aside={total === null ? 'not finished' : `Heimdall is ${formatPercent(heimdall / total)} of the whole`}
    >
      <Scale
        name="Heimdall"
        bars={stageBars(decision.timings_us)}
        total={decision.timings_us.total}
        format={formatMicros}
      />
      <Scale name="Whole" bars={request} total={total ?? heimdall} format={formatDuration} />
    </Card>
  );
}

interface ScaleProps {
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly total: number;
  readonly format: (value: number) => string;
}

function Scale({ name, bars, total, format }: ScaleProps) {
  const end = Math.max(total, ...bars.map(({ start, length }) => start + length)) || 1;
  const words = bars.map(({ label, length }) => `${label} ${format(length)}`).join(', ');
  return (
    <div className="grid grid-cols-[72px_1fr_72px] items-center gap-x-3 py-1 text-cell">
      <span className="text-ink-2">{name}</span>
      <span role="img" aria-label={`${name}, ${format(total)}: ${words}`} className="relative h-6 bg-app">
        {bars.map(({ id, label, start, length, kind }) => {
          const share = length / end;
          const hatched = kind === 'upstream';
          return (
            <span
              key={id}
              title={`${label}: ${format(length)} (${formatPercent(share)})`}
              className={`absolute inset-y-0 flex items-center justify-center overflow-hidden border-panel border-r ${BAR_FILLS[kind]}`}
              style={{ left: `${(start / end) * 100}%`, width: `max(2px, ${share * 100}%)` }}
            >
              {share >= NAMED_SHARE ? (
                <span
                  className={`truncate px-1 text-[11px] ${hatched ? 'bg-panel text-ink-1' : kind === 'other' || kind === 'failed' ? 'text-panel' : 'text-on-bucket'}`}
                >
                  {label} {format(length)}
                </span>
              ) : null}
            </span>
          );
        })}
      </span>
      <span className="text-right">{format(total)}</span>
    </div>
  );
}
