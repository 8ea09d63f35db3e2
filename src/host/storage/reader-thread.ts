import type { MessagePort } from 'node:worker_threads';
import type { Value } from './fact-table.ts';

export interface ReaderSetup {
  /** Path of the SQLite library. */
  readonly library: string;
  readonly path: string;
  /** Milliseconds that a statement waits for another connection. */
  readonly timeoutMs: number;
  /** Statements that are kept prepared. */
  readonly prepared: number;
  /** Milliseconds after which the writing thread is taken for dead. */
  readonly stuckMs: number;
  /** What the writing thread says of itself: `WRITER_STATE` in writer-thread.ts. */
  readonly writing: SharedArrayBuffer;
}

export interface Question {
  readonly number: number;
  readonly sql: string;
  readonly values: readonly Value[];
  /** Number of the batch that must be on the disk first. */
  readonly after: number;
}

export type Reply =
  | { readonly number: number; readonly rows: Value[][]; readonly ms: number }
  | { readonly number: number; readonly reason: { readonly code: string; readonly message: string } };

/**
 * The whole of the thread that reads the decision log for searches and charts: each message is a question, answered in
 * turn. `null` closes the file. It must not refer to anything outside itself (start-sqlite-thread.ts).
 */
export function readerThread(load: NodeJS.Require): void {
  const { parentPort, workerData } = load('node:worker_threads') as {
    parentPort: MessagePort;
    workerData: ReaderSetup;
  };
  const writing = new Int32Array(workerData.writing, 0, 2);
  const statements = new Map<string, import('libsql').Statement>();
  let database: import('libsql').Database | null = null;

  function open(): import('libsql').Database {
    const Libsql = load(workerData.library) as typeof import('libsql');
    const opened = new Libsql(workerData.path, { timeout: workerData.timeoutMs });
    opened.pragma('query_only = ON');
    return opened;
  }

  function prepared(sql: string): import('libsql').Statement {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= workerData.prepared) statements.clear();
    database ??= open();
    const statement = database.prepare(sql).raw();
    statements.set(sql, statement);
    return statement;
  }

  /** Waits for the writing thread. @throws when that has failed or stands still. */
  function waitFor(batch: number): void {
    for (;;) {
      if (Atomics.load(writing, 1) > 0) throw new Error('the log could not be written');
      const handled = Atomics.load(writing, 0);
      if (handled >= batch) return;
      if (Atomics.wait(writing, 0, handled, workerData.stuckMs) === 'timed-out') {
        throw new Error('the thread that writes the log does not answer');
      }
    }
  }

  function answer({ number, sql, values, after }: Question): Reply {
    try {
      waitFor(after);
      const started = performance.now();
      const rows = prepared(sql).all([...values]) as unknown as Value[][];
      return { number, rows, ms: performance.now() - started };
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: unknown };
      return { number, reason: { code: String(code ?? ''), message: String(message ?? error) } };
    }
  }

  parentPort.on('message', (question: Question | null) => {
    if (question !== null) parentPort.postMessage(answer(question));
    else {
      statements.clear();
      database?.close();
      parentPort.close();
    }
  });
}
