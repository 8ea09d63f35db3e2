import { useConsole } from '../../store/console-context.tsx';
import { type FilterTerm, parseFilter } from '../../store/filter-query.ts';

export interface FilterNoticeProps {
  readonly query: string;
  /** Terms that only the rows held in the console can be tested for. */
  readonly left: readonly FilterTerm[];
  /** What that means here. */
  readonly consequence: string;
  readonly problem?: string | null;
}

const STORED = {
  full: null,
  hashed: 'Only hashes of prompts are stored',
  off: 'Prompts are not stored',
} as const;

/** What a filter does not say to the whole log, in a line under it; nothing when it says all. */
export function FilterNotice({ query, left, consequence, problem = null }: FilterNoticeProps) {
  const prompts = useConsole((state) => state.info?.prompts_stored ?? 'full');
  const parsed = parseFilter(query);
  const asksBody = parsed.ok && parsed.terms.some(({ field }) => field === 'body');
  const stored = asksBody ? STORED[prompts] : null;
  const words = left.map(({ from, to }) => query.slice(from, to));
  if (stored === null && words.length === 0 && problem === null) return null;
  return (
    <p
      role="status"
      data-testid="filter-notice"
      className="shrink-0 border-line border-b bg-panel px-3 py-1 text-cell text-ink-2"
    >
      {problem === null ? null : <span className="mr-3 text-bad">The log could not be searched: {problem}</span>}
      {stored === null ? null : (
        <span className="mr-3">
          <span className="text-warn">{stored}</span>, so <code className="font-mono">body:</code> finds only those of
          before (Settings, Data and privacy).
        </span>
      )}
      {words.length === 0 ? null : (
        <span>
          {words.map((word, index) => (
            <span key={word}>
              {index > 0 ? ', ' : ''}
              <code className="font-mono">{word}</code>
            </span>
          ))}
          : {consequence}
        </span>
      )}
    </p>
  );
}
