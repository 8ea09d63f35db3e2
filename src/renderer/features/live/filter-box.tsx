import { Snowflake, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../lib/units.ts';
import type { FilterDiagnostic } from '../../store/filter-query.ts';

const IDLE_MS = 150;
export const FILTER_INPUT_ID = 'live-filter';

export interface FilterBoxProps {
  readonly query: string;
  readonly diagnostic: FilterDiagnostic | null;
  readonly matching: number;
  readonly held: number;
  readonly frozen: boolean;
  readonly onQuery: (query: string) => void;
  readonly onToggleFreeze: () => void;
}

export function FilterBox({ query, diagnostic, matching, held, frozen, onQuery, onToggleFreeze }: FilterBoxProps) {
  const [draft, setDraft] = useState(query);
  // Back, forward and links change the query from outside.
  useEffect(() => setDraft(query), [query]);
  useEffect(() => {
    if (draft === query) return;
    const timer = setTimeout(() => onQuery(draft), IDLE_MS);
    return () => clearTimeout(timer);
  }, [draft, query, onQuery]);
  const counted = query === '' ? `${formatCount(held)} decisions` : `${formatCount(matching)} of ${formatCount(held)}`;
  return (
    <div className="flex h-10 shrink-0 items-center gap-3 border-line border-b bg-panel px-3">
      <div className="relative flex h-7 min-w-0 flex-1 items-center">
        <input
          id={FILTER_INPUT_ID}
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label="Filter decisions"
          aria-invalid={diagnostic !== null}
          aria-describedby="live-filter-problem"
          placeholder="Filter: words in the prompt, bucket:hard model:gpt status:502 app:web is:error -is:sample"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onQuery(draft);
            if (event.key !== 'Escape') return;
            if (draft === '') event.currentTarget.blur();
            else {
              setDraft('');
              onQuery('');
            }
          }}
          className={`h-7 w-full rounded-md border bg-app pr-8 pl-2 font-mono text-cell text-ink-1 placeholder:text-ink-3 ${
            diagnostic ? 'border-bad' : 'border-control'
          }`}
        />
        {draft === '' ? null : (
          <button
            type="button"
            aria-label="Clear the filter"
            className="absolute right-0.5 flex size-6 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink-1"
            onClick={() => {
              setDraft('');
              onQuery('');
            }}
          >
            <X size={13} aria-hidden />
          </button>
        )}
        <div
          id="live-filter-problem"
          role="status"
          className={
            diagnostic
              ? 'absolute top-8 left-0 z-30 rounded-md border border-bad bg-raised px-2 py-1 text-cell text-ink-1 shadow-lg'
              : 'sr-only'
          }
        >
          {diagnostic ? (
            <>
              <code className="mr-2 font-mono text-bad underline decoration-wavy">
                {query.slice(diagnostic.from, diagnostic.to)}
              </code>
              {diagnostic.message} The list still shows the last filter that could be read.
            </>
          ) : null}
        </div>
      </div>
      <span className="shrink-0 text-cell text-ink-2" data-testid="filter-count">
        {counted}
      </span>
      <Button
        aria-pressed={frozen}
        onClick={onToggleFreeze}
        title="Freeze what the list shows. Recording goes on. (Space)"
        className={frozen ? 'border-accent! text-accent!' : ''}
      >
        <Snowflake size={12} aria-hidden />
        {frozen ? 'Frozen' : 'Freeze view'}
      </Button>
    </div>
  );
}
