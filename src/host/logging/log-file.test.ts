import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFileLogger, joinLoggers } from './log-file.ts';

function logFolder(): string {
  const base = mkdtempSync(join(tmpdir(), 'heimdall-log-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  return join(base, 'logs');
}

const messages = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);

test('lines go into a file that only its owner may read, and keys are scrubbed from them', () => {
  const folder = logFolder();
  const logger = createFileLogger(folder, { level: 'info', prompts: false });
  logger.info('asked', { authorization: 'Bearer sk-secret-of-mine-123456' });
  logger.debug('too quiet');
  const path = join(folder, 'heimdall.log');
  expect(messages(path)).toEqual(['asked']);
  expect(readFileSync(path, 'utf8')).not.toContain('secret-of-mine');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a full file is kept as the older one, and a folder that is removed is made again', () => {
  const folder = logFolder();
  const logger = joinLoggers(createFileLogger(folder, { level: 'info', prompts: false }, 120));
  for (const name of ['first', 'second', 'third']) logger.info(name.padEnd(50));
  expect(messages(join(folder, 'heimdall.log'))).toEqual(['third'.padEnd(50)]);
  expect(messages(join(folder, 'heimdall.1.log'))).toEqual(['second'.padEnd(50)]);
  rmSync(folder, { recursive: true });
  logger.info('lost');
  logger.info('written again');
  expect(messages(join(folder, 'heimdall.log'))).toContain('written again');
});
