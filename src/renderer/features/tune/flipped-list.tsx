import { ModelName } from '../../components/model-name.tsx';
import { formatCostDelta, formatCount, formatSigned } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { FlippedRow } from './preview.ts';

export const FLIPPED_SHOWN = 200;

export function FlippedList({ rows, total }: { readonly rows: readonly FlippedRow[]; readonly total: number }) {
  const { store } = useSession();
  if (rows.length === 0) {
    return (
      <p className="px-4 py-3 text-cell text-ink-2">No recorded decision would have gone elsewhere at this alpha.</p>
    );
  }
  return (
    <>
      <table className="w-full table-fixed text-cell" data-testid="flipped-list">
        <thead className="text-axis text-ink-3">
          <tr className="text-left">
            <th className="h-7 pl-4 font-normal">Prompt</th>
            <th className="w-[24%] font-normal">From</th>
            <th className="w-[24%] font-normal">To</th>
            <th className="w-20 text-right font-normal">Δ cost est.</th>
            <th className="w-20 text-right font-normal">Δ quality est.</th>
            <th className="w-18 pr-4" aria-label="Open" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.position} className="h-7 border-line border-t hover:bg-hover">
              <td className="truncate pr-3 pl-4" title={row.preview ?? undefined}>
                {row.sample ? <span className="mr-1.5 text-axis text-warn">sample</span> : null}
                {row.preview ?? <span className="text-ink-3">text not stored</span>}
              </td>
              <td className="truncate pr-2 text-ink-2">
                <TargetName target={row.from} />
              </td>
              <td className="truncate pr-2">
                <TargetName target={row.to} />
              </td>
              <td className="text-right">{row.costDelta === null ? 'unpriced' : formatCostDelta(row.costDelta)}</td>
              <td className="text-right">{formatSigned(row.qualityDelta)}</td>
              <td className="pr-4 text-right">
                <button
                  type="button"
                  className="h-6 rounded-md px-1.5 text-accent hover:bg-hover hover:underline"
                  onClick={() => navigate(store, { view: 'live', selected: row.id, tab: 'why' })}
                >
                  Open
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > rows.length ? (
        <p className="border-line border-t px-4 py-2 text-axis text-ink-3">
          The newest {formatCount(rows.length)} of {formatCount(total)}.
        </p>
      ) : null}
    </>
  );
}

function TargetName({ target }: { readonly target: string }) {
  const [model = '', effort] = target.split(' · ');
  return <ModelName model={model} effort={effort ?? null} />;
}
