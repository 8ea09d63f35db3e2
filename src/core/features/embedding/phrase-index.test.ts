import { describe, expect, it } from 'vitest';
import { createPhraseIndex } from './phrase-index.ts';

describe('createPhraseIndex', () => {
  it('finds every pair under its number, and no other pair', () => {
    const pairs: [number, number][] = [];
    for (let first = 0; first < 60; first++) {
      for (let second = 0; second < 60; second++) if ((first * 7 + second * 11) % 5 === 0) pairs.push([first, second]);
    }
    const index = createPhraseIndex(Uint16Array.from(pairs.flat()), 60);
    expect(index.count).toBe(pairs.length);
    const numbers = new Map(pairs.map(([first, second], number) => [`${first} ${second}`, number]));
    for (let first = 0; first < 60; first++) {
      for (let second = 0; second < 60; second++) {
        expect(index.find(first, second)).toBe(numbers.get(`${first} ${second}`) ?? -1);
      }
    }
  });

  it('may be empty', () => {
    expect(createPhraseIndex(new Uint16Array(0), 3)).toMatchObject({ count: 0 });
    expect(createPhraseIndex(new Uint16Array(0), 3).find(0, 1)).toBe(-1);
  });

  it('keeps the order of a pair', () => {
    const index = createPhraseIndex(Uint16Array.of(1, 2), 3);
    expect([index.find(1, 2), index.find(2, 1)]).toEqual([0, -1]);
  });

  it.each([
    ['half a pair', [1], 'ends within a pair'],
    ['a token that does not exist', [1, 3], 'pair 0 names a token outside the vocabulary of 3'],
    ['pairs out of order', [1, 2, 0, 1], 'pair 1 is out of order'],
    ['a pair twice', [1, 2, 1, 2], 'pair 1 is out of order'],
  ])('refuses %s', (_, pairs, problem) => {
    expect(() => createPhraseIndex(Uint16Array.from(pairs), 3)).toThrow(problem);
  });

  it('refuses a vocabulary whose tokens do not fit in 16 bits', () => {
    expect(() => createPhraseIndex(new Uint16Array(0), 65_536)).toThrow('too few for a vocabulary of 65536');
    expect(createPhraseIndex(Uint16Array.of(65_534, 65_534), 65_535).find(65_534, 65_534)).toBe(0);
  });
});
