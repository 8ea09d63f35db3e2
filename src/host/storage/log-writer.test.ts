import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { LogWriter, type LogWriterOptions } from './log-writer.ts';

const INSERT = 0;
const BLOB = 1;

function setUp(options: Partial<LogWriterOptions> = {}) {
  const path = join(temporaryFolder(), 'log.db');
  const database = new Libsql(path);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY, data BLOB)');
  let failures = 0;
  const writer = new LogWriter({
    path,
    timeoutMs: 250,
    pragmas: [],
    statements: ['INSERT INTO numbers (n) VALUES (?)', 'INSERT INTO numbers VALUES (?, ?)'],
    onFailure: () => failures++,
    ...options,
  });
  onTestFinished(() => {
    writer.close();
    database.close();
  });
  const numbers = () => database.prepare('SELECT n FROM numbers ORDER BY n').raw().all().flat();
  return { writer, database, numbers, failures: () => failures };
}

describe('log writer', () => {
  test('writes batches in their order, and waits for as many as it is asked to', () => {
    const { writer, numbers } = setUp();
    expect(writer.written).toBe(0);
    expect(writer.post([[INSERT, [1]]])).toBe(1);
    const second = writer.post([
      [INSERT, [2]],
      [INSERT, [3]],
    ]);
    writer.wait(second);
    expect(writer.written).toBe(2);
    expect(numbers()).toEqual([1, 2, 3]);
  });

  test('bytes arrive as they were, whatever they were cut from', () => {
    const { writer, database } = setUp();
    const large = Buffer.from('before, bytes, after');
    writer.wait(writer.post([[BLOB, [1, new Uint8Array(large.subarray(8, 13))]]]));
    expect(large.toString()).toBe('before, bytes, after');
    const row = database.prepare('SELECT data FROM numbers').get() as { data: Buffer };
    expect(Buffer.from(row.data).toString()).toBe('bytes');
  });

  test('a batch is written whole or not at all; after one that failed nothing more is', async () => {
    const { writer, numbers, failures } = setUp();
    writer.post([[INSERT, [1]]]);
    writer.post([
      [INSERT, [2]],
      [INSERT, [1]],
    ]);
    const third = writer.post([[INSERT, [3]]]);
    expect(() => writer.wait(third)).toThrow(/UNIQUE/);
    expect(writer.written).toBe(1);
    expect(() => writer.post([[INSERT, [4]]])).toThrow(/UNIQUE/);
    expect(numbers()).toEqual([1]);
    await expect.poll(failures).toBe(1);
  });

  test('what keeps it from the file is said where it is waited for', () => {
    const folder = join(temporaryFolder(), 'folder');
    mkdirSync(folder);
    const { writer } = setUp({ path: folder });
    expect(() => writer.wait(writer.post([[INSERT, [1]]]))).toThrow();
    expect(writer.written).toBe(0);
  });

  test('a disk that does not answer is waited for only so long', () => {
    const long = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ?) SELECT max(x) FROM c';
    const { writer } = setUp({ statements: [`INSERT INTO numbers (n) ${long}`], stuckMs: 50 });
    const number = writer.post([[INSERT, [5_000_000]]]);
    expect(() => writer.wait(number)).toThrow('does not answer');
    expect(() => writer.post([])).toThrow('does not answer');
  });

  test('closing writes what was handed over, and takes nothing more', () => {
    const { writer, numbers } = setUp();
    for (let n = 1; n <= 200; n++) writer.post([[INSERT, [n]]]);
    writer.close();
    expect(numbers()).toHaveLength(200);
    expect(() => writer.post([[INSERT, [201]]])).toThrow('closed');
    writer.close();
  });
});
