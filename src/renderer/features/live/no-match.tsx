import { useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { compileFilter } from '../../store/filter-compile.ts';
import { withoutSpan } from '../../store/filter-edit.ts';
import type { FilterTerm } from '../../store/filter-query.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import type { SearchState } from '../../store/search-state.ts';

export interface NoMatchProps {
  readonly query: string;
  /** The terms in force. */
  readonly terms: readonly FilterTerm[];
  /** The filter over the whole log, if there is more than what is held. */
  readonly search: SearchState | null;
  readonly onQuery: (query: string) => void;
}

/** Nothing matches: what to take away, the term that removes most first. */
export function NoMatch({ query, terms, search, onQuery }: NoMatchProps) {
  const { ring } = useSession();
  const version = useThrottledVersion(1_000);
  const logTotal = useConsole((state) => (search === null || search.left.length > 0 ? 0 : state.logTotal));
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const gains = useMemo(() => rowsWithout(ring, terms), [ring, terms, version]);
  return (
    <div
      className="flex h-full flex-col items-center justify-center gap-3 bg-panel px-6 text-ink-2"
      data-testid="no-match"
    >
      <p>
        {search === null || search.complete
          ? `0 of ${formatCount(Math.max(ring.length, logTotal))} match`
          : 'Looking for'}{' '}
        <code className="font-mono text-ink-1">{query}</code>
        {search === null || search.complete ? '' : ' in the whole log …'}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button variant="primary" onClick={() => onQuery('')}>
          Clear the filter
        </Button>
        {gains.map(({ term, count }) => (
          <Button key={term.from} onClick={() => onQuery(withoutSpan(query, term))}>
            Drop <code className="font-mono">{query.slice(term.from, term.to)}</code>
            <span className="text-ink-3">{formatCount(count)}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}

/** How many rows would match without each term; of several terms only. */
function rowsWithout(ring: RecordRing, terms: readonly FilterTerm[]): readonly { term: FilterTerm; count: number }[] {
  if (terms.length < 2) return [];
  return terms
    .map((term) => {
      const test = compileFilter(terms.filter((other) => other !== term));
      let count = 0;
      for (let position = ring.start; position < ring.end; position++) if (test(ring, position)) count++;
      return { term, count };
    })
    .sort((one, other) => other.count - one.count);
}
