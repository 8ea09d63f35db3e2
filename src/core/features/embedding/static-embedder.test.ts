import { describe, expect, it } from 'vitest';
import { EMBEDDING_DIM } from './embedder.ts';
import { createStaticEmbedder } from './static-embedder.ts';

const VOCABULARY = ['[UNK]', 'red', 'green', 'blue', 'house'];
const RED = 1;
const HOUSE = 4;

/** Row r is 100 along axis r, so that an embedding shows which rows went into it and how often. */
function embedderWith(phrases: readonly number[]) {
  const rows = VOCABULARY.length + phrases.length / 2;
  const table = new Int8Array(rows * EMBEDDING_DIM);
  for (let row = 0; row < rows; row++) table[row * EMBEDDING_DIM + row] = 100;
  const scales = new Float32Array(rows).fill(0.01);
  return createStaticEmbedder(VOCABULARY, table, scales, Uint16Array.from(phrases));
}

/** Weights of the rows relative to the first one that is not zero. */
function weights(vector: Float32Array, rows: number): number[] {
  const unit = vector.find((value) => value !== 0) ?? 1;
  return [...vector.subarray(0, rows)].map((value) => Math.round((1_000 * value) / unit) / 1_000);
}

describe('createStaticEmbedder', () => {
  it('counts a token once, however often it occurs', () => {
    const { vector, tokens, embeddedTokens } = embedderWith([]).embed('red red green red');
    expect(weights(vector, 5)).toEqual([0, 1, 1, 0, 0]);
    expect([tokens, embeddedTokens]).toEqual([4, 4]);
  });

  it('adds the row of a phrase once, and only when its tokens are neighbours in that order', () => {
    const embedder = embedderWith([RED, HOUSE]);
    expect(weights(embedder.embed('red house, red house').vector, 6)).toEqual([1, 1, 0, 0, 1, 1]);
    expect(weights(embedder.embed('house red').vector, 6)).toEqual([0, 1, 0, 0, 1, 0]);
    expect(weights(embedder.embed('red green house').vector, 6)).toEqual([0, 1, 1, 0, 1, 0]);
  });

  it('remembers nothing from one text to the next', () => {
    const embedder = embedderWith([RED, HOUSE]);
    const alone = embedder.embed('house red');
    embedder.embed('red');
    embedder.embed('');
    expect(embedder.embed('house red')).toEqual(alone);
  });

  it('gives the zero vector for a text without tokens, and unit length for any other', () => {
    const embedder = embedderWith([RED, HOUSE]);
    expect(embedder.embed(' \n').vector).toEqual(new Float32Array(EMBEDDING_DIM));
    for (const text of ['red', 'red green', 'red green blue', 'red green blue house', 'red house blue green ?']) {
      expect(Math.hypot(...embedder.embed(text).vector)).toBeCloseTo(1, 6);
    }
  });

  it('embeds 256 tokens from each end of a long text, of any length', () => {
    const embedder = embedderWith([]);
    const middle = embedder.embed(`${'red '.repeat(256)}${'green '.repeat(40)}${'blue '.repeat(256)}`);
    expect(weights(middle.vector, 5)).toEqual([0, 1, 0, 1, 0]);
    expect([middle.tokens, middle.embeddedTokens]).toEqual([552, 512]);
    const huge = embedder.embed(`${'red '.repeat(3_000)}${'green '.repeat(900_000)}${'blue '.repeat(3_000)}`);
    expect(weights(huge.vector, 5)).toEqual([0, 1, 0, 1, 0]);
    expect(huge.embeddedTokens).toBe(512);
  });

  it('refuses a table that does not fit its vocabulary and phrases', () => {
    expect(() =>
      createStaticEmbedder(VOCABULARY, new Int8Array(5 * EMBEDDING_DIM), new Float32Array(5), Uint16Array.of(1, 4)),
    ).toThrow('5 vocabulary entries and 1 phrases need 2304 table values and 6 scales, found 1920 and 5');
  });
});
