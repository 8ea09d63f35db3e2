import { Download, ListFilter, Snowflake } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../lib/units.ts';
import type { FilterDiagnostic } from '../../store/filter-query.ts';
import type { SearchState } from '../../store/search-state.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { FilterInput } from './filter-input.tsx';
import { SavedFilters } from './saved-filters.tsx';

export interface FilterBarProps {
  readonly query: string;
  readonly diagnostic: FilterDiagnostic | null;
  readonly matching: number;
  readonly held: number;
  /** The filter over the whole log; null while all there is to filter is held. */
  readonly search: SearchState | null;
  /** Records in the log. */
  readonly logTotal: number;
  readonly selected: number;
  readonly frozen: boolean;
  readonly facetsOpen: boolean;
  readonly onQuery: (query: string) => void;
  readonly onToggleFreeze: () => void;
  readonly onToggleFacets: () => void;
  /** Of what is selected. */
  readonly onExport: () => void;
}

export function FilterBar(props: FilterBarProps) {
  const { query, selected, frozen, facetsOpen } = props;
  return (
    <div className="flex min-h-10 shrink-0 items-center gap-2 max-[560px]:flex-wrap max-[560px]:py-1.5 border-line border-b bg-panel px-3">
      <FilterInput query={query} diagnostic={props.diagnostic} onQuery={props.onQuery} />
      <SavedFilters query={query} onQuery={props.onQuery} />
      <span className="mx-1 shrink-0 text-cell text-ink-2" data-testid="filter-count" title={COUNT_TITLE}>
        {countWords(props)}
      </span>
      {selected > 0 ? (
        <Button onClick={props.onExport} className="shrink-0 text-accent!" data-testid="export-selection">
          <Download size={12} aria-hidden />
          Export {formatCount(selected)} selected
        </Button>
      ) : null}
      <Button aria-pressed={facetsOpen} onClick={props.onToggleFacets} className={facetsOpen ? PRESSED : ''}>
        <ListFilter size={12} aria-hidden />
        Facets
      </Button>
      <ColumnsMenu />
      <Button
        aria-pressed={frozen}
        onClick={props.onToggleFreeze}
        title="Freeze what the list shows. Recording goes on. (Space)"
        className={`w-[108px] ${frozen ? PRESSED : ''}`}
      >
        <Snowflake size={12} aria-hidden />
        {frozen ? 'Frozen' : 'Freeze view'}
      </Button>
    </div>
  );
}

const COUNT_TITLE = 'Decisions that match, of those in the log. Scroll to the top for the older ones.';

function countWords({ query, matching, held, search, logTotal }: FilterBarProps): string {
  if (query === '') return `${formatCount(held)} ${held === 1 ? 'decision' : 'decisions'}`;
  if (search === null || search.left.length > 0) return `${formatCount(matching)} of ${formatCount(held)}`;
  const all = search.complete ? matching : Math.max(matching, search.matched ?? 0);
  const shown = all === matching ? '' : `, ${formatCount(matching)} loaded`;
  return `${formatCount(all)} of ${formatCount(Math.max(held, logTotal))}${shown}`;
}

const PRESSED = 'border-accent! text-accent!';
