import type { MessagePort } from 'node:worker_threads';

export type SqlValue = string | number | null | Uint8Array;

/** A statement of `WriterSetup.statements`, by its place there, and what it is run with. */
export type WriteStep = readonly [statement: number, values: readonly SqlValue[]];

export interface WriterSetup {
  /** Path of the SQLite library. */
  readonly library: string;
  readonly path: string;
  /** Milliseconds that a statement waits for another connection. */
  readonly timeoutMs: number;
  readonly pragmas: readonly string[];
  readonly statements: readonly string[];
  /** See `WRITER_STATE`. */
  readonly state: SharedArrayBuffer;
}

/** What is at which place of the state: 32-bit numbers, and after them a text. */
export const WRITER_STATE = {
  /** Batches that were dealt with, written or not. */
  handled: 0,
  /** Number of the first batch that could not be written, counted from 1; 0 while there is none. */
  failed: 1,
  /** Bytes of what the disk said, as JSON with `code` and `message`, from `reason` on. */
  reasonLength: 2,
} as const;
export const REASON_OFFSET = 12;
export const REASON_BYTES = 500;

/**
 * The whole of the thread that writes the decision log: each message is a batch, which is written whole or not at all.
 * After one that failed nothing more is written, so that the log has no hole. `null` closes the file. It must not refer to
 * anything outside itself (start-sqlite-thread.ts).
 */
export function writerThread(load: NodeJS.Require): void {
  const { parentPort, workerData } = load('node:worker_threads') as {
    parentPort: MessagePort;
    workerData: WriterSetup;
  };
  const state = new Int32Array(workerData.state, 0, 3);
  const reason = new Uint8Array(workerData.state, 12);
  let failed = false;
  let database: import('libsql').Database | null = null;
  let statements: import('libsql').Statement[] = [];

  function open(): import('libsql').Database {
    const Libsql = load(workerData.library) as typeof import('libsql');
    const opened = new Libsql(workerData.path, { timeout: workerData.timeoutMs });
    for (const pragma of workerData.pragmas) opened.pragma(pragma);
    statements = workerData.statements.map((sql) => opened.prepare(sql));
    return opened;
  }

  function write(steps: readonly WriteStep[]): void {
    database ??= open();
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const [statement, values] of steps) {
        // The library takes Buffers alone, and a message carries what they are made of.
        (statements[statement] as import('libsql').Statement).run(
          values.map((value) => (value instanceof Uint8Array ? Buffer.from(value.buffer) : value)),
        );
      }
      database.exec('COMMIT');
    } catch (error) {
      // What failed for want of room may have ended the transaction already.
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  function fail(error: unknown): void {
    failed = true;
    const { code, message } = error as { code?: unknown; message?: unknown };
    const said = JSON.stringify({ code: String(code ?? ''), message: String(message ?? error).slice(0, 200) });
    Atomics.store(state, 2, new TextEncoder().encodeInto(said, reason).written);
    Atomics.store(state, 1, Atomics.load(state, 0) + 1);
    parentPort.postMessage('failed');
  }

  parentPort.on('message', (steps: readonly WriteStep[] | null) => {
    try {
      if (steps === null) database?.close();
      else if (!failed) write(steps);
    } catch (error) {
      if (!failed) fail(error);
    }
    Atomics.add(state, 0, 1);
    Atomics.notify(state, 0);
  });
}
