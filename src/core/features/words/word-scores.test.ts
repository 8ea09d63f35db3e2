import { describe, expect, it } from 'vitest';
import type { WordsMeta } from '../../artifacts/manifest.ts';
import { createWordScores, pairBucket } from './word-scores.ts';

const meta = (change: Partial<WordsMeta> = {}): WordsMeta => ({
  format: 'heimdall-words/1',
  heads: ['gain', 'fail'],
  vocabulary: 4,
  buckets: 8,
  power: 0.75,
  scale: [0.1, 1],
  bias: [0.5, 0],
  ...change,
});

/** Weights (10, 1) for token 2 and (20, 0) for the pair (2, 3), 0 for the rest. */
function table(): Uint8Array {
  const weights = new Int16Array((4 + 8) * 2);
  weights.set([10, 1], 2 * 2);
  weights.set([20, 0], (4 + pairBucket(2, 3, 8)) * 2);
  return new Uint8Array(weights.buffer);
}

function scores(ids: readonly number[]): number[] {
  const out = new Float32Array(3);
  const window = { ids: Int32Array.from(ids), embeddedTokens: ids.length, tokens: ids.length };
  createWordScores(meta(), table(), 4).write(window, out, 1);
  expect(out[0]).toBe(0);
  return [...out.subarray(1)];
}

describe('word scores', () => {
  it('are the bias without any token', () => {
    expect(scores([])).toEqual([0.5, 0]);
  });

  it('add up the distinct tokens and pairs over their number to the power', () => {
    const share = 3 ** -0.75;
    expect(scores([2, 3])[0]).toBeCloseTo(0.5 + 0.1 * 30 * share, 6);
    expect(scores([2, 3])[1]).toBeCloseTo(share, 6);
  });

  it('count a repeated token or pair once', () => {
    // Tokens 2 and 3, pairs (2, 3) and (3, 2).
    expect(scores([2, 3, 2, 3])[0]).toBeCloseTo(0.5 + 0.1 * 30 * 4 ** -0.75, 6);
  });

  it('do not carry over from one text to the next', () => {
    const words = createWordScores(meta(), table(), 4);
    const out = new Float32Array(2);
    const window = { ids: Int32Array.from([2]), embeddedTokens: 1, tokens: 1 };
    words.write(window, out, 0);
    const first = [...out];
    words.write(window, out, 0);
    expect([...out]).toEqual(first);
  });

  it.each([
    ['another vocabulary', meta({ vocabulary: 5 }), 4],
    ['a table of another size', meta({ buckets: 16 }), 4],
    ['a bias too few', meta({ bias: [0] }), 4],
  ])('refuse %s', (_name, broken, vocabulary) => {
    expect(() => createWordScores(broken, table(), vocabulary)).toThrow('word scores: 2 heads over 4 tokens');
  });
});

describe('pairBucket', () => {
  it('is the hash of training (training/tests/test_words.py)', () => {
    const pairs = [
      [0, 0],
      [1, 2],
      [2003, 1996],
      [30521, 30521],
    ] as const;
    expect(pairs.map(([first, second]) => pairBucket(first, second, 65_536))).toEqual([0, 41003, 41034, 60425]);
  });
});
