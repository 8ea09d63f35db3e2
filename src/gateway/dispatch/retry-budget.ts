/** Limits of a retry budget. */
export interface RetryLimits {
  /** Further attempts per request. */
  readonly ratio: number;
  /** Further attempts that are allowed however few requests there are. */
  readonly min_retries: number;
}

const SLOT_MS = 1_000;
const SLOTS = 10;

/**
 * Keeps an outage from multiplying the load: within any 10 s there are at most `min_retries` and `ratio` times the
 * requests of further attempts, over the whole gateway.
 */
export class RetryBudget {
  readonly #now: () => number;
  readonly #limits: () => RetryLimits;
  readonly #requests = new Array<number>(SLOTS).fill(0);
  readonly #retries = new Array<number>(SLOTS).fill(0);
  #slot = 0;

  /** @param now Monotonic milliseconds. */
  constructor(now: () => number, limits: () => RetryLimits) {
    this.#now = now;
    this.#limits = limits;
  }

  /** Counts a request. */
  request(): void {
    count(this.#requests, this.#advance());
  }

  /** True when another attempt is allowed; it then counts. */
  take(): boolean {
    const slot = this.#advance();
    const { ratio, min_retries: free } = this.#limits();
    if (sum(this.#retries) + 1 > free + ratio * sum(this.#requests)) return false;
    count(this.#retries, slot);
    return true;
  }

  /** Empties the slots that time has passed by, and returns the place of the present one. */
  #advance(): number {
    const present = Math.floor(this.#now() / SLOT_MS);
    const passed = Math.min(present - this.#slot, SLOTS);
    for (let back = 0; back < passed; back++) {
      this.#requests[(present - back) % SLOTS] = 0;
      this.#retries[(present - back) % SLOTS] = 0;
    }
    this.#slot = present;
    return present % SLOTS;
  }
}

function count(slots: number[], at: number): void {
  slots[at] = (slots[at] ?? 0) + 1;
}

function sum(slots: readonly number[]): number {
  let total = 0;
  for (const value of slots) total += value;
  return total;
}
