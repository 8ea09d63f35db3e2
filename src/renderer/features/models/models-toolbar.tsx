import { Plus, RefreshCw, Search, TriangleAlert } from 'lucide-react';
import type { CatalogInfo } from '../../../shared/catalog.ts';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { formatCount, formatIso } from '../../lib/units.ts';
import type { ModelFilter } from './model-rows.ts';
import { STALE_DAYS } from './price-facts.ts';

const FIELD = 'h-6 rounded-md border border-control bg-app px-1.5 text-cell text-ink-1';

export interface ModelsToolbarProps {
  readonly filter: ModelFilter;
  readonly providers: readonly string[];
  readonly shown: number;
  readonly held: number;
  readonly stale: number;
  readonly info: CatalogInfo | null;
  readonly refreshing: boolean;
  readonly catalogOpen: boolean;
  readonly onFilter: (change: Partial<ModelFilter>) => void;
  readonly onRefresh: () => void;
  readonly onAdd: () => void;
  readonly onToggleCatalog: () => void;
}

export function ModelsToolbar(props: ModelsToolbarProps) {
  const { filter, providers, shown, held, stale, info, refreshing, catalogOpen, onFilter } = props;
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-panel px-3 py-1.5">
      <label className="flex h-6 w-40 items-center gap-1.5 rounded-md border border-control bg-app px-2">
        <Search size={12} aria-hidden className="shrink-0 text-ink-3" />
        <input
          type="search"
          aria-label="Search models"
          placeholder="Search models"
          value={filter.search}
          onChange={(event) => onFilter({ search: event.target.value })}
          className="h-full min-w-0 flex-1 bg-transparent text-cell placeholder:text-ink-3"
        />
      </label>
      <select
        aria-label="Bucket"
        className={FIELD}
        value={filter.bucket ?? ''}
        onChange={(event) => onFilter({ bucket: (event.target.value || null) as Bucket | null })}
      >
        <option value="">All buckets</option>
        {BUCKETS.map((bucket) => (
          <option key={bucket} value={bucket}>
            {bucket}
          </option>
        ))}
      </select>
      <select
        aria-label="Provider"
        className={FIELD}
        value={filter.provider ?? ''}
        onChange={(event) => onFilter({ provider: event.target.value || null })}
      >
        <option value="">All providers</option>
        {providers.map((provider) => (
          <option key={provider}>{provider}</option>
        ))}
      </select>
      <Check label="Only on" checked={filter.onlyEnabled} onChange={(onlyEnabled) => onFilter({ onlyEnabled })} />
      <Check label="With a key" checked={filter.onlyCallable} onChange={(onlyCallable) => onFilter({ onlyCallable })} />
      <span className="text-cell text-ink-2" data-testid="models-count">
        {shown === held ? `${formatCount(held)} models` : `${formatCount(shown)} of ${formatCount(held)}`}
      </span>
      <span className="flex-1" />
      {stale > 0 ? (
        <span className="flex items-center gap-1 text-cell text-warn" data-testid="stale-prices">
          <TriangleAlert size={12} aria-hidden />
          {formatCount(stale)} prices over {STALE_DAYS} d old
        </span>
      ) : null}
      <Button onClick={props.onAdd} data-testid="model-add">
        <Plus size={12} aria-hidden />
        Add model
      </Button>
      {info ? (
        <Button
          aria-expanded={catalogOpen}
          onClick={props.onToggleCatalog}
          title={`Version ${info.version}: sources and what changed`}
          data-testid="catalog-version"
        >
          Catalog of {formatIso(info.created_ms).slice(0, 10)}
        </Button>
      ) : null}
      <Button onClick={props.onRefresh} disabled={refreshing} data-testid="catalog-refresh">
        <RefreshCw size={12} aria-hidden />
        {refreshing ? 'Reading…' : 'Refresh'}
      </Button>
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="flex h-6 items-center gap-1.5 whitespace-nowrap text-cell">
      <input
        type="checkbox"
        className="accent-[var(--solid)]"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
