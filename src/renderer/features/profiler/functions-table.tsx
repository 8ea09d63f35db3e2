import type { ProfileSummary } from '../../../shared/console/profiler-contract.ts';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatDuration, formatPercent } from '../../lib/units.ts';

/** The functions that most time was spent in. */
export function FunctionsTable({ functions }: Pick<ProfileSummary, 'functions'>) {
  if (functions.length === 0) return <p className="text-cell text-ink-2">Nothing ran while it was recorded.</p>;
  return (
    <table className="w-full table-fixed self-start text-cell" data-testid="profile-functions">
      <caption className="sr-only">Functions by time of their own</caption>
      <TableHead align="right">
        <ColumnHead className="text-left">Function</ColumnHead>
        <ColumnHead className="text-left">Where</ColumnHead>
        <ColumnHead className="w-20" title="Without what it called">
          Own time
        </ColumnHead>
        <ColumnHead className="w-20" title="Of the time that was not idle">
          Of work
        </ColumnHead>
      </TableHead>
      <tbody>
        {functions.map(({ name, file, line, self_ms, share }) => {
          const where = `${file}${file !== '' && line !== null ? `:${line}` : ''}`;
          return (
            <tr key={`${name} ${where}`} className="h-6 border-line border-t text-right">
              <td className="truncate pr-3 text-left font-mono" title={name}>
                {name}
              </td>
              <td className="truncate text-left font-mono text-ink-2" title={where}>
                {where === '' ? 'engine' : where}
              </td>
              <td>{formatDuration(self_ms)}</td>
              <td>{formatPercent(share)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
