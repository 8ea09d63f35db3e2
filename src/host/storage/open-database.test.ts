import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { needsCheck, openDatabase } from './open-database.ts';

test('a large file is looked through only when it was not closed in good order', () => {
  const path = join(temporaryFolder(), 'decisions.db');
  expect(needsCheck(path)).toBe(true);
  const { database } = openDatabase(path, 0);
  // What a kill leaves behind.
  database.exec('CREATE TABLE more (id INTEGER)');
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  expect(needsCheck(path, 100)).toBe(true);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  expect(needsCheck(path, 100)).toBe(false);
  expect(needsCheck(path)).toBe(true);
});
