/** How long one look at the log may hold up requests. Milliseconds. */
const TARGET_MS = 15;
/** Rows of a look: of the first one, which nothing is known about yet, and the bounds of all others. */
const FIRST = 1_000;
const FEWEST = 250;
const MOST = 50_000;

/**
 * How many rows to look at in one turn of the event loop. What a row takes differs a hundredfold with the filter, the
 * machine and what is in memory, so it goes by what the last look took.
 */
export class Pace {
  #rows = FIRST;

  /** For the next look. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes a look at so many rows, and the time of it. */
  look<T>(read: () => T): T {
    const started = performance.now();
    const result = read();
    const change = TARGET_MS / Math.max(performance.now() - started, 0.1);
    // Up step by step, because the next rows may be dearer; down at once.
    this.#rows = Math.round(Math.min(MOST, Math.max(FEWEST, this.#rows * Math.min(2, change))));
    return result;
  }
}
