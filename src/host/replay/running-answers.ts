import type { AnswerStep } from '../../gateway/gateway.ts';
import type { AnswerPart, AnswerPiece, LiveAnswer } from '../../shared/console/playground-contract.ts';

/** Answers that are kept after their end, for a console that comes back to them. */
const KEPT = 32;
/** Characters of one answer; what comes after them is in the log alone. */
const MAX_LENGTH = 2_000_000;

/** One request of the console under way. */
export interface RunningAnswer {
  /** The answer will be known by this. */
  decided(decisionId: string): void;
  /** How to leave it. */
  onStop(leave: () => void): void;
  add(steps: readonly AnswerStep[]): void;
  ended(): void;
}

interface Held {
  decisionId: string | null;
  readonly parts: AnswerPart[];
  readonly startedMs: number;
  length: number;
  firstMs: number | null;
  lastMs: number | null;
  running: boolean;
  cut: boolean;
  leave: (() => void) | null;
}

/** Answers to requests that the console sent, while they come and a little longer. In memory alone. */
export class RunningAnswers {
  readonly #now: () => number;
  readonly #tell: (piece: AnswerPiece) => void;
  readonly #held = new Set<Held>();

  /**
   * @param now Monotonic milliseconds.
   * @param tell Called with everything that comes.
   */
  constructor(now: () => number, tell: (piece: AnswerPiece) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** A request that is about to be sent. */
  begin(): RunningAnswer {
    const held: Held = {
      decisionId: null,
      parts: [],
      startedMs: this.#now(),
      length: 0,
      firstMs: null,
      lastMs: null,
      running: true,
      cut: false,
      leave: null,
    };
    this.#held.add(held);
    this.#forgetOldest();
    return {
      decided: (id) => {
        held.decisionId = id;
      },
      onStop: (leave) => {
        held.leave = leave;
      },
      add: (steps) => {
        for (const step of steps) this.#add(held, step);
      },
      ended: () => {
        held.running = false;
        held.leave = null;
        if (held.decisionId === null) this.#held.delete(held);
      },
    };
  }

  /** As far as it has come; null when it is not held, or no longer. */
  get(decisionId: string): LiveAnswer | null {
    const held = [...this.#held].find((one) => one.decisionId === decisionId);
    if (held === undefined) return null;
    const { parts, length, firstMs, lastMs, running, cut } = held;
    return { parts: [...parts], length, first_ms: firstMs, last_ms: lastMs, running, cut };
  }

  /** Leaves those that still run. @returns whether one did. */
  stop(decisionIds: readonly string[]): boolean {
    const running = [...this.#held].filter(
      ({ running, decisionId }) => running && decisionId !== null && decisionIds.includes(decisionId),
    );
    for (const { leave } of running) leave?.();
    return running.length > 0;
  }

  #add(held: Held, { kind, text, begins }: AnswerStep): void {
    // Before the decision nobody could know whose it is; and nothing comes then.
    if (text === '' || held.decisionId === null) return;
    if (held.length + text.length > MAX_LENGTH) {
      held.cut = true;
      return;
    }
    const ms = this.#now() - held.startedMs;
    const last = held.parts.at(-1);
    if (begins || last?.kind !== kind) held.parts.push({ kind, text });
    else held.parts[held.parts.length - 1] = { kind, text: last.text + text };
    const at = held.length;
    held.length += text.length;
    if (kind !== 'error') {
      held.firstMs ??= ms;
      held.lastMs = ms;
    }
    this.#tell({ id: held.decisionId, kind, text, begins, at, ms });
  }

  #forgetOldest(): void {
    for (const held of this.#held) {
      if (this.#held.size <= KEPT) return;
      if (!held.running) this.#held.delete(held);
    }
  }
}
