import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { type Question, type Reply, readerThread } from './reader-thread.ts';
import { REASON_BYTES, REASON_OFFSET, WRITER_STATE } from './writer-thread.ts';

const require = createRequire(import.meta.url);

/** The thread's own code on this thread, with a channel for its port. */
function setUp() {
  const path = join(temporaryFolder(), 'log.db');
  const database = new Libsql(path);
  database.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY, text TEXT); INSERT INTO notes VALUES (1, NULL), (2, 4)');
  const writing = new SharedArrayBuffer(REASON_OFFSET + REASON_BYTES);
  const workerData = { library: require.resolve('libsql'), path, timeoutMs: 250, writing, prepared: 1, stuckMs: 1_000 };
  const { port1: parentPort, port2: port } = new MessageChannel();
  const load = (name: string) => (name === 'node:worker_threads' ? { parentPort, workerData } : require(name));
  readerThread(load as NodeJS.Require);
  let closed = false;
  port.on('close', () => {
    closed = true;
  });
  onTestFinished(() => {
    port.close();
    database.close();
  });
  const said: Reply[] = [];
  port.on('message', (reply) => said.push(reply));
  const post = (question: Question | null) => port.postMessage(question);
  return { state: new Int32Array(writing, 0, 2), said, post, closed: () => closed };
}

test('questions are answered with rows or a reason, also when their statement was let go', async () => {
  const { state, said, post, closed } = setUp();
  const all = 'SELECT * FROM notes';
  Atomics.store(state, WRITER_STATE.handled, 5);
  post({ number: 1, sql: all, values: [], after: 5 });
  post({ number: 2, sql: 'SELECT n FROM notes WHERE n > ?', values: [1], after: 0 });
  post({ number: 3, sql: all, values: [], after: 0 });
  post({ number: 4, sql: 'SELECT', values: [], after: 0 });
  await expect.poll(() => said.length).toBe(4);
  const rows = [
    [1, null],
    [2, '4'],
  ];
  expect(said).toMatchObject([
    { number: 1, rows },
    { number: 2, rows: [[2]] },
    { number: 3, rows },
    { number: 4, reason: { code: expect.stringContaining('SQLITE'), message: expect.any(String) } },
  ]);
  Atomics.store(state, WRITER_STATE.failed, 1);
  post({ number: 5, sql: all, values: [], after: 0 });
  await expect.poll(() => said[4]).toMatchObject({ number: 5, reason: { message: 'the log could not be written' } });
  post(null);
  await expect.poll(closed).toBe(true);
});
