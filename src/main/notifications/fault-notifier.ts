import type { Fault } from './faults.ts';

/** A fault that went and came again within this time is not told again. */
const AGAIN_MS = 10 * 60_000;
/** At most so many notifications in that time. */
const MOST = 3;

export interface FaultNotifierOptions {
  /** Milliseconds of any clock that never goes back. */
  readonly now: () => number;
  /** Whether the user has the console before them: it shows the fault itself. */
  readonly isSeen: () => boolean;
  readonly show: (fault: Fault) => void;
}

/** Tells each fault once, when it begins, and few of them. */
export class FaultNotifier {
  readonly #options: FaultNotifierOptions;
  #present: ReadonlySet<string> = new Set();
  readonly #toldAt = new Map<string, number>();

  constructor(options: FaultNotifierOptions) {
    this.#options = options;
  }

  /** @param faults All that there are now. */
  update(faults: readonly Fault[]): void {
    const begun = faults.filter(({ id }) => !this.#present.has(id));
    this.#present = new Set(faults.map(({ id }) => id));
    for (const fault of begun) {
      if (!this.#mayTell(fault.id)) continue;
      this.#toldAt.set(fault.id, this.#options.now());
      this.#options.show(fault);
    }
  }

  #mayTell(id: string): boolean {
    const since = this.#options.now() - AGAIN_MS;
    for (const [told, at] of this.#toldAt) if (at <= since) this.#toldAt.delete(told);
    return !this.#options.isSeen() && !this.#toldAt.has(id) && this.#toldAt.size < MOST;
  }
}
