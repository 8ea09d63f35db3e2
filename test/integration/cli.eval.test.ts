/** `heimdall eval` as it is run: files in, figures and pictures out. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltPackage, buildPackage, ended } from '../helpers/built-package.ts';
import { writeTinyArtifact } from './host-harness.ts';

let built: BuiltPackage;
let folder: string;

beforeAll(() => {
  built = buildPackage();
  writeTinyArtifact(join(built.root, 'artifacts'));
  cpSync('evaluation', join(built.root, 'evaluation'), { recursive: true });
  folder = join(built.root, 'files');
  mkdirSync(folder);
}, 60_000);
afterAll(() => built.remove());

const evaluate = (...args: string[]) => ended(built.start(['eval', ...args], folder));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const pairs = lines(
  Array.from({ length: 20 }, (_, index) => ({
    id: index,
    prompt: `Question number ${index}?`,
    strong_correct: true,
    weak_correct: index % 4 !== 0,
  })),
);
const outcomes = lines(
  Array.from({ length: 40 }, (_, index) => ({
    id: index,
    prompt: `Question number ${index}?`,
    domain: index % 2 === 0 ? 'even' : 'odd',
    correct: { one: index % 2, two: 1 - (index % 2) },
    cost_usd: { one: 0.001, two: 0.002 },
  })),
);

describe('heimdall eval', () => {
  test('--pairs prints one line of JSON and draws the curve', async () => {
    const picture = join(folder, 'curve.svg');
    const ended = await evaluate('--pairs', file('pairs.jsonl.gz', gzipSync(pairs)), '--json', '--chart', picture);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const figures = JSON.parse(ended.stdout) as Record<string, number>;
    expect(figures).toMatchObject({ n: 20, strong_acc: 100, weak_acc: 75 });
    expect(Object.keys(figures)).toEqual(
      expect.arrayContaining(['auc', 'apgr', 'cpt50', 'cpt80', 'auc_hard', 'ece_hard']),
    );
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg /);
  });

  test('--pairs without --json is for people', async () => {
    const { stdout } = await evaluate('--pairs', file('pairs.jsonl', pairs), '--table');
    expect(stdout).toMatch(/^20 prompts; strong 100\.00 %, weak 75\.00 %\nAPGR/);
    expect(stdout).toMatch(/strong calls +Heimdall +random +oracle/);
  });

  test('--outcomes compares with the best single model and the oracle', async () => {
    const path = file('outcomes.jsonl', outcomes);
    const { stdout } = await evaluate('--outcomes', path, '--table');
    expect(stdout).toMatch(/best single +50\.00 %/);
    expect(stdout).toMatch(/oracle +100\.00 %/);
    expect(stdout).toMatch(/even +20 /);
    const picture = join(folder, 'outcomes.png');
    const ended = await evaluate('--outcomes', path, '--json', '--chart', picture);
    expect(JSON.parse(ended.stdout)).toMatchObject({ n: 40, best_single: { accuracy: 0.5 }, oracle: { accuracy: 1 } });
    expect(existsSync(picture)).toBe(true);
  });

  test('--report prints the tables of our own sets', async () => {
    const shipped = ['--artifact', resolve('artifacts')];
    const ended = await evaluate('--report', ...shipped);
    expect(ended.code).toBe(0);
    for (const text of ['easy code to cheap', 'whitespace', '1,000,000']) expect(ended.stdout).toContain(text);
    const own = JSON.parse((await evaluate('--report', '--json', ...shipped)).stdout) as {
      acceptance: { n: number }[];
    };
    expect(own.acceptance).toHaveLength(4);
  }, 120_000);

  test.each([
    [[], 2, /one of '--pairs <file>', '--outcomes <file>' and '--report' is needed/],
    [['--pairs', 'a', '--outcomes', 'b'], 2, /cannot be used with/],
    [['--pairs', 'a', '--chart', 'a.gif'], 2, /must end in \.svg or \.png/],
    [['--outcomes', 'none.jsonl'], 1, /none\.jsonl cannot be read/],
    [['--report', '--write'], 1, /give their folder with --data/],
  ] as const)('says what is wrong with %j', async (args, code, message) => {
    const ended = await evaluate(...args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).toBe('');
  });

  test('names file, line and field of a bad row', async () => {
    const path = file('bad.jsonl', `${pairs}\n{"id": "x", "prompt": "a", "strong_correct": 7}`);
    expect((await evaluate('--pairs', path)).stderr).toMatch(
      /bad\.jsonl:21: "strong_correct" must be a number from 0 to 1/,
    );
  });
});
