import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useMemo } from 'react';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { monogram } from '../../lib/names.ts';
import { formatPercent, formatUnit, UNKNOWN } from '../../lib/units.ts';
import type { ModelRow } from './model-rows.ts';
import { ModelSwitch } from './model-switch.tsx';
import { formatRate, formatTokens } from './price-facts.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, ModelRow>();
const number = { sortUndefined: 'last', sortDescFirst: true } as const;

const ALIGN: Record<string, string> = { on: 'w-11', buckets: 'w-40', key: 'w-36' };
const NUMERIC = new Set(['input', 'output', 'age', 'context', 'quality', 'share', 'errors']);

export interface ModelsTableProps {
  readonly rows: readonly ModelRow[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly onSwitch: (model: CatalogModelView, enabled: boolean) => void;
}

export function ModelsTable({ rows, selected, onSelect, onSwitch }: ModelsTableProps) {
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
        helper.accessor(({ traffic }) => traffic?.share, {
          ...number,
          id: 'share',
          header: 'Share',
          sortFn: byNumber,
          cell: ({ getValue }) => orUnknown(getValue(), formatPercent),
        }),
        helper.accessor(({ traffic }) => (traffic ? traffic.errors / traffic.requests : undefined), {
          ...number,
          id: 'errors',
          header: 'Errors',
          sortFn: byNumber,
          cell: ({ getValue }) => <ErrorCell share={getValue()} />,
        }),
        helper.accessor(({ callable }) => callable[0], {
          id: 'key',
          header: 'Key',
          sortFn: byText,
          sortUndefined: 'last',
          cell: ({ row: { original } }) => <KeyCell row={original} />,
        }),
      ]),
    [onSelect, onSwitch],
  );
  const table = useTable({ features, columns, data: rows as ModelRow[], getRowId: ({ model }) => model.id });
  return (
    <table className="w-full min-w-[860px] border-collapse text-cell" data-testid="models-table">
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

function NameCell({ row: { model }, onSelect }: { readonly row: ModelRow; readonly onSelect: (id: string) => void }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        data-model-name
        onClick={() => onSelect(model.id)}
        className="flex h-6 min-w-0 items-center rounded-md px-1 text-left hover:text-accent"
      >
        <ModelName model={model.id.includes('/') ? model.id : `${model.author}/${model.id}`} />
      </button>
      {model.gone === null ? null : <span className="shrink-0 text-axis text-warn">gone since {model.gone}</span>}
      {model.origin === 'catalog' ? null : <span className="shrink-0 text-axis text-ink-3">{model.origin}</span>}
    </span>
  );
}

const WORDS = { cheap: 'Cheap', mid: 'Mid', hard: 'Hard' } as const;

function Buckets({ model }: { readonly model: CatalogModelView }) {
  if (model.buckets.length === 0) return <span className="text-ink-3">by name only</span>;
  return (
    <span className="flex items-center gap-2.5">
      {model.buckets.map(({ bucket, effort }) => (
        <span
          key={`${bucket} ${effort}`}
          className="inline-flex items-center gap-1"
          title={effort ? `effort ${effort}` : undefined}
        >
          <BucketShape bucket={bucket} />
          {WORDS[bucket]}
        </span>
      ))}
    </span>
  );
}

function PriceCell({ row, rate }: { readonly row: ModelRow; readonly rate: number | undefined }) {
  if (rate === undefined) return <span className="text-ink-3">unpriced</span>;
  const tiers = row.model.price?.tiers.length ?? 0;
  return (
    <span className={row.stale ? 'text-warn' : ''} title={row.model.price?.source}>
      {formatRate(rate)}
      {tiers > 0 ? <span title="Long prompts cost more: see the side panel">+</span> : null}
    </span>
  );
}

function AgeCell({ row: { model, priceAge, stale } }: { readonly row: ModelRow }) {
  if (model.price === null) return UNKNOWN;
  if (priceAge === null)
    return <span className="text-ink-3">{model.price.source === 'settings' ? 'yours' : UNKNOWN}</span>;
  return (
    <span className={`inline-flex items-center gap-1 ${stale ? 'text-warn' : 'text-ink-2'}`}>
      {stale ? <TriangleAlert size={11} aria-label="stale" /> : null}
      {priceAge} d
    </span>
  );
}

function ErrorCell({ share }: { readonly share: number | undefined }) {
  if (share === undefined) return UNKNOWN;
  return <span className={share > 0 ? 'text-bad' : ''}>{formatPercent(share)}</span>;
}

function KeyCell({ row: { callable } }: { readonly row: ModelRow }) {
  const [first, ...others] = callable;
  if (first === undefined) return <span className="text-ink-3">○ no key</span>;
  return (
    <span className="text-ok" title={callable.join(', ')}>
      ✓ {first}
      {others.length > 0 ? ` + ${others.map(monogram).join(' ')}` : ''}
    </span>
  );
}
