import type { ProfileArea, ProfileSummary } from '../../../shared/console/profiler-contract.ts';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatDuration, formatPercent } from '../../lib/units.ts';

const NAMES: Readonly<Record<ProfileArea, readonly [name: string, title: string, fill: string]>> = {
  routing: ['Routing', 'Features, triage, scores: src/core', 'bg-stage-routing'],
  gateway: ['Gateway', 'HTTP, dialects, dispatch: src/gateway', 'bg-stage-guard'],
  storage: ['Log', 'Writing and reading decisions: src/host/storage, src/host/log', 'bg-stage-cache'],
  host: ['Console and rest', 'The console service and all else of Heimdall', 'bg-ink-3'],
  json: ['JSON', 'Lines that call JSON.parse or JSON.stringify', 'bg-ink-3'],
  gc: ['Garbage collector', 'Giving memory back', 'bg-ink-3'],
  runtime: ['Node', 'The event loop, sockets and packages that nobody above had called', 'bg-ink-3'],
  idle: ['Idle', 'Nothing to do', 'hatch'],
};

/** What the time of a profile went to. */
export function AreasTable({ areas }: Pick<ProfileSummary, 'areas'>) {
  return (
    <table className="w-full table-fixed self-start text-cell" data-testid="profile-areas">
      <caption className="sr-only">Time by area</caption>
      <TableHead align="right">
        <ColumnHead className="w-32 text-left">Area</ColumnHead>
        <ColumnHead className="w-18">Time</ColumnHead>
        <ColumnHead className="pl-4 text-left">Share</ColumnHead>
      </TableHead>
      <tbody>
        {areas.map(({ area, ms, share }) => {
          const [name, title, fill] = NAMES[area];
          return (
            <tr key={area} className="h-6 border-line border-t text-right" data-area={area}>
              <th scope="row" className="truncate text-left font-normal" title={title}>
                {name}
              </th>
              <td>{formatDuration(ms)}</td>
              <td className="pl-4">
                <span className="flex items-center gap-2">
                  <span aria-hidden="true" className="h-2 min-w-0 flex-1 bg-app">
                    <span className={`block h-full ${fill}`} style={{ width: `${share * 100}%` }} />
                  </span>
                  <span className="w-12 shrink-0 text-ink-2">{formatPercent(share)}</span>
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
