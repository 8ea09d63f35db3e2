import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluatePairs } from './evaluate-pairs.ts';

const folder = mkdtempSync(join(tmpdir(), 'heimdall-eval-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const row = (prompt: string, strong: unknown, weak: unknown): string =>
  JSON.stringify({ id: prompt, prompt, strong_correct: strong, weak_correct: weak });

describe('evaluatePairs', () => {
  const rows = [
    row('Hi!', 1, 1),
    row('Which theorem gives the number of zeros of a holomorphic function in a disc?', true, false),
    row('What is the capital of Norway?', 0.5, 0.5),
  ];

  it('reads plain and packed rows alike', async () => {
    const plain = await evaluatePairs('artifacts', file('a.jsonl', rows.join('\n')));
    const packed = await evaluatePairs('artifacts', file('a.jsonl.gz', gzipSync(`${rows.join('\n')}\n\n`)));
    expect(plain).toEqual(packed);
    expect(plain).toMatchObject({ n: 3, strong_acc: 83.33, weak_acc: 50 });
    // The one prompt with a gain is the one that is not trivial: it is ranked first.
    expect(plain.cpt80).toBe(33.33);
  });

  it.each([
    ['not json', 'line 1 is not valid JSON'],
    ['[1]', 'line 1 is not an object'],
    ['{"strong_correct":1,"weak_correct":0}', 'line 1 has no string "prompt"'],
    [`${row('a', 1, 0)}\n${row('b', 2, 0)}`, 'line 2: "strong_correct" must be a number from 0 to 1'],
    [row('a', 1, 'x'), '"weak_correct" must be'],
    ['', 'has no rows'],
  ])('names what is wrong with %j', async (content, message) => {
    await expect(evaluatePairs('artifacts', file('bad.jsonl', content))).rejects.toThrow(message);
  });

  it('names a file that cannot be read or unpacked', async () => {
    await expect(evaluatePairs('artifacts', join(folder, 'none.jsonl'))).rejects.toThrow('cannot be read');
    await expect(evaluatePairs('artifacts', file('broken.jsonl.gz', 'no gzip'))).rejects.toThrow('cannot be read');
    await expect(evaluatePairs('artifacts', join(folder, 'none.jsonl.gz'))).rejects.toThrow('cannot be read');
  });
});
