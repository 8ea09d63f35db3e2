import { BucketShape } from '../../components/bucket-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { NewestOf } from '../../components/newest-of.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCostDelta, formatSigned } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { Difference } from './use-differences.ts';

/** What would have gone elsewhere, each with why. */
export function DifferencesList({ rows, total }: { readonly rows: readonly Difference[]; readonly total: number }) {
  if (rows.length === 0) return null;
  return (
    <>
      <table className="w-full table-fixed text-cell" data-testid="shadow-differences">
        <TableHead tall>
          <ColumnHead className="pl-4">Prompt and why</ColumnHead>
          <ColumnHead className="w-[19%]">In force</ColumnHead>
          <ColumnHead className="w-[19%]">Shadow</ColumnHead>
          <ColumnHead className="w-24 text-right">Δ cost est.</ColumnHead>
          <ColumnHead className="w-24 text-right">Δ quality est.</ColumnHead>
          <ColumnHead unseen className="w-28 pr-4">
            Open
          </ColumnHead>
        </TableHead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      <NewestOf shown={rows.length} total={total} />
    </>
  );
}

function Row({ row }: { readonly row: Difference }) {
  const { store } = useSession();
  const { id, prompt_preview: preview, why, sample, simulated } = row;
  return (
    <tr className="border-line border-t align-top hover:bg-hover" data-testid="shadow-difference" data-decision-id={id}>
      <td className="py-1.5 pr-3 pl-4">
        <div className="truncate" title={preview ?? undefined}>
          {sample ? <span className="mr-1.5 text-axis text-warn">sample</span> : null}
          {simulated ? <span className="mr-1.5 text-axis text-warn">simulated</span> : null}
          {preview ?? <span className="text-ink-3">text not stored</span>}
        </div>
        <div className="text-axis text-ink-2">{why}</div>
      </td>
      <td className="py-1.5 pr-2 text-ink-2">
        <Side side={row.from} />
      </td>
      <td className="py-1.5 pr-2">
        <Side side={row.to} />
      </td>
      <td className="py-1.5 text-right">
        {row.cost_delta_usd === null ? 'unpriced' : formatCostDelta(row.cost_delta_usd)}
      </td>
      <td className="py-1.5 text-right">{row.quality_delta === null ? 'unknown' : formatSigned(row.quality_delta)}</td>
      <td className="py-1 pr-4 text-right">
        <button
          type="button"
          className="h-6 rounded-md px-1.5 text-accent hover:bg-hover hover:underline"
          onClick={() => navigate(store, { view: 'live', selected: id, tab: 'why' })}
        >
          Open in Live
        </button>
      </td>
    </tr>
  );
}

function Side({ side }: { readonly side: Difference['from'] }) {
  return (
    <>
      <ModelName model={side.model} effort={side.effort} />
      <span className="flex items-center gap-1.5 text-axis">
        <BucketShape bucket={side.bucket} /> {side.bucket}
      </span>
    </>
  );
}
