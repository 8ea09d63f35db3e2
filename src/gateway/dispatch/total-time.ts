import type { UpstreamCall } from '../providers/upstream.ts';

/** The time that all attempts of a request have together until an answer begins. */
export class TotalTime {
  readonly #leftMs: () => number;
  #isOver = false;

  /** @param leftMs Milliseconds that are left. */
  constructor(leftMs: () => number) {
    this.#leftMs = leftMs;
  }

  /** True once a call had to be cancelled because no time was left. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for what becomes of a call, and cancels it when the time is over. */
  async limit<T>(call: UpstreamCall, result: Promise<T>): Promise<T> {
    const late = setTimeout(() => {
      this.#isOver = true;
      call.cancel();
    }, this.#leftMs());
    try {
      return await result;
    } finally {
      clearTimeout(late);
    }
  }
}
