/** Writes to the decision log from a thread of its own, so that no request waits for the disk. */
import type { Worker } from 'node:worker_threads';
import { STUCK_MS, startSqliteThread } from './start-sqlite-thread.ts';
import {
  REASON_BYTES,
  REASON_OFFSET,
  WRITER_STATE,
  type WriterSetup,
  type WriteStep,
  writerThread,
} from './writer-thread.ts';

export interface LogWriterOptions extends Omit<WriterSetup, 'library' | 'state'> {
  /** Called once, soon after a batch could not be written. */
  readonly onFailure: () => void;
  /** Default 10,000. */
  readonly stuckMs?: number;
}

/** The thread starts with the first batch. Batches are numbered from 1 and written in their order. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #memory = new SharedArrayBuffer(REASON_OFFSET + REASON_BYTES);
  readonly #state = new Int32Array(this.#memory, 0, REASON_OFFSET / Int32Array.BYTES_PER_ELEMENT);
  #worker: Worker | null = null;
  #posted = 0;
  #closed = false;
  /** Why the thread itself ended. */
  #broken: Error | null = null;

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** What the thread says of itself (`WRITER_STATE`), for other threads that wait for it. */
  get state(): SharedArrayBuffer {
    return this.#memory;
  }

  /** Number of the last batch that was handed over; 0 before the first. */
  get posted(): number {
    return this.#posted;
  }

  /** Number of the last batch that is on the disk. */
  get written(): number {
    const failed = Atomics.load(this.#state, WRITER_STATE.failed);
    return failed > 0 ? failed - 1 : Atomics.load(this.#state, WRITER_STATE.handled);
  }

  /**
   * Hands a batch over.
   *
   * @returns Its number.
   * @throws What the disk said of an earlier one; this one is not written then.
   */
  post(steps: readonly WriteStep[]): number {
    this.#check();
    if (this.#closed) throw new Error('the log is closed');
    this.#worker ??= this.#start();
    // Views of large buffers are copied by whoever made them: a message takes along all that is behind a view.
    const owned = steps.flatMap(([, values]) => values.flatMap((value) => (isBytes(value) ? [value.buffer] : [])));
    this.#worker.postMessage(steps, owned as ArrayBuffer[]);
    return ++this.#posted;
  }

  /**
   * Holds this thread up until a batch is on the disk.
   *
   * @throws What the disk said.
   */
  wait(number: number): void {
    let handled = Atomics.load(this.#state, WRITER_STATE.handled);
    while (handled < number) {
      this.#check();
      if (Atomics.wait(this.#state, WRITER_STATE.handled, handled, this.#options.stuckMs ?? STUCK_MS) === 'timed-out') {
        this.#broken ??= new Error('the thread that writes the log does not answer');
      }
      handled = Atomics.load(this.#state, WRITER_STATE.handled);
    }
    this.#check();
  }

  /** Closes the file and ends the thread; waits for what was handed over. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const worker = this.#worker;
    if (worker === null) return;
    worker.postMessage(null);
    this.#posted++;
    try {
      this.wait(this.#posted);
    } catch {
      // Whoever needed to know was told by `post` or `wait`.
    }
    void worker.terminate();
  }

  #start(): Worker {
    const { onFailure, stuckMs: _, ...setup } = this.#options;
    const worker = startSqliteThread<WriterSetup>(writerThread, { ...setup, state: this.#memory });
    const ended = (error: Error): void => {
      if (this.#closed || this.#broken !== null) return;
      this.#broken = error;
      onFailure();
    };
    worker.on('message', onFailure);
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('the thread that writes the log ended')));
    // It must not keep a process alive that has nothing else to do.
    worker.unref();
    return worker;
  }

  #check(): void {
    if (this.#broken !== null) throw this.#broken;
    if (Atomics.load(this.#state, WRITER_STATE.failed) === 0) return;
    const length = Atomics.load(this.#state, WRITER_STATE.reasonLength);
    const said = Buffer.from(new Uint8Array(this.#memory, REASON_OFFSET, length).slice()).toString();
    const { code, message } = JSON.parse(said) as { code: string; message: string };
    throw Object.assign(new Error(message), { code });
  }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
