import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { LogReader, type LogReaderOptions } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';

function setUp(options: Partial<LogReaderOptions> = {}) {
  const path = join(temporaryFolder(), 'log.db');
  const database = new Libsql(path);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  const writer = new LogWriter({
    path,
    timeoutMs: 250,
    pragmas: [],
    statements: ['INSERT INTO numbers VALUES (?)'],
    onFailure: () => {},
  });
  const reader = new LogReader({ path, timeoutMs: 250, writing: writer.state, ...options });
  onTestFinished(() => {
    reader.close();
    writer.close();
    database.close();
  });
  const numbers = async (after = 0) => (await reader.ask('SELECT n FROM numbers ORDER BY n', [], after)).rows.flat();
  return { reader, writer, database, numbers };
}

describe('log reader', () => {
  test('answers each question with the rows of its own query, in turn', async () => {
    const { reader, database } = setUp();
    database.exec('INSERT INTO numbers VALUES (1), (2), (3)');
    const [all, some, one] = await Promise.all([
      reader.ask('SELECT n FROM numbers ORDER BY n', [], 0),
      reader.ask('SELECT n, ? FROM numbers WHERE n > ?', ['text', 1], 0),
      reader.ask("SELECT max(n), NULL, 'ü' FROM numbers", [], 0),
    ]);
    expect(all.rows).toEqual([[1], [2], [3]]);
    expect(some.rows).toEqual([
      [2, 'text'],
      [3, 'text'],
    ]);
    expect(one.rows).toEqual([[3, null, 'ü']]);
    expect(all.ms).toBeGreaterThan(0);
  });

  test('sees what was handed to the writing thread before', async () => {
    const { writer, numbers } = setUp();
    for (let n = 1; n <= 200; n++) writer.post([[0, [n]]]);
    expect(await numbers(200)).toHaveLength(200);
  });

  test('says why there is no answer: to this question, and to all once the log cannot be written', async () => {
    const { reader, writer, numbers } = setUp();
    await expect(reader.ask('SELECT n FROM letters', [], 0)).rejects.toThrow('no such table: letters');
    writer.post([[0, [1]]]);
    const again = writer.post([[0, [1]]]);
    await expect(numbers(again)).rejects.toThrow('could not be written');
  });

  test('never changes the log', async () => {
    const { reader, numbers } = setUp();
    await expect(reader.ask('INSERT INTO numbers VALUES (1) RETURNING n', [], 0)).rejects.toThrow(/readonly/);
    expect(await numbers()).toEqual([]);
  });

  test('ends after a while without questions, and starts again with the next one', async () => {
    const { reader, numbers } = setUp({ idleMs: 1 });
    // What is set counts for one connection, which the thread has.
    const timeout = async (change = '') => (await reader.ask(`PRAGMA busy_timeout${change}`, [], 0)).rows[0]?.[0];
    expect(await timeout(' = 123')).toBe(123);
    await expect.poll(() => timeout(), { interval: 20 }).toBe(250);
    expect(await numbers()).toEqual([]);
  });

  test('closing leaves no question open', async () => {
    const { reader, numbers } = setUp();
    const asked = numbers();
    reader.close();
    await expect(asked).rejects.toThrow('closed');
    await expect(numbers()).rejects.toThrow('closed');
  });
});
