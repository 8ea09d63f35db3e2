import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A thread that has nothing to show for so long is taken for dead; whoever waits for it stands still so long. Milliseconds. */
export const STUCK_MS = 10_000;

/**
 * Starts a thread that uses SQLite.
 *
 * @param run All of its code: it is handed over as source text, so that it runs alike from the sources and from every
 *   build, and must not refer to anything outside itself.
 * @param setup Its `workerData`, to which `library` is added: the path of the SQLite library, because a worker made of
 *   source text resolves from the working folder.
 */
export function startSqliteThread<Setup extends { readonly library: string }>(
  run: (load: NodeJS.Require) => void,
  setup: Omit<Setup, 'library'>,
): Worker {
  const workerData = { ...setup, library: createRequire(import.meta.url).resolve('libsql') };
  // Without this process's own flags: a profiler or a loader of tests has no business there.
  return new Worker(`(${run.toString()})(require)`, { eval: true, workerData, execArgv: [] });
}
