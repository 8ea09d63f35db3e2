/** What must end in order before the process does, with a cap on how long that may take. */
export class Shutdown {
  readonly #tasks: { name: string; run: () => Promise<void> | void }[] = [];
  readonly #capMs: number;
  #running: Promise<readonly string[]> | null = null;

  constructor(capMs: number) {
    this.#capMs = capMs;
  }

  /** Adds a task. The last added runs first, as things are built on those before them. */
  add(name: string, run: () => Promise<void> | void): void {
    this.#tasks.push({ name, run });
  }

  /**
   * Runs the tasks one after another. A task that throws does not stop the others, and after the cap the rest is
   * abandoned: an app that cannot be closed is worse than one that loses its last moment.
   *
   * @returns the tasks that failed or were abandoned. A second call gets the first one's result.
   */
  run(): Promise<readonly string[]> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<readonly string[]> {
    const unfinished = new Set(this.#tasks.map((task) => task.name));
    const all = (async () => {
      for (const task of [...this.#tasks].reverse()) {
        try {
          await task.run();
          unfinished.delete(task.name);
        } catch {
          // Named in the result; the others still get their turn.
        }
      }
    })();
    let timer: NodeJS.Timeout | undefined;
    const cap = new Promise<void>((done) => {
      timer = setTimeout(done, this.#capMs);
    });
    await Promise.race([all, cap]);
    clearTimeout(timer);
    return [...unfinished];
  }
}
