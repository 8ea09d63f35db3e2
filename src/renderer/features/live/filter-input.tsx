import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useSession } from '../../store/console-context.tsx';
import { withoutSpan } from '../../store/filter-edit.ts';
import { type FilterDiagnostic, parseFilter } from '../../store/filter-query.ts';
import { type Suggestion, suggest } from '../../store/filter-suggest.ts';
import { FilterMarks, FilterProblem, SuggestionList } from './filter-input-parts.tsx';

const IDLE_MS = 150;
export const FILTER_INPUT_ID = 'live-filter';

export interface FilterInputProps {
  readonly query: string;
  readonly diagnostic: FilterDiagnostic | null;
  readonly onQuery: (query: string) => void;
}

/** One line of text with its tokens marked, suggestions at the caret, and what is wrong with it said where it is. */
export function FilterInput({ query, diagnostic, onQuery }: FilterInputProps) {
  const { ring } = useSession();
  const listId = useId();
  const input = useRef<HTMLInputElement | null>(null);
  const marks = useRef<HTMLDivElement | null>(null);
  const [draft, setDraft] = useState(query);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  // Back, forward, links and facets change the query from outside.
  useEffect(() => setDraft((text) => (text.trim() === query ? text : query)), [query]);
  useEffect(() => {
    if (draft.trim() === query) return;
    const timer = setTimeout(() => onQuery(draft.trim()), IDLE_MS);
    return () => clearTimeout(timer);
  }, [draft, query, onQuery]);
  const suggestions = useMemo(() => (open ? suggest(draft, caret, ring) : []), [open, draft, caret, ring]);
  const shown = open && suggestions.length > 0;

  const put = (text: string, at: number): void => {
    setDraft(text);
    setCaret(at);
    setActive(-1);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };
  const accept = ({ insert, from, to }: Suggestion): void => {
    // A field waits for its value; a value is done.
    const done = insert.endsWith(':') || draft.slice(0, from).endsWith('(') ? insert : `${insert} `;
    put(`${draft.slice(0, from)}${done}${draft.slice(to).trimStart()}`, from + done.length);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const chosen = suggestions[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      else {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setActive(
          (at) => (at + step + suggestions.length + (at < 0 && step < 0 ? 1 : 0)) % Math.max(1, suggestions.length),
        );
      }
    } else if ((event.key === 'Enter' || event.key === 'Tab') && shown && chosen) {
      event.preventDefault();
      accept(chosen);
    } else if (event.key === 'Enter') {
      setOpen(false);
      onQuery(draft.trim());
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (shown) setOpen(false);
      else if (draft === '') document.querySelector<HTMLElement>('[data-keys="list"]')?.focus();
      else {
        put('', 0);
        onQuery('');
      }
    } else if (event.key === 'Backspace') removeToken(event);
  };
  /** After a finished token, Backspace takes the whole of it. */
  const removeToken = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (selectionStart !== selectionEnd || selectionStart === null || draft[selectionStart - 1] !== ' ') return;
    const parsed = parseFilter(draft);
    const term = parsed.ok ? parsed.terms.findLast(({ to }) => to < selectionStart) : undefined;
    if (!term || term.field === 'text' || draft.slice(term.to, selectionStart).trim() !== '') return;
    event.preventDefault();
    const rest = withoutSpan(draft, term);
    put(rest === '' ? '' : `${rest} `, Math.min(term.from, rest.length + 1));
  };

  return (
    <div className="relative flex h-7 min-w-0 flex-1 items-center max-[560px]:basis-3/4">
      <div
        ref={marks}
        aria-hidden="true"
        className="pointer-events-none absolute inset-x-0 top-px bottom-px overflow-hidden whitespace-pre pr-8 pl-[9px] font-mono text-cell leading-[26px] text-transparent"
      >
        <FilterMarks text={draft} diagnostic={draft.trim() === query ? diagnostic : null} />
      </div>
      <input
        ref={input}
        id={FILTER_INPUT_ID}
        type="text"
        role="combobox"
        spellCheck={false}
        autoComplete="off"
        aria-label="Filter decisions"
        aria-invalid={diagnostic !== null}
        aria-describedby="live-filter-problem"
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 && shown ? `${listId}-${active}` : undefined}
        placeholder="Filter: words of the prompt, bucket:(mid OR hard), lat:>300ms, -is:error"
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setActive(-1);
          setOpen(true);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onScroll={(event) => {
          if (marks.current) marks.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
        className={`relative h-7 w-full rounded-md border bg-transparent pr-8 pl-2 font-mono text-cell text-ink-1 placeholder:text-ink-3 ${
          diagnostic ? 'border-bad' : 'border-control'
        }`}
      />
      {draft === '' ? null : (
        <button
          type="button"
          aria-label="Clear the filter"
          className="absolute right-0.5 flex size-6 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink-1"
          onClick={() => {
            put('', 0);
            onQuery('');
            input.current?.focus();
          }}
        >
          <X size={13} aria-hidden />
        </button>
      )}
      <SuggestionList id={listId} shown={shown ? suggestions : []} active={active} onAccept={accept} />
      <FilterProblem query={query} diagnostic={diagnostic} hidden={shown} onQuery={onQuery} />
    </div>
  );
}
