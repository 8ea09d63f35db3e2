import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWordPiece } from './wordpiece.ts';

const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  'un',
  '##aff',
  '##able',
  'aff',
  'a',
  '##b',
  'ab',
  'hello',
  ',',
  '!',
  '世',
  '界',
  'e',
  'ε',
  'σ',
  '##ς',
  '##σ',
  '😀',
  '𝐱',
];
const wordpiece = createWordPiece(VOCABULARY);

function tokens(text: string, limit = 64): string[] {
  const out = new Int32Array(limit);
  const count = wordpiece.tokenize(text, out);
  return [...out.subarray(0, count)].map((id) => VOCABULARY[id] as string);
}

describe('createWordPiece', () => {
  it('matches the longest piece first', () => {
    expect(tokens('unaffable')).toEqual(['un', '##aff', '##able']);
    expect(tokens('ab abb')).toEqual(['ab', 'ab', '##b']);
  });

  it('makes a word that does not decompose whole one unknown token', () => {
    expect(tokens('unaffablex hello')).toEqual(['[UNK]', 'hello']);
  });

  it('lower-cases, strips accents, and splits punctuation and CJK', () => {
    expect(tokens('Hello,HELLO!')).toEqual(['hello', ',', 'hello', '!']);
    expect(tokens('é É')).toEqual(['e', 'e']);
    expect(tokens('世界')).toEqual(['世', '界']);
    expect(tokens('hello世')).toEqual(['hello', '世']);
  });

  it('lower-cases a final sigma as any other, like the reference', () => {
    expect(tokens('ΣΣ')).toEqual(['σ', '##σ']);
  });

  it('drops control and format characters inside words, and treats odd spaces as spaces', () => {
    expect(tokens('hel\u0000lo')).toEqual(['hello']);
    expect(tokens('hel\u200dlo')).toEqual(['hello']);
    expect(tokens('a\u00a0a\u3000a\ta\r\na')).toEqual(['a', 'a', 'a', 'a', 'a']);
    expect(tokens('hello\ud800')).toEqual(['hello']);
    expect(tokens('a\u{e0001}a')).toEqual(['[UNK]']);
  });

  it('takes surrogate pairs whole', () => {
    expect(tokens('😀 😁')).toEqual(['😀', '[UNK]']);
    expect(tokens('𠀀')).toEqual(['[UNK]']);
    expect(tokens('𝐱')).toEqual(['𝐱']);
  });

  it('takes the names of special tokens in a text for text', () => {
    expect(tokens('[UNK]hello')).toEqual(['[UNK]', '[UNK]', '[UNK]', 'hello']);
    expect(tokens('[PAD]')).not.toContain('[PAD]');
  });

  it('makes words of over 100 characters unknown', () => {
    expect(tokens(`${'a'.repeat(101)} hello`)).toEqual(['[UNK]', 'hello']);
  });

  it('stops when the output is full', () => {
    expect(tokens('hello hello hello', 2)).toEqual(['hello', 'hello']);
    expect(tokens('unaffable', 2)).toEqual(['un', '##aff']);
    expect(tokens('hello!', 1)).toEqual(['hello']);
  });

  it('never throws and never writes ids outside the vocabulary', () => {
    const out = new Int32Array(128);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const count = wordpiece.tokenize(text, out);
        for (let index = 0; index < count; index++) {
          expect(out[index]).toBeGreaterThan(0);
          expect(out[index]).toBeLessThan(VOCABULARY.length);
        }
      }),
    );
  });

  it('finds ids, and refuses a vocabulary without an unknown token', () => {
    expect(wordpiece.idOf('hello')).toBe(9);
    expect(wordpiece.idOf('nothing')).toBe(-1);
    expect(() => createWordPiece(['a'])).toThrow('[UNK]');
  });
});
