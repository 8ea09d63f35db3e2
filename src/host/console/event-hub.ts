import type { Logger } from '../../core/index.ts';
import type { AnswerPiece } from '../../shared/console/playground-contract.ts';
import type { ConsoleEvent, ConsoleEventName } from '../../shared/console-contract.ts';
import type { DecisionRecord, Outcome } from '../../shared/decision.ts';

/** At most 20 messages a second. Milliseconds. */
export const BATCH_INTERVAL_MS = 50;
/** Records in one message; more in the same 50 ms are counted as dropped, and the console reads the page again. */
export const MAX_BATCH = 250;
/** Outcomes in one message. */
const MAX_UPDATES = 1_000;

type Changed = ConsoleEvent<'changed'>['what'];
type Listener<N extends ConsoleEventName> = (event: ConsoleEvent<N>) => void;
type Listeners = { readonly [N in ConsoleEventName]: Set<Listener<N>> };

/**
 * Turns single happenings into bounded batches for the consoles. Publishing costs a map entry, and nothing at all while
 * nobody listens.
 */
export class EventHub {
  readonly #logger: Logger;
  readonly #listeners: Listeners = { decisions: new Set(), metrics: new Set(), changed: new Set(), answers: new Set() };
  readonly #added = new Map<string, DecisionRecord>();
  readonly #updated = new Map<string, Outcome>();
  readonly #changed = new Set<Changed>();
  #pieces: AnswerPiece[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  subscribe<N extends ConsoleEventName>(name: N, listener: Listener<N>): () => void {
    // A wrapper of its own: the same function may subscribe twice and leave once.
    const own: Listener<N> = (event) => listener(event);
    this.#listeners[name].add(own);
    return () => this.#listeners[name].delete(own);
  }

  hasListeners(name: ConsoleEventName): boolean {
    return this.#listeners[name].size > 0;
  }

  added(record: DecisionRecord): void {
    if (!this.hasListeners('decisions')) return;
    if (this.#added.size < MAX_BATCH) this.#added.set(record.decision.id, record);
    else this.#dropped++;
    this.#schedule();
  }

  updated(id: string, outcome: Outcome): void {
    if (!this.hasListeners('decisions')) return;
    const waiting = this.#added.get(id);
    if (waiting !== undefined) this.#added.set(id, { ...waiting, outcome });
    else if (this.#updated.size < MAX_UPDATES || this.#updated.has(id)) this.#updated.set(id, outcome);
    else this.#dropped++;
    this.#schedule();
  }

  /** Records were deleted: those that still wait must not reach a console after it read the log again. */
  removed(only: 'all' | 'sample'): void {
    for (const [id, record] of this.#added) if (only === 'all' || record.sample) this.#added.delete(id);
    if (only === 'all') this.#updated.clear();
    this.changed('log');
  }

  changed(what: Changed): void {
    if (!this.hasListeners('changed')) return;
    this.#changed.add(what);
    this.#schedule();
  }

  /** What came next of an answer; what follows in the same 50 ms is joined to it. */
  answered(piece: AnswerPiece): void {
    if (!this.hasListeners('answers')) return;
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.id === piece.id && last.kind === piece.kind && !piece.begins) {
      this.#pieces[this.#pieces.length - 1] = { ...last, text: last.text + piece.text, ms: piece.ms };
    } else this.#pieces.push(piece);
    this.#schedule();
  }

  metrics(snapshot: ConsoleEvent<'metrics'>): void {
    this.#emit('metrics', snapshot);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#flush(), BATCH_INTERVAL_MS);
    this.#timer.unref();
  }

  #flush(): void {
    this.#timer = null;
    if (this.#added.size > 0 || this.#updated.size > 0 || this.#dropped > 0) {
      const batch = {
        added: [...this.#added.values()],
        updated: [...this.#updated].map(([id, outcome]) => ({ id, outcome })),
        dropped: this.#dropped,
      };
      this.#added.clear();
      this.#updated.clear();
      this.#dropped = 0;
      this.#emit('decisions', batch);
    }
    if (this.#pieces.length > 0) {
      const pieces = this.#pieces;
      this.#pieces = [];
      this.#emit('answers', { pieces });
    }
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const what of changed) this.#emit('changed', { what });
  }

  #emit<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error('a console listener threw', { event: name, error });
      }
    }
  }
}
