import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useMemo } from 'react';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import { formatPercent, formatUnit, UNKNOWN } from '../../lib/units.ts';
import { meanShare } from './alpha-wins.ts';
import {
  AgeCell,
  Buckets,
  ErrorCell,
  FirstByteCell,
  NameCell,
  PriceCell,
  StateCell,
  WinsCell,
} from './model-cells.tsx';
import type { ModelRow } from './model-rows.ts';
import { ModelSwitch } from './model-switch.tsx';
import { formatTokens } from './price-facts.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, ModelRow>();
const number = { sortUndefined: 'last', sortDescFirst: true } as const;

const ALIGN: Record<string, string> = { on: 'w-11', state: 'w-32' };
const NUMERIC = new Set(['input', 'output', 'age', 'context', 'quality', 'first', 'slow', 'share', 'errors']);

export interface ModelsTableProps {
  readonly rows: readonly ModelRow[];
  readonly selected: string | null;
  /** In force; null where that is not known. */
  readonly alpha: number | null;
  readonly onSelect: (id: string) => void;
  readonly onSwitch: (model: CatalogModelView, enabled: boolean) => void;
}

export function ModelsTable({ rows, selected, alpha, onSelect, onSwitch }: ModelsTableProps) {
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor(({ model }) => (model.enabled ? 1 : 0), {
          id: 'on',
          header: 'On',
          cell: ({ row: { original } }) => (
            <ModelSwitch model={original.model} onChange={(enabled) => onSwitch(original.model, enabled)} />
          ),
        }),
        helper.accessor(({ model }) => model.id, {
          id: 'model',
          header: 'Model',
          sortFn: byText,
          cell: ({ row: { original } }) => <NameCell row={original} onSelect={onSelect} />,
        }),
        helper.accessor(({ model }) => model.buckets.map(({ bucket }) => bucket).join() || undefined, {
          id: 'buckets',
          header: 'Buckets',
          sortFn: byText,
          sortUndefined: 'last',
          cell: ({ row: { original } }) => <Buckets model={original.model} />,
        }),
        helper.accessor(({ model }) => model.price?.input_usd_per_mtok, {
          ...number,
          id: 'input',
          header: '$/1M in',
          sortFn: byNumber,
          cell: ({ row: { original }, getValue }) => <PriceCell row={original} rate={getValue()} />,
        }),
        helper.accessor(({ model }) => model.price?.output_usd_per_mtok, {
          ...number,
          id: 'output',
          header: '$/1M out',
          sortFn: byNumber,
          cell: ({ row: { original }, getValue }) => <PriceCell row={original} rate={getValue()} />,
        }),
        helper.accessor(({ priceAge }) => priceAge ?? undefined, {
          ...number,
          id: 'age',
          header: 'Price age',
          sortFn: byNumber,
          cell: ({ row: { original } }) => <AgeCell row={original} />,
        }),
        helper.accessor(({ model }) => model.context_tokens ?? undefined, {
          ...number,
          id: 'context',
          header: 'Context',
          sortFn: byNumber,
          cell: ({ getValue }) => orUnknown(getValue(), formatTokens),
        }),
        helper.accessor(({ model }) => model.quality?.mean, {
          ...number,
          id: 'quality',
          header: 'Quality',
          sortFn: byNumber,
          cell: ({ getValue }) => orUnknown(getValue(), formatUnit),
        }),
        helper.accessor(({ wins }) => (wins === undefined ? undefined : meanShare(wins.all)), {
          ...number,
          id: 'wins',
          header: 'Wins over alpha',
          sortFn: byNumber,
          cell: ({ row: { original } }) => <WinsCell row={original} alpha={alpha} />,
        }),
        helper.accessor(({ health }) => health?.first_byte?.p50, {
          ...number,
          id: 'first',
          header: 'TTFT p50',
          sortFn: byNumber,
          cell: ({ row: { original }, getValue }) => <FirstByteCell row={original} ms={getValue()} />,
        }),
        helper.accessor(({ health }) => health?.first_byte?.p95, {
          ...number,
          id: 'slow',
          header: 'p95',
          sortFn: byNumber,
          cell: ({ row: { original }, getValue }) => <FirstByteCell row={original} ms={getValue()} />,
        }),
        helper.accessor(({ health }) => (health === null ? undefined : health.failed / health.calls), {
          ...number,
          id: 'errors',
          header: 'Errors',
          sortFn: byNumber,
          cell: ({ row: { original } }) => <ErrorCell row={original} />,
        }),
        helper.accessor(({ traffic }) => traffic?.share, {
          ...number,
          id: 'share',
          header: 'Share',
          sortFn: byNumber,
          cell: ({ getValue }) => orUnknown(getValue(), formatPercent),
        }),
        // Pauses first, the longest of them first; then by who would be asked.
        helper.accessor(({ callable, pause }) => (pause === null ? callable[0] : pauseKey(pause.leftMs)), {
          id: 'state',
          header: 'State',
          sortFn: byText,
          sortUndefined: 'last',
          cell: ({ row: { original } }) => <StateCell row={original} />,
        }),
      ]),
    [onSelect, onSwitch, alpha],
  );
  const table = useTable({ features, columns, data: rows as ModelRow[], getRowId: ({ model }) => model.id });
  return (
    <table className="w-full min-w-[1060px] border-collapse text-cell" data-testid="models-table">
      <caption className="sr-only">Models that can be chosen, with prices in dollars per million tokens</caption>
      <thead className="sticky top-0 z-10 bg-panel text-axis text-ink-3">
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map(({ id, column }) => {
              const sorted = column.getIsSorted();
              const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp;
              return (
                <th
                  key={id}
                  scope="col"
                  aria-sort={sorted === 'desc' ? 'descending' : sorted === 'asc' ? 'ascending' : 'none'}
                  className={`h-7 border-line border-b px-2 font-normal shadow-[0_1px_0_var(--line)] ${ALIGN[id] ?? ''} ${NUMERIC.has(id) ? 'text-right' : 'text-left'}`}
                >
                  <button
                    type="button"
                    onClick={column.getToggleSortingHandler()}
                    className={`inline-flex h-6 items-center gap-0.5 whitespace-nowrap rounded-md hover:text-ink-1 ${sorted ? 'text-ink-1' : ''}`}
                  >
                    {String(column.columnDef.header)}
                    {sorted ? <Arrow size={10} aria-hidden /> : null}
                  </button>
                </th>
              );
            })}
          </tr>
        ))}
      </thead>
      <tbody onKeyDown={walkRows}>
        {table.getRowModel().rows.map((row) => {
          const { model } = row.original;
          return (
            <tr
              key={row.id}
              data-testid="model-row"
              data-model={model.id}
              aria-current={model.id === selected ? 'true' : undefined}
              className={`h-7 border-line border-b ${model.id === selected ? 'bg-selected' : 'hover:bg-hover'} ${model.enabled && model.gone === null ? 'text-ink-1' : 'text-ink-2'}`}
            >
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={`px-2 ${NUMERIC.has(cell.column.id) ? 'text-right tabular-nums' : ''} ${cell.column.id === 'model' ? 'max-w-0 w-full' : 'whitespace-nowrap'}`}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Before every name, and longer pauses before shorter ones. */
function pauseKey(leftMs: number): string {
  return ` ${String(9e9 - leftMs).padStart(12, '0')}`;
}

interface SortedRow {
  getValue(columnId: string): unknown;
}

function byNumber(one: SortedRow, other: SortedRow, column: string): number {
  return Number(one.getValue(column)) - Number(other.getValue(column));
}

function byText(one: SortedRow, other: SortedRow, column: string): number {
  return String(one.getValue(column)).localeCompare(String(other.getValue(column)));
}

function orUnknown(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? UNKNOWN : format(value);
}

/** Arrow keys go from name to name. */
function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const names = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-model-name]')];
  const row = (event.target as Element).closest('tr');
  const at = names.findIndex((name) => name.closest('tr') === row);
  const next = names[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
