/** How long one look may hold up others that read the log, and the log's upkeep. Milliseconds. */
const TARGET_MS = 100;
/** Rows of a look: of the first one, which nothing is known about yet, and the bounds of all others. */
const FIRST = 10_000;
const FEWEST = 250;
const MOST = 1_000_000;

/**
 * How many rows to look at in one query. What a row takes differs a hundredfold with the filter, the machine and what is in
 * memory, so it goes by what the last look took.
 */
export class Pace {
  readonly #most: number;
  #rows: number;

  /** @param most Bound of the rows of a look. */
  constructor(most = MOST) {
    this.#most = most;
    this.#rows = Math.min(FIRST, most);
  }

  /** For the next look. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes what a look at so many rows took. Milliseconds. */
  took(ms: number): void {
    const change = TARGET_MS / Math.max(ms, 0.1);
    // Up step by step, because the next rows may be dearer; down at once.
    this.#rows = Math.round(Math.min(this.#most, Math.max(FEWEST, this.#rows * Math.min(4, change))));
  }
}
