import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../logging/create-logger.ts';
import { type KeptRating, RatingFile } from './rating-file.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-ratings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'feedback.json');
}

const rating = (score: number): KeptRating => ({
  artifact: '1',
  clusters: [{ id: 3, weight: 1 }],
  model: 'a/model',
  effort: null,
  score,
  at_ms: 1,
  source: 'console',
  explored: false,
});

test('ratings come back as they were written, in their order, and a changed one as it is now', async () => {
  const path = newPath();
  const file = new RatingFile(path, silentLogger);
  expect(file.read()).toBeNull();
  const ratings = new Map([
    ['b', rating(0)],
    ['a', rating(1)],
  ]);
  await file.write(1, ratings);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ revision: 1, ratings: [{ decision_id: 'b' }, {}] });
  ratings.set('b', rating(0.5));
  await file.write(2, ratings);
  const read = new RatingFile(path, silentLogger).read();
  expect(read?.revision).toBe(2);
  expect([...(read?.ratings ?? [])]).toEqual([...ratings]);
});

test('a damaged file counts as none', () => {
  const path = newPath();
  writeFileSync(path, '{"revision":1,"ratings":[{}]}');
  expect(new RatingFile(path, silentLogger).read()).toBeNull();
});
