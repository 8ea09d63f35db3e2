/** Milliseconds of one turn of the event loop that go to requests that have just come in. */
const BUDGET_MS = 5;

/**
 * Lets requests in as long as the turn of the event loop has time left, and the others in the turns after it, in their order.
 * Without it a turn would take as long as all requests that came in at once: so long no token of a running stream is
 * passed on, and in the desktop app, where the window's input comes through the same thread, no click is answered.
 */
export class TurnBudget {
  readonly #budgetMs: number;
  readonly #waiting: (() => void)[] = [];
  /** When this turn let in its first request; null before it has. Monotonic milliseconds. */
  #begunMs: number | null = null;

  constructor(budgetMs = BUDGET_MS) {
    this.#budgetMs = budgetMs;
  }

  /** Null when there is time at once; else what to wait for. */
  enter(): Promise<void> | null {
    if (this.#begunMs === null) this.#begin();
    else if (this.#waiting.length > 0 || this.#isUsedUp(this.#begunMs)) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    return null;
  }

  #begin(): void {
    this.#begunMs = performance.now();
    setImmediate(() => void this.#nextTurn());
  }

  async #nextTurn(): Promise<void> {
    this.#begunMs = null;
    if (this.#waiting.length === 0) return;
    this.#begin();
    do {
      this.#waiting.shift()?.();
      // What it was let in for runs before this goes on.
      await null;
    } while (this.#waiting.length > 0 && !this.#isUsedUp(this.#begunMs ?? 0));
  }

  #isUsedUp(begunMs: number): boolean {
    return performance.now() - begunMs >= this.#budgetMs;
  }
}
