import type { FilterTerm } from './filter-query.ts';

/** What is known of the filter beyond the rows held. */
export interface SearchState {
  readonly query: string;
  /** Records of the whole log that fit; null before it is known, and when the log cannot be asked for all of the filter. */
  readonly matched: number | null;
  /** Ids that fit `body:`; null without such a term. */
  readonly found: ReadonlySet<string> | null;
  /** Nothing older is left to be brought. */
  readonly complete: boolean;
  /** Terms that only rows held here can be tested for. */
  readonly left: readonly FilterTerm[];
  readonly problem: string | null;
}
