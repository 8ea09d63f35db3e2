// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows; the grid roles say what it is
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is the one tab stop, rows are its active descendants
import { memo } from 'react';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { usePromptTitle } from '../../components/use-prompt-title.ts';
import { requestedName } from '../../lib/names.ts';
import {
  formatCostCell,
  formatCount,
  formatIso,
  formatOverheadCell,
  formatScore,
  formatTime,
  formatTotalCell,
  formatUnit,
} from '../../lib/units.ts';
import { CLOSE_MARGIN } from '../../store/filter-fields.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import { type Row, rowAt } from '../../store/row.ts';
import { COLUMN_GAP, type Column, type ColumnId } from './columns.ts';

export interface LiveRowProps {
  readonly ring: RecordRing;
  readonly position: number;
  /** Changes when the row's outcome did: the row itself is read from the ring. */
  readonly revision: number;
  readonly index: number;
  readonly offset: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly template: string;
  readonly active: boolean;
  readonly opened: boolean;
  readonly checked: boolean;
  readonly pinned: boolean;
  readonly onPick: (position: number, how: Picking) => void;
}

/** `open` alone, `toggle` with Ctrl or Cmd, `range` with Shift. */
export type Picking = 'open' | 'toggle' | 'range';

export function rowElementId(position: number): string {
  return `live-row-${position}`;
}

export const LiveRow = memo(function LiveRow({
  ring,
  position,
  index,
  offset,
  height,
  columns,
  template,
  active,
  opened,
  checked,
  pinned,
  onPick,
}: LiveRowProps) {
  const row = rowAt(ring, position);
  const promptTitle = usePromptTitle();
  return (
    // The grid itself takes the keys: rows are reached through aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      role="row"
      id={rowElementId(position)}
      aria-rowindex={index + 2}
      aria-selected={active || checked}
      data-testid="live-row"
      data-decision-id={row.id}
      data-model={row.model}
      data-bucket={row.bucket}
      data-cost={row.costUsd ?? undefined}
      onClick={({ shiftKey, ctrlKey, metaKey }) =>
        onPick(position, shiftKey ? 'range' : ctrlKey || metaKey ? 'toggle' : 'open')
      }
      className={`contain-strict absolute inset-x-0 top-0 grid items-center px-3 text-cell ${
        active || checked ? 'bg-selected' : 'hover:bg-hover'
      } ${opened ? 'shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
      style={{
        height,
        transform: `translateY(${offset}px)`,
        gridTemplateColumns: template,
        columnGap: COLUMN_GAP,
      }}
    >
      {pinned ? (
        <span
          className="absolute top-0 left-0 h-2 w-2 border-t-8 border-t-warn border-r-8 border-r-transparent"
          title="Pinned"
        />
      ) : null}
      {columns.map(({ id, numeric }) => (
        <div
          key={id}
          role="gridcell"
          className={`min-w-0 truncate ${numeric ? 'text-right' : ''}`}
          title={id === 'prompt' ? promptTitle(row.preview ?? 'Prompt text is not stored.') : cellTitle(id, row)}
        >
          <Cell id={id} row={row} />
        </div>
      ))}
    </div>
  );
});

function cellTitle(id: ColumnId, row: Row): string | undefined {
  if (id === 'time') return formatIso(row.createdMs);
  if (id === 'status') return statusWords(row);
  return undefined;
}

function Cell({ id, row }: { readonly id: ColumnId; readonly row: Row }) {
  switch (id) {
    case 'time':
      return <span className="text-ink-2">{formatTime(row.createdMs)}</span>;
    case 'status':
      return <StatusCell row={row} />;
    case 'app':
      return <span className="text-ink-2">{row.app || '—'}</span>;
    case 'route':
      return (
        <span className="flex min-w-0 items-baseline gap-1.5">
          <span className="max-w-[40%] shrink-0 truncate text-ink-3">{requestedName(row.requested)}</span>
          <span className="shrink-0 text-ink-3" aria-hidden="true">
            ›
          </span>
          <ModelName model={row.model} effort={row.effort} />
        </span>
      );
    case 'prompt':
      return <span className="prompt-text text-ink-2">{row.preview ?? '—'}</span>;
    case 'bucket':
      return (
        <span className="flex items-center gap-1.5">
          <BucketShape bucket={row.bucket} />
          <span className="w-9">{row.bucket}</span>
          <span className="text-ink-2">{formatUnit(row.probability)}</span>
        </span>
      );
    case 'tokens':
      return <span className="text-ink-2">{formatCount(row.tokens)}</span>;
    case 'cost':
      return <span className={row.costUsd === null ? 'text-ink-3' : ''}>{formatCostCell(row.costUsd)}</span>;
    case 'ttft':
      return <span className="text-ink-2">{formatTotalCell(row.ttftMs)}</span>;
    case 'margin':
      return (
        <span className={row.margin !== null && row.margin < CLOSE_MARGIN ? 'text-warn' : 'text-ink-2'}>
          {row.margin === null ? '—' : formatScore(row.margin)}
        </span>
      );
    case 'cache':
      return <span className={row.cacheHit ? 'text-stage-cache' : 'text-ink-3'}>{row.cacheState}</span>;
    case 'provider':
      return <span className="text-ink-2">{row.provider || '—'}</span>;
    case 'cluster':
      return <span className="text-ink-2">{row.cluster || '—'}</span>;
    case 'dialect':
      return <span className="text-ink-2">{row.dialect}</span>;
    case 'overhead':
      return <span>{formatOverheadCell(row.overheadMs)}</span>;
    case 'total':
      return <span className="text-ink-2">{row.status === 'pending' ? '…' : formatTotalCell(row.totalMs)}</span>;
  }
}

function StatusCell({ row }: { readonly row: Row }) {
  if (row.status === 'error') return <span className="font-semibold text-bad">{row.httpStatus ?? 'err'}</span>;
  if (row.status === 'aborted') return <span className="text-warn">abrt</span>;
  if (row.status === 'pending') return <span className="text-ink-3">…</span>;
  if (row.fallbacks > 0) return <span className="text-warn">FB{row.fallbacks}</span>;
  if (row.cacheHit) return <span className="text-stage-cache">HIT</span>;
  if (row.status === 'decision-only') return <span className="text-ink-3">dec</span>;
  return <span className="text-ok">ok</span>;
}

function statusWords(row: Row): string {
  const parts: string[] = [row.status === 'decision-only' ? 'decision only, nothing was called' : row.status];
  if (row.httpStatus !== null) parts.push(`HTTP ${row.httpStatus}`);
  if (row.fallbacks > 0) parts.push(`${row.fallbacks} fallback${row.fallbacks > 1 ? 's' : ''}`);
  if (row.cacheHit) parts.push('decision from the cache');
  if (row.simulated) parts.push('simulated');
  if (row.sample) parts.push('sample');
  return parts.join(', ');
}
