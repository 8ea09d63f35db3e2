// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold virtual rows; the grid roles say what it is
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is the one tab stop; sorting is in the palette as well
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Sort } from '../../store/ui-store.ts';
import { COLUMN_GAP, type Column } from './columns.ts';

export const HEADER_HEIGHT = 28;

export interface ListHeaderProps {
  readonly columns: readonly Column[];
  readonly template: string;
  readonly sort: Sort | null;
  readonly onSort: (column: Column) => void;
}

export function ListHeader({ columns, template, sort, onSort }: ListHeaderProps) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-line border-b bg-panel" style={{ height: HEADER_HEIGHT }}>
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-full items-center px-3 text-axis text-ink-3"
        style={{ gridTemplateColumns: template, columnGap: COLUMN_GAP }}
      >
        {columns.map((column) => {
          const { id, label, title, numeric } = column;
          const direction = directionOf(column, sort);
          const Arrow = direction === 'descending' ? ArrowDown : ArrowUp;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: List: Sort by… in the palette does the same
            <div
              key={id}
              role="columnheader"
              aria-sort={direction}
              data-column={id}
              title={column.sort === null ? title : `${title}. Click to sort, which freezes the view.`}
              onClick={column.sort === null ? undefined : () => onSort(column)}
              className={`flex h-full min-w-0 items-center gap-0.5 ${numeric ? 'justify-end' : ''} ${
                column.sort === null ? '' : 'hover:text-ink-1'
              } ${direction !== undefined && id !== 'time' ? 'text-ink-1' : ''}`}
            >
              <span className="truncate">{label}</span>
              {direction !== undefined && sort !== null ? <Arrow size={10} aria-hidden className="shrink-0" /> : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function directionOf({ id, sort: column }: Column, sort: Sort | null): 'ascending' | 'descending' | undefined {
  if (sort === null) return id === 'time' ? 'ascending' : undefined;
  if (sort.column !== column) return undefined;
  return sort.descending ? 'descending' : 'ascending';
}
