/** Reads facts in a thread of its own, so that no request waits for a search or a chart. */
import type { Worker } from 'node:worker_threads';
import { type FactRows, PREPARED, type Value } from './fact-table.ts';
import { type Question, type ReaderSetup, type Reply, readerThread } from './reader-thread.ts';
import { STUCK_MS, startSqliteThread } from './start-sqlite-thread.ts';

/** After so long without a question the thread ends, and its memory with it. Milliseconds. */
const IDLE_MS = 60_000;

export interface LogReaderOptions extends Omit<ReaderSetup, 'library' | 'prepared' | 'stuckMs'> {
  readonly idleMs?: number;
}

interface Waiting {
  readonly resolve: (rows: FactRows) => void;
  readonly reject: (error: Error) => void;
}

/** The thread starts with the first question, and again with the next one after it has ended. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #asked = 0;
  #closed = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /**
   * Rows of any query over the log's tables, as arrays in the order of its columns.
   *
   * @param after Number of the batch that must be on the disk first (`LogWriter.post`); 0 for none.
   * @throws What SQLite said, or why the log cannot be read.
   */
  ask(sql: string, values: readonly Value[], after: number): Promise<FactRows> {
    if (this.#closed) return Promise.reject(new Error('the log is closed'));
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    // An answer is worth waiting for; a thread without a question must not keep the process alive.
    this.#worker.ref();
    const question: Question = { number: ++this.#asked, sql, values, after };
    this.#worker.postMessage(question);
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.number, { resolve, reject });
    });
  }

  /** Ends the thread. What it was asked is not answered any more. */
  close(): void {
    this.#closed = true;
    this.#end();
    this.#giveUp(new Error('the log is closed'));
  }

  #start(): Worker {
    const { idleMs: _, ...setup } = this.#options;
    const worker = startSqliteThread<ReaderSetup>(readerThread, { ...setup, prepared: PREPARED, stuckMs: STUCK_MS });
    const ended = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#giveUp(error);
    };
    worker.on('message', (reply: Reply) => this.#take(reply));
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('the thread that reads the log ended')));
    return worker;
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if (this.#waiting.size === 0) {
      this.#worker?.unref();
      this.#idle = setTimeout(() => this.#end(), this.#options.idleMs ?? IDLE_MS);
      this.#idle.unref();
    }
    if ('rows' in reply) waiting?.resolve(reply);
    else waiting?.reject(Object.assign(new Error(reply.reason.message), { code: reply.reason.code }));
  }

  /** It closes its file itself, after what it is at. */
  #end(): void {
    clearTimeout(this.#idle);
    this.#worker?.unref();
    this.#worker?.postMessage(null);
    this.#worker = null;
  }

  #giveUp(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
