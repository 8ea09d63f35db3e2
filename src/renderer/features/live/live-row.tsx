// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows; the grid roles say what it is
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is the one tab stop, rows are its active descendants
import { memo } from 'react';
import type { RecordRing } from '../../store/record-ring.ts';
import { COLUMN_GAP, type Column } from './columns.ts';
import { LiveCells } from './live-cells.tsx';

export interface LiveRowProps {
  readonly ring: RecordRing;
  readonly position: number;
  /** Changes when the row's outcome did: the row itself is read from the ring. */
  readonly revision: number;
  readonly index: number;
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

export const LiveRow = memo(function LiveRow(props: LiveRowProps) {
  const { ring, position, revision, index, height, columns, template, active, opened, checked, pinned, onPick } = props;
  const cost = ring.costAt(position);
  return (
    // The grid itself takes the keys: rows are reached through aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      role="row"
      id={rowElementId(position)}
      aria-rowindex={index + 2}
      aria-selected={active || checked}
      data-testid="live-row"
      data-decision-id={ring.idAt(position)}
      data-model={ring.modelAt(position)}
      data-bucket={ring.bucketAt(position)}
      data-cost={cost ?? undefined}
      onClick={({ shiftKey, ctrlKey, metaKey }) =>
        onPick(position, shiftKey ? 'range' : ctrlKey || metaKey ? 'toggle' : 'open')
      }
      className={`contain-strict relative grid items-center px-3 text-cell ${
        active || checked ? 'bg-selected' : 'hover:bg-hover'
      } ${opened ? 'shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
      style={{ height, gridTemplateColumns: template, columnGap: COLUMN_GAP }}
    >
      {pinned ? (
        <span
          className="absolute top-0 left-0 h-2 w-2 border-t-8 border-t-warn border-r-8 border-r-transparent"
          title="Pinned"
        />
      ) : null}
      <LiveCells ring={ring} position={position} revision={revision} columns={columns} />
    </div>
  );
});
