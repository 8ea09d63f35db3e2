import { formatCount } from '../../lib/units.ts';
import { type FilterDiagnostic, parseFilter } from '../../store/filter-query.ts';
import type { Suggestion } from '../../store/filter-suggest.ts';

/** The text again, invisible, with its tokens on a ground of their own. */
export function FilterMarks({
  text,
  diagnostic,
}: {
  readonly text: string;
  readonly diagnostic: FilterDiagnostic | null;
}) {
  const parsed = parseFilter(text);
  const spans = parsed.ok
    ? parsed.terms.filter(({ field }) => field !== 'text')
    : [{ from: parsed.diagnostic.from, to: parsed.diagnostic.to }];
  const parts: { text: string; marked: boolean; from: number }[] = [];
  let at = 0;
  for (const { from, to } of spans) {
    parts.push(
      { text: text.slice(at, from), marked: false, from: at },
      { text: text.slice(from, to), marked: true, from },
    );
    at = to;
  }
  parts.push({ text: text.slice(at), marked: false, from: at });
  const bad = diagnostic !== null;
  return parts.map(({ text: part, marked, from }) => (
    <span
      key={`${from} ${marked}`}
      className={
        !marked
          ? ''
          : parsed.ok
            ? 'rounded-sm bg-selected py-0.5'
            : bad
              ? 'underline decoration-2 decoration-bad decoration-wavy underline-offset-4'
              : ''
      }
    >
      {part}
    </span>
  ));
}

export interface SuggestionListProps {
  readonly id: string;
  readonly shown: readonly Suggestion[];
  readonly active: number;
  readonly onAccept: (suggestion: Suggestion) => void;
}

export function SuggestionList({ id, shown, active, onAccept }: SuggestionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className={
        shown.length === 0
          ? 'hidden'
          : 'absolute top-8 left-0 z-30 max-h-80 w-[420px] max-w-full overflow-y-auto rounded-md border border-control bg-raised p-1 shadow-xl'
      }
    >
      {shown.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus
        <div
          key={suggestion.insert}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          data-testid="filter-suggestion"
          // Before the input loses the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAccept(suggestion)}
          className={`flex h-6 items-center justify-between gap-3 rounded-sm px-2 text-cell ${
            index === active ? 'bg-selected' : 'hover:bg-hover'
          }`}
        >
          <code className="min-w-0 truncate font-mono text-ink-1">{suggestion.insert}</code>
          <span className="shrink-0 text-axis text-ink-3">
            {suggestion.count === null ? suggestion.about : formatCount(suggestion.count)}
          </span>
        </div>
      ))}
    </div>
  );
}

export interface FilterProblemProps {
  readonly query: string;
  readonly diagnostic: FilterDiagnostic | null;
  readonly hidden: boolean;
  readonly onQuery: (query: string) => void;
}

export function FilterProblem({ query, diagnostic, hidden, onQuery }: FilterProblemProps) {
  const fix = diagnostic?.fix ?? null;
  return (
    <div
      id="live-filter-problem"
      role="status"
      className={
        diagnostic && !hidden
          ? 'absolute top-8 left-0 z-20 flex items-center gap-2 rounded-md border border-bad bg-raised px-2 py-1 text-cell text-ink-1 shadow-lg'
          : 'sr-only'
      }
    >
      {diagnostic ? (
        <>
          <code className="font-mono text-bad underline decoration-wavy">
            {query.slice(diagnostic.from, diagnostic.to)}
          </code>
          <span>{diagnostic.message}</span>
          {fix ? (
            <button
              type="button"
              className="h-6 shrink-0 rounded-md border border-control px-2 hover:bg-hover"
              onClick={() => onQuery(fix.query)}
            >
              {fix.label}
            </button>
          ) : null}
          <span className="text-ink-3">The list keeps the last filter that could be read.</span>
        </>
      ) : null}
    </div>
  );
}
