/**
 * Keeps the store and the ring in step with the host: subscribes first, then reads the snapshot, so that nothing is
 * lost in between. Batches are applied once per animation frame, and by a timer while the window is hidden, when
 * frames stop.
 */
import type { ConsoleEvent, ConsoleResult } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import type { RendererClient } from '../lib/transport.ts';
import { CommandRegistry } from './commands.ts';
import type { ConsoleStore } from './console-store.ts';
import { LogSearch } from './log-search.ts';
import { createPreferences } from './preferences.ts';
import { RecordRing } from './record-ring.ts';
import { createUiStore } from './ui-store.ts';

const PAGE = 500;
/** Read at start, one behind the other; older records come when the list is scrolled to its top. */
const FIRST_PAGES = 4;

type DecisionsEvent = ConsoleEvent<'decisions'>;

export interface SessionOptions {
  readonly client: RendererClient;
  readonly store: ConsoleStore;
  readonly ring?: RecordRing;
  /** Calls back once, soon; returns a cancel. Replaced in tests. */
  readonly schedule?: (run: () => void) => () => void;
  /** The first record of real traffic after an empty or sample-only log. */
  readonly onFirstReal?: (record: DecisionRecord) => void;
}

export class Session {
  readonly client: RendererClient;
  readonly store: ConsoleStore;
  readonly ring: RecordRing;
  readonly commands = new CommandRegistry();
  readonly ui = createUiStore();
  readonly preferences = createPreferences();
  readonly search: LogSearch;
  readonly #schedule: (run: () => void) => () => void;
  readonly #onFirstReal: (record: DecisionRecord) => void;
  #queue: DecisionsEvent[] = [];
  #cancelFlush: (() => void) | null = null;
  #unsubscribe: (() => void)[] = [];
  /** Events wait while a snapshot is being read, so that rows enter in the order of the log. */
  #loading = true;
  #seenReal = false;
  #wasOpen = false;
  #generation = 0;
  #tokenTried = false;

  constructor(options: SessionOptions) {
    this.client = options.client;
    this.store = options.store;
    this.ring = options.ring ?? new RecordRing();
    const { client, store, ring } = this;
    this.search = new LogSearch({ client, store, ring, onRows: () => this.#bump(true) });
    this.#schedule = options.schedule ?? scheduleFrame;
    this.#onFirstReal = options.onFirstReal ?? (() => undefined);
    this.commands.remap(this.preferences.getState().keyBindings);
    this.preferences.subscribe(({ keyBindings }) => this.commands.remap(keyBindings));
  }

  async start(): Promise<void> {
    this.#unsubscribe = [
      this.client.subscribe('decisions', (event) => this.#enqueue(event)),
      this.client.subscribe('metrics', (metrics) => this.store.setState({ metrics })),
      this.client.subscribe('changed', ({ what }) => void this.#reload(what)),
      this.client.onConnection((connection) => {
        this.store.setState({ connection });
        if (connection === 'open' && this.#wasOpen) void this.#resume();
        if (connection === 'open') this.#wasOpen = true;
      }),
      this.search.follow(),
    ];
    await this.load();
  }

  /** Tries the endpoint's access token. */
  async unlock(token: string): Promise<void> {
    this.#tokenTried = true;
    this.client.unlock(token);
    await this.load();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
    this.#cancelFlush?.();
    this.#cancelFlush = null;
  }

  /** Reads the whole snapshot; also what "Try again" does after a failure. */
  async load(): Promise<void> {
    this.store.setState({ phase: 'loading', problem: null });
    const [info, tuning, metrics, cacheStats, shadow] = await Promise.all([
      this.client.request('app.info'),
      this.client.request('tuning.get'),
      this.client.request('metrics.snapshot'),
      this.client.request('cache.stats'),
      this.client.request('shadow.status'),
    ]);
    const failed = [info, tuning].find((result) => !result.ok);
    if (failed && !failed.ok) {
      const lock = failed.error.code !== 'token_invalid' ? 'open' : this.#tokenTried ? 'refused' : 'ask';
      this.store.setState({ phase: 'error', problem: failed.error.message, lock });
      return;
    }
    this.store.setState({
      lock: 'open',
      info: valueOrNull(info),
      tuning: valueOrNull(tuning),
      metrics: valueOrNull(metrics),
      cacheStats: valueOrNull(cacheStats),
      shadow: valueOrNull(shadow),
    });
    const [problem] = await Promise.all([this.#loadRecords(), this.#loadHeld()]);
    this.store.setState(problem === null ? { phase: 'ready' } : { phase: 'error', problem });
    if (problem === null) await this.#loadHistory();
  }

  /** One more page before the oldest row held, of what fits the filter if there is one. */
  async loadOlder(): Promise<void> {
    if (this.search.active) return this.search.older();
    const before = this.ring.firstSeq;
    const { historyLoading, logTotal } = this.store.getState();
    if (before === null || historyLoading || this.ring.length >= Math.min(logTotal, this.ring.capacity)) return;
    const generation = this.#generation;
    this.store.setState({ historyLoading: true });
    const page = await this.client.request('decisions.page', { before_seq: before, limit: PAGE });
    this.store.setState({ historyLoading: false });
    // With a filter the rows before are others by now.
    if (!page.ok || generation !== this.#generation || this.search.active) return;
    for (const record of newestFirst(page.value.records)) this.ring.prepend(record);
    this.#bump(false);
  }

  /** A whole record: at hand for recent rows, else from the log. */
  async record(id: string): Promise<ConsoleResult<DecisionRecord>> {
    const whole = this.ring.whole(id);
    return whole ? { ok: true, value: whole } : this.client.request('decisions.get', { id });
  }

  /** Fills the ring anew with the newest page, so that the list is there at once. */
  async #loadRecords(): Promise<string | null> {
    const generation = ++this.#generation;
    this.#loading = true;
    const page = await this.client.request('decisions.page', { limit: PAGE });
    // A newer load took over while this one waited.
    if (generation !== this.#generation) return null;
    this.#loading = false;
    if (!page.ok) return page.error.message;
    const { records, total } = page.value;
    this.search.reset(false);
    this.ring.clear();
    for (const record of oldestFirst(records)) this.ring.append(record);
    // More in the log than one page: whatever comes now is not somebody's first request.
    if (total > records.length || records.some(({ sample }) => !sample)) this.#seenReal = true;
    this.store.setState({ logTotal: total, frozenAt: null });
    this.#bump(true);
    this.flush();
    return null;
  }

  /** The pages that previews and the first scroll back need, behind the first. */
  async #loadHistory(): Promise<void> {
    const generation = this.#generation;
    for (let page = 1; page < FIRST_PAGES && generation === this.#generation; page++) await this.loadOlder();
    if (generation === this.#generation) this.search.reset(true);
  }

  /** After a reconnect: reads what was missed, back to the newest row held. */
  async #resume(): Promise<void> {
    if (this.store.getState().phase !== 'ready') {
      await this.load();
      return;
    }
    const behind = ['app', 'tuning', 'shadow', 'log', 'breakpoints', 'learning'] as const;
    await Promise.all(behind.map((what) => this.#reload(what)));
  }

  async #reload(what: ConsoleEvent<'changed'>['what']): Promise<void> {
    if (what === 'app') {
      const info = await this.client.request('app.info');
      if (info.ok) this.store.setState({ info: info.value });
    } else if (what === 'tuning') {
      const tuning = await this.client.request('tuning.get');
      if (tuning.ok) this.store.setState({ tuning: tuning.value });
    } else if (what === 'cache') {
      const cacheStats = await this.client.request('cache.stats');
      if (cacheStats.ok) this.store.setState({ cacheStats: cacheStats.value });
    } else if (what === 'breakpoints') {
      await this.#loadHeld();
    } else if (what === 'learning') {
      this.store.setState(({ ratings }) => ({ ratings: ratings + 1 }));
    } else if (what === 'shadow') {
      const shadow = await this.client.request('shadow.status');
      if (shadow.ok) this.store.setState({ shadow: shadow.value });
    } else if (what === 'log') {
      // What waits was sent before the log changed: records in it may be gone, and those that are not are read again.
      this.#queue = [];
      const problem = await this.#loadRecords();
      if (problem === null) await this.#loadHistory();
      const metrics = await this.client.request('metrics.snapshot');
      if (metrics.ok) this.store.setState({ metrics: metrics.value });
    }
  }

  async #loadHeld(): Promise<void> {
    const [settings, list] = await Promise.all([
      this.client.request('breakpoints.get'),
      this.client.request('breakpoints.held'),
    ]);
    if (settings.ok) this.store.setState({ breakpoint: settings.value });
    if (list.ok) this.store.setState({ held: list.value.held });
  }

  #enqueue(event: DecisionsEvent): void {
    this.#queue.push(event);
    if (this.#cancelFlush === null) {
      this.#cancelFlush = this.#schedule(() => {
        this.#cancelFlush = null;
        this.flush();
      });
    }
  }

  /** Applies what waits. One store update, whatever the number of events. */
  flush(): void {
    if (this.#loading || this.#queue.length === 0) return;
    const batch = this.#queue;
    this.#queue = [];
    let added = 0;
    let dropped = 0;
    let updated = false;
    let firstReal: DecisionRecord | null = null;
    for (const event of batch) {
      dropped += event.dropped;
      for (const record of event.added) {
        const firstSeq = this.ring.length === 0 ? null : this.ring.seqAt(this.search.unbrokenFrom);
        const known = this.ring.positionOf(record.decision.id) !== null;
        // Older than all that is held: evicted, or sent again by the host after a reconnect.
        if (!known && firstSeq !== null && record.seq < firstSeq) continue;
        if (this.ring.append(record)) added++;
        else updated = true;
        if (!record.sample && !record.imported && !this.#seenReal) {
          this.#seenReal = true;
          firstReal = record;
        }
      }
      for (const { id, outcome } of event.updated) updated = this.ring.update(id, outcome) || updated;
    }
    const state = this.store.getState();
    this.store.setState({ logTotal: state.logTotal + added + dropped, dropped: state.dropped + dropped });
    this.#bump(updated);
    if (firstReal) this.#onFirstReal(firstReal);
  }

  #bump(updated: boolean): void {
    this.store.setState((state) => ({
      version: state.version + 1,
      updates: updated ? state.updates + 1 : state.updates,
    }));
  }
}

function valueOrNull<T>(result: ConsoleResult<T>): T | null {
  return result.ok ? result.value : null;
}

// The contract fixes what a page holds, not its order.
function oldestFirst(records: readonly DecisionRecord[]): DecisionRecord[] {
  return [...records].sort((one, other) => one.seq - other.seq);
}

function newestFirst(records: readonly DecisionRecord[]): DecisionRecord[] {
  return [...records].sort((one, other) => other.seq - one.seq);
}

const HIDDEN_FLUSH_MS = 500;

function scheduleFrame(run: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(run, HIDDEN_FLUSH_MS);
    return () => clearTimeout(timer);
  }
  // The timer is for a window that is hidden between now and the frame: frames stop, recording does not.
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_FLUSH_MS);
  return () => {
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
