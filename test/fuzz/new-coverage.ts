import { Session } from 'node:inspector/promises';

/** Tells whether one script went a way that it had not gone before, by block. */
export class NewCoverage {
  readonly #session = new Session();
  readonly #script: string;
  /** Blocks that ran, and blocks that were passed by, in some run. */
  readonly #seen = new Set<string>();

  /** @param script The end of the script's URL. */
  constructor(script: string) {
    this.#script = script;
  }

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    // With counts, since V8 begins anew after each reading; without them a block is told of once or several times.
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** How many blocks were run or passed by for the first time since the last call. */
  async take(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    const before = this.#seen.size;
    for (const { url, functions } of result) {
      if (!url.endsWith(this.#script)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          this.#seen.add(`${startOffset}:${endOffset}:${count > 0 ? 1 : 0}`);
        }
      }
    }
    return this.#seen.size - before;
  }

  stop(): void {
    this.#session.disconnect();
  }
}
