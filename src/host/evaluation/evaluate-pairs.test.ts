import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { shippedArtifact } from '../../../test/helpers/shipped-artifact.ts';
import { evaluatePairs, readPairs } from './evaluate-pairs.ts';

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
    const artifact = await shippedArtifact();
    const plain = await evaluatePairs(artifact, await readPairs(file('a.jsonl', rows.join('\n'))));
    const packed = await evaluatePairs(
      artifact,
      await readPairs(file('a.jsonl.gz', gzipSync(`${rows.join('\n')}\n\n`))),
    );
    expect(plain).toEqual(packed);
    expect(plain.metrics).toMatchObject({ n: 3, strong_acc: 83.33, weak_acc: 50 });
    // The one prompt with a gain is the one that is not trivial: it is ranked first.
    expect(plain.metrics.cpt80).toBe(33.33);
  });

  it('draws a curve from the weak model to the strong one, never above the oracle', async () => {
    const { curve } = await evaluatePairs(await shippedArtifact(), await readPairs(file('b.jsonl', rows.join('\n'))));
    expect(curve).toHaveLength(101);
    expect(curve[0]).toEqual({ strong_calls: 0, heimdall: 50, random: 50, oracle: 50 });
    expect(curve[100]).toEqual({ strong_calls: 100, heimdall: 83.3333, random: 83.3333, oracle: 83.3333 });
    for (const { heimdall, random, oracle } of curve) expect(oracle).toBeGreaterThanOrEqual(Math.max(heimdall, random));
  });

  it('says how well p(hard) is calibrated against both failing', async () => {
    const failing = ['Hi!', 'Hello there', 'Thanks a lot'].map((prompt) => row(prompt, 0, 0));
    const { metrics } = await evaluatePairs(
      await shippedArtifact(),
      await readPairs(file('c.jsonl', failing.join('\n'))),
    );
    // Small talk that both fail is as far from the forecast as can be, and there is nothing to tell apart.
    expect(metrics.ece_hard).toBeGreaterThan(0.8);
    expect(metrics.auc_hard).toBeNull();
  });
});

describe('readPairs', () => {
  it.each([
    ['not json', 'bad.jsonl:1: not valid JSON'],
    ['[1]', 'bad.jsonl:1: not an object'],
    ['{"strong_correct":1,"weak_correct":0}', 'bad.jsonl:1: "prompt" must be a string, and is missing'],
    [
      `${row('a', 1, 0)}\n${row('b', 2, 0)}`,
      'bad.jsonl:2: "strong_correct" must be a number from 0 to 1, or true or false, found 2',
    ],
    [row('a', 1, 'x'), '"weak_correct" must be a number from 0 to 1, or true or false, found a string'],
    [row('a', 1, null), 'found null'],
    [`${row('a', 1, 0)}\n\n${row('a', 1, 0)}`, 'bad.jsonl:3: id "a" is taken by bad.jsonl:1; give each row its own'],
    [JSON.stringify({ id: [], prompt: 'a' }), 'bad.jsonl:1: "id" must be a string or a number, found a list'],
    ['', 'bad.jsonl has no rows'],
  ])('names what is wrong with %j', async (content, message) => {
    await expect(readPairs(file('bad.jsonl', content))).rejects.toThrow(message);
  });

  it('names a file that cannot be read or unpacked', async () => {
    await expect(readPairs(join(folder, 'none.jsonl'))).rejects.toThrow('cannot be read');
    await expect(readPairs(file('broken.jsonl.gz', 'no gzip'))).rejects.toThrow('cannot be read');
    await expect(readPairs(join(folder, 'none.jsonl.gz'))).rejects.toThrow('cannot be read');
  });

  it('needs no ids', async () => {
    const rows = ['a', 'b'].map((prompt) => JSON.stringify({ prompt, strong_correct: 1, weak_correct: 0 }));
    expect(await readPairs(file('d.jsonl', rows.join('\n')))).toHaveLength(2);
  });
});
