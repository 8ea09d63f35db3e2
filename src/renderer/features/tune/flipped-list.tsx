import { memo } from 'react';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { NewestOf } from '../../components/newest-of.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { useGrowing } from '../../components/use-growing.ts';
import { usePromptTitle } from '../../components/use-prompt-title.ts';
import { formatCostDelta, formatSigned, UNKNOWN } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { FlippedRow } from './flips.ts';

/** Rows made at a time. */
const STEP = 30;

export interface FlippedListProps {
  readonly rows: readonly FlippedRow[];
  readonly total: number;
}

export const FlippedList = memo(function FlippedList({ rows, total }: FlippedListProps) {
  const [made, end] = useGrowing(rows.length, STEP);
  if (rows.length === 0) {
    return (
      <p className="px-4 py-3 text-cell text-ink-2">
        No recorded decision would have gone elsewhere with these values.
      </p>
    );
  }
  return (
    <>
      <table className="w-full table-fixed text-cell" data-testid="flipped-list">
        <TableHead tall>
          <ColumnHead className="pl-4">Prompt</ColumnHead>
          <ColumnHead className="w-[20%]">From</ColumnHead>
          <ColumnHead className="w-[22%]">To</ColumnHead>
          <ColumnHead className="w-20 text-right">Δ cost est.</ColumnHead>
          <ColumnHead className="w-20 text-right">Δ quality est.</ColumnHead>
          <ColumnHead className="w-14 text-right" title="How far the new choice leads the recorded one">
            Margin
          </ColumnHead>
          <ColumnHead unseen className="w-16 pr-4">
            Open
          </ColumnHead>
        </TableHead>
        <tbody>
          {rows.slice(0, made).map((row) => (
            <FlippedDecision key={row.position} row={row} />
          ))}
        </tbody>
      </table>
      {made < rows.length ? <div ref={end} /> : null}
      <NewestOf shown={rows.length} total={total} />
    </>
  );
});

const FlippedDecision = memo(function FlippedDecision({ row }: { readonly row: FlippedRow }) {
  const { store } = useSession();
  const promptTitle = usePromptTitle();
  return (
    <tr className="h-7 border-line border-t hover:bg-hover">
      <td className="truncate pr-3 pl-4" title={promptTitle(row.preview)}>
        {row.sample ? <span className="mr-1.5 text-axis text-warn">sample</span> : null}
        {row.preview === null ? (
          <span className="text-ink-3">text not stored</span>
        ) : (
          <span className="prompt-text">{row.preview}</span>
        )}
      </td>
      <td className="truncate pr-2 text-ink-2">
        <TargetName target={row.from} />
      </td>
      <td className="truncate pr-2">
        <span className="flex min-w-0 items-center gap-1.5">
          {row.toBucket === null ? null : (
            <span className="flex shrink-0 items-center gap-1 text-ink-2">
              <BucketShape bucket={row.toBucket} size={8} />
              {row.toBucket}
            </span>
          )}
          {row.to === null ? (
            <span className="truncate text-ink-3">model not known</span>
          ) : (
            <TargetName target={row.to} />
          )}
        </span>
      </td>
      <td className="text-right">
        {row.costDelta === null ? (row.to === null ? UNKNOWN : 'unpriced') : formatCostDelta(row.costDelta)}
      </td>
      <td className="text-right">{row.qualityDelta === null ? UNKNOWN : formatSigned(row.qualityDelta)}</td>
      <td className="text-right text-ink-2">{row.margin === null ? UNKNOWN : formatSigned(row.margin)}</td>
      <td className="pr-4 text-right">
        <button
          type="button"
          aria-label={`Open ${row.preview?.slice(0, 60) ?? row.id}`}
          className="h-6 rounded-md px-1.5 text-accent hover:bg-hover hover:underline"
          onClick={() => navigate(store, { view: 'live', selected: row.id, tab: 'why' })}
        >
          Open
        </button>
      </td>
    </tr>
  );
}, isSame);

/** Rows are made anew for each step of a value; most say the same as before. */
function isSame({ row: one }: { readonly row: FlippedRow }, { row: other }: { readonly row: FlippedRow }): boolean {
  return (Object.keys(one) as (keyof FlippedRow)[]).every((name) => one[name] === other[name]);
}

function TargetName({ target }: { readonly target: string }) {
  const [model = '', effort] = target.split(' · ');
  return <ModelName model={model} effort={effort ?? null} />;
}
