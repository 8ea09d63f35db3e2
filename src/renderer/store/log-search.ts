/**
 * The filter of Live over the whole log. The ring holds the newest decisions without a gap; what else fits the filter is
 * asked of the host and put before them, and let go with the filter. So the list has every row that a number counted,
 * and views that need an unbroken history never see the others.
 */
import type { RendererClient } from '../lib/transport.ts';
import type { ConsoleStore } from './console-store.ts';
import { type FilterTerm, parseFilter } from './filter-query.ts';
import { structuredFilter } from './filter-structured.ts';
import type { RecordRing } from './record-ring.ts';
import type { SearchState } from './search-state.ts';

const PAGE = 500;
/** Rows that are brought without being asked for; more come when the list is scrolled to its top. */
const FIRST_ROWS = 2_000;
/** After the last keystroke, beyond what the filter line waits itself. */
const IDLE_MS = 150;
/** Counted, and whole prompts searched, again so often while traffic comes in. */
const REFRESH_MS = 2_000;

export interface SearchParts {
  readonly client: RendererClient;
  readonly store: ConsoleStore;
  readonly ring: RecordRing;
  /** Rows of the ring changed. */
  readonly onRows: () => void;
}

export class LogSearch {
  readonly #parts: SearchParts;
  /** Rows before this position were found; from it on none is missing. Null while there are none. */
  #unbrokenFrom: number | null = null;
  #before: number | null = null;
  #question = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #refresh: ReturnType<typeof setTimeout> | null = null;
  #ready = false;
  #reading = false;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Rows of an unbroken history begin here. */
  get unbrokenFrom(): number {
    return Math.max(this.#unbrokenFrom ?? this.#parts.ring.start, this.#parts.ring.start);
  }

  /** Older rows are those that fit the filter, not all. */
  get active(): boolean {
    const { search, route } = this.#parts.store.getState();
    return search !== null && route.view === 'live';
  }

  /** Follows the route until the returned function is called. */
  follow(): () => void {
    const unsubscribe = this.#parts.store.subscribe((state, before) => {
      const { route } = state;
      if (route.view !== before.route.view || route.query !== before.route.query) this.#restart();
      else if (state.version !== before.version) this.#later();
    });
    return () => {
      unsubscribe();
      this.#stop();
    };
  }

  /** The ring was filled anew, or is about to be. */
  reset(ready: boolean): void {
    this.#unbrokenFrom = null;
    this.#ready = ready;
    this.#restart();
  }

  /** One more page of what fits. */
  async older(): Promise<void> {
    const { client, store, ring } = this.#parts;
    const search = store.getState().search;
    if (search === null || search.complete || this.#reading) return;
    const question = this.#question;
    this.#reading = true;
    store.setState({ historyLoading: true });
    const { filter } = structuredFilter(termsOf(search.query), Date.now());
    const page = await client.request('decisions.page', {
      filter,
      limit: PAGE,
      ...(this.#before === null ? {} : { before_seq: this.#before }),
    });
    if (question !== this.#question) return;
    this.#reading = false;
    store.setState({ historyLoading: false });
    if (!page.ok) return this.#change({ problem: page.error.message, complete: true });
    const { records, next_before_seq: next } = page.value;
    this.#before = next;
    const unbroken = this.unbrokenFrom;
    const firstSeq = ring.length === 0 ? Number.POSITIVE_INFINITY : ring.seqAt(unbroken);
    let full = false;
    for (const record of [...records].sort((one, other) => other.seq - one.seq)) {
      if (record.seq < firstSeq && ring.positionOf(record.decision.id) === null) full ||= !ring.prepend(record);
    }
    this.#unbrokenFrom = unbroken;
    this.#keepFound(records.map(({ decision }) => decision.id));
    this.#change({ complete: full || next === null, problem: null });
    this.#parts.onRows();
  }

  #restart(): void {
    this.#stop();
    const { store, ring } = this.#parts;
    const { route, logTotal } = store.getState();
    if (this.#unbrokenFrom !== null) {
      ring.dropBefore(this.#unbrokenFrom);
      this.#unbrokenFrom = null;
      this.#parts.onRows();
    }
    const terms = termsOf(route.query);
    const whole = terms.some(({ field }) => field === 'body');
    // What was found stays while its filter does, for the other views.
    if (this.#ready && route.view !== 'live' && store.getState().search?.query === route.query) return;
    if (!this.#ready || terms.length === 0 || (ring.length >= logTotal && !whole)) {
      if (store.getState().search !== null) store.setState({ search: null });
      return;
    }
    this.#before = whole || ring.length === 0 ? null : ring.seqAt(ring.start);
    const { left } = structuredFilter(terms, Date.now());
    const found = whole ? new Set<string>() : null;
    store.setState({
      search: { query: route.query, matched: null, found, complete: route.view !== 'live', left, problem: null },
    });
    if (route.view === 'live') this.#timer = setTimeout(() => void this.#begin(), IDLE_MS);
  }

  async #begin(): Promise<void> {
    const question = this.#question;
    void this.#count();
    const { ring, store } = this.#parts;
    const target = ring.length + FIRST_ROWS;
    while (question === this.#question && ring.length < target && store.getState().search?.complete === false) {
      await this.older();
    }
  }

  /** Traffic came in: the count has moved, and a whole prompt may fit that only the host has. */
  #later(): void {
    const { search } = this.#parts.store.getState();
    if (search === null || this.#refresh !== null || (search.complete && search.found === null)) return;
    this.#refresh = setTimeout(() => {
      this.#refresh = null;
      if (document.hidden) return;
      void this.#count();
      if (search.found !== null) void this.#findNew();
    }, REFRESH_MS);
  }

  async #count(): Promise<void> {
    const { client, store } = this.#parts;
    const { search } = store.getState();
    if (search === null || search.left.length > 0) return;
    const question = this.#question;
    const { filter } = structuredFilter(termsOf(search.query), Date.now());
    const counted = await client.request('decisions.count', { filter });
    if (question === this.#question && counted.ok) this.#change({ matched: counted.value.matched });
  }

  async #findNew(): Promise<void> {
    const { client, store } = this.#parts;
    const { search } = store.getState();
    if (search === null) return;
    const question = this.#question;
    const { filter } = structuredFilter(termsOf(search.query), Date.now());
    const page = await client.request('decisions.page', { filter, limit: PAGE });
    if (question !== this.#question || !page.ok) return;
    this.#keepFound(page.value.records.map(({ decision }) => decision.id));
  }

  #keepFound(ids: readonly string[]): void {
    const before = this.#parts.store.getState().search?.found ?? null;
    if (before === null || ids.every((id) => before.has(id))) return;
    this.#change({ found: new Set([...before, ...ids]) });
  }

  #change(change: Partial<SearchState>): void {
    this.#parts.store.setState(({ search }) => ({ search: search === null ? null : { ...search, ...change } }));
  }

  #stop(): void {
    this.#question++;
    if (this.#reading) this.#parts.store.setState({ historyLoading: false });
    this.#reading = false;
    for (const timer of [this.#timer, this.#refresh]) if (timer !== null) clearTimeout(timer);
    this.#timer = null;
    this.#refresh = null;
  }
}

function termsOf(query: string): readonly FilterTerm[] {
  const parsed = parseFilter(query);
  return parsed.ok ? parsed.terms : [];
}
