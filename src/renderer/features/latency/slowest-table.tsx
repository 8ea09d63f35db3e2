import { ModelName } from '../../components/model-name.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatDuration } from '../../lib/units.ts';
import type { LatencyProfile } from './latency-choice.ts';
import { DecisionLink } from './rows-link.tsx';
import { clock } from './summaries.ts';

/** The slowest requests; each opens its decision. */
export function SlowestTable({ slowest }: Pick<LatencyProfile, 'slowest'>) {
  return (
    <section
      aria-labelledby="latency-slowest"
      className="min-w-0 overflow-auto rounded-md border border-line bg-panel px-3 pt-2 pb-1"
    >
      <h2 id="latency-slowest" className="h-6 font-semibold text-axis text-ink-2 uppercase tracking-wide">
        Slowest {slowest.length}
      </h2>
      <table className="w-full table-fixed text-cell" data-testid="slowest">
        <TableHead>
          <ColumnHead className="w-16">Time</ColumnHead>
          <ColumnHead>Model</ColumnHead>
          <ColumnHead className="w-18 pr-3 text-right">Took</ColumnHead>
          <ColumnHead className="w-18">Most in</ColumnHead>
        </TableHead>
        <tbody>
          {slowest.map(({ id, created_ms, model, ms, stage }) => (
            <tr key={id} className="h-6 border-line border-t">
              <td>
                <DecisionLink id={id}>{clock(created_ms)}</DecisionLink>
              </td>
              <td className="truncate pr-2">
                <ModelName model={model} />
              </td>
              <td className="pr-3 text-right">{formatDuration(ms)}</td>
              <td className="truncate text-ink-2">{stage}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
