import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import {
  REASON_BYTES,
  REASON_OFFSET,
  WRITER_STATE,
  type WriterSetup,
  type WriteStep,
  writerThread,
} from './writer-thread.ts';

const require = createRequire(import.meta.url);

/** The thread's own code on this thread, with a channel for its port. */
function setUp() {
  const path = join(temporaryFolder(), 'log.db');
  const database = new Libsql(path);
  database.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, data BLOB)');
  const memory = new SharedArrayBuffer(REASON_OFFSET + REASON_BYTES);
  const workerData: WriterSetup = {
    library: require.resolve('libsql'),
    path,
    timeoutMs: 250,
    pragmas: ['synchronous = NORMAL'],
    statements: ['INSERT INTO notes VALUES (?, ?)'],
    state: memory,
  };
  const { port1: parentPort, port2: port } = new MessageChannel();
  const load = (name: string) => (name === 'node:worker_threads' ? { parentPort, workerData } : require(name));
  writerThread(load as NodeJS.Require);
  onTestFinished(() => {
    port.close();
    database.close();
  });
  const state = new Int32Array(memory, 0, 3);
  const said: unknown[] = [];
  port.on('message', (message) => said.push(message));
  const post = (steps: readonly WriteStep[] | null) => port.postMessage(steps);
  const handled = () => Atomics.load(state, WRITER_STATE.handled);
  const rows = () => database.prepare('SELECT n FROM notes ORDER BY n').raw().all().flat();
  return { memory, state, said, post, handled, rows };
}

test('batches are written, a failed one is undone and told once with its reason, and nothing follows it', async () => {
  const { memory, state, said, post, handled, rows } = setUp();
  post([[0, [1, new Uint8Array([1, 2])]]]);
  post([
    [0, [2, null]],
    [0, [1, null]],
  ]);
  post([[0, [3, null]]]);
  post(null);
  await expect.poll(handled).toBe(4);
  expect(rows()).toEqual([1]);
  expect(Atomics.load(state, WRITER_STATE.failed)).toBe(2);
  const length = Atomics.load(state, WRITER_STATE.reasonLength);
  const reason = Buffer.from(new Uint8Array(memory, REASON_OFFSET, length).slice()).toString();
  expect(JSON.parse(reason)).toEqual({
    code: expect.stringContaining('SQLITE'),
    message: expect.stringContaining('UNIQUE'),
  });
  await expect.poll(() => said).toEqual(['failed']);
});
