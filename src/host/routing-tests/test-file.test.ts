import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { type RoutingTest, routingTestSchema } from '../../shared/routing-test.ts';
import { parseTests } from './parse-tests.ts';
import { RoutingTestFile } from './test-file.ts';

const made = (name: string, prompt = 'hello'): RoutingTest =>
  routingTestSchema.parse({ name, request: { prompt }, expect: { bucket_at_least: 'mid' } });

const open = (text?: string): RoutingTestFile => {
  const path = join(temporaryFolder(), 'routing-tests.yaml');
  if (text !== undefined) writeFileSync(path, text);
  return new RoutingTestFile(path);
};

describe('a file of tests', () => {
  test('is made with the first test, for its owner alone', async () => {
    const file = open();
    expect(await file.read()).toEqual([]);
    await file.add(made('one'));
    expect(await file.read()).toEqual([made('one')]);
    expect(readFileSync(file.path, 'utf8')).toContain('# They hold prompts.');
    if (process.platform !== 'win32') expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  test('keeps comments and the order, and loses nothing when changes come at once', async () => {
    const file = open(
      '# mine\ntests:\n  # why\n  - name: first\n    request: {prompt: hi}\n    expect: {bucket: cheap}\n',
    );
    await Promise.all(['a', 'b', 'c'].map((name) => file.add(made(name))));
    await file.remove('b');
    expect((await file.read()).map(({ name }) => name)).toEqual(['first', 'a', 'c']);
    const text = readFileSync(file.path, 'utf8');
    expect(text).toContain('# mine');
    expect(text).toContain('# why');
  });

  test.each([
    ['lines', 'first\n\n  second \n\nlast\n\n'],
    ['what looks like YAML', '- a: "b"\n# no comment\n---\n%TAG ! x\n'],
    ['control characters', 'a\u0000b\u001b[31m\u2028\r\n\tend'],
    ['what looks like a number', '0x1F'],
    ['a long line', 'word '.repeat(4_000)],
    ['emoji and other scripts', '👩‍👩‍👧 日本語 العربية'],
  ])('gives back %s as they were', async (_name, prompt) => {
    const file = open();
    await file.add(made('one', prompt));
    await file.add(made('two', prompt));
    expect((await file.read()).map(({ request }) => request.prompt)).toEqual([prompt, prompt]);
  });

  test('refuses the name that is there, and one that is not', async () => {
    const file = open();
    await file.add(made('one'));
    await expect(file.add(made('one'))).rejects.toMatchObject({ code: 'request_invalid' });
    await expect(file.remove('two')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('leaves a file alone that is not in order', async () => {
    const file = open('tests: 5\n');
    await expect(file.add(made('one'))).rejects.toMatchObject({ code: 'tests_invalid' });
    expect(readFileSync(file.path, 'utf8')).toBe('tests: 5\n');
  });
});

describe('a mistake is named with its key and line', () => {
  const head = 'tests:\n  - name: one\n    request: {prompt: hi}\n';
  test.each([
    ['tests:\n  - name: [\n', /line \d/],
    [`${head}    expect: {bucket_at_least: middle}\n`, /tests\.0\.expect\.bucket_at_least \(line 4\)/],
    [`${head}    expect: {}\n`, /tests\.0\.expect \(line 4\): must say something/],
    [`${head}    expect: {buckets: mid}\n`, /tests\.0\.expect\.buckets \(line 4\): is no key/],
    [
      'tests:\n  - name: one\n    request: {model: x}\n    expect: {bucket: mid}\n',
      /tests\.0\.request \(line 3\).*prompt or messages/,
    ],
    ['tests:\n  - request: {prompt: hi}\n    expect: {bucket: mid}\n', /tests\.0\.name \(line 2\)/],
    [
      `${head}    expect: {bucket: mid}\n  - name: one\n    request: {prompt: x}\n    expect: {bucket: mid}\n`,
      /tests\.1\.name \(line 5\)/,
    ],
    ['test: []\n', /test \(line 1\)/],
    ['- one\n', /the file/],
  ])('%j', (text, message) => {
    expect(() => parseTests(text, '/somewhere/routing-tests.yaml')).toThrow(message);
  });
});
