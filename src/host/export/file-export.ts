import { HeimdallError, type Logger } from '../../core/index.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE } from '../files/private-file.ts';

type Status = NonNullable<ConsoleOutput<'decisions.export_status'>>;

/** Reads the page of what is exported that begins before a record; the first without one. */
export type PageReader = (beforeSeq: number | undefined) => Promise<ConsoleOutput<'decisions.export'>>;

/** Writes decisions to a file, one export at a time: the whole of it or nothing. */
export class FileExport {
  readonly #logger: Logger;
  #status: Status | null = null;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Of the last export; null before the first. */
  status(): Status | null {
    return this.#status;
  }

  /**
   * Begins to write. `status` says how it goes.
   *
   * @throws {HeimdallError} `unavailable` while another one is written.
   */
  start(read: PageReader, path: string): Status {
    if (this.#status?.state === 'running') {
      throw new HeimdallError('unavailable', `Another export is being written to ${this.#status.path}.`);
    }
    this.#stop = new AbortController();
    const status: Status = { state: 'running', path, written: 0, problem: null };
    this.#status = status;
    this.#running = this.#write(read, status, this.#stop.signal);
    return status;
  }

  /** Ends the export that is written; nothing of it stays. */
  cancel(): void {
    this.#stop.abort();
  }

  /** Resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.cancel();
    await this.#running;
  }

  async #write(read: PageReader, status: Status, signal: AbortSignal): Promise<void> {
    const update = (change: Partial<Status>): void => {
      this.#status = { ...status, ...change };
    };
    let written = 0;
    async function* pages(): AsyncGenerator<string> {
      let before: number | undefined;
      do {
        const page = await read(before);
        signal.throwIfAborted();
        before = page.next_before_seq ?? undefined;
        written += page.count;
        update({ written });
        yield page.text;
      } while (before !== undefined);
    }
    try {
      await writeFileAtomically(status.path, pages(), PRIVATE_MODE);
      update({ state: 'done', written });
    } catch (error) {
      if (signal.aborted) update({ state: 'cancelled' });
      else {
        const reason = (error as NodeJS.ErrnoException).code ?? HeimdallError.from(error).message;
        this.#logger.warn('an export was not written', { reason });
        update({ state: 'failed', problem: `${status.path} was not written: ${reason}` });
      }
    }
  }
}
