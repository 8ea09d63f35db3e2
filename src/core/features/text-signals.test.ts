import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedSample, textSignals, trigramEntropy } from './text-signals.ts';

describe('textSignals', () => {
  it.each([
    ['a fenced block', 'Fix this:\n```python\nprint(1)\n```'],
    ['a function', 'def add(a, b):\n    return a + b'],
    ['C with includes', '#include <stdio.h>\nint main() { return 0; }'],
    ['SQL', 'SELECT name FROM users WHERE id = 3;'],
    ['an arrow function', 'why does items.map(x=>x.id) give undefined?'],
    ['inline code', 'What does `git rebase -i` do?'],
    ['HTML', '<div class="a">\n<p>text</p>\n</div>'],
    ['a Rust function', 'fn main() {\n    let x = 5;\n}'],
    ['a shell session', '$ npm install\n$ npm test'],
  ])('sees code in %s', (_name, text) => {
    expect(textSignals(text).hasCode).toBe(true);
  });

  it.each([
    ['a greeting', 'Hi there, how are you today?'],
    ['prose with keywords', 'If you let me return to the class, I will import some chocolate for everyone.'],
    ['a mail', 'Dear team,\n\nplease find the minutes attached.\n\nBest,\nAnna'],
    ['maths', 'Prove that the sum of two odd numbers is even.'],
    ['a list', '- milk\n- eggs\n- bread'],
  ])('sees none in %s', (_name, text) => {
    expect(textSignals(text).hasCode).toBe(false);
  });

  it.each([
    ['LaTeX', 'Evaluate \\int_0^1 x^2 dx'],
    ['dollars', 'Let $f(x)=x^2$ and find its minimum'],
    ['an equation', 'Solve x = 3 + 4'],
    ['symbols', 'Show that ∀ε>0 there is a δ'],
    ['arithmetic', 'what is 12 * 7?'],
  ])('sees mathematics in %s', (_name, text) => {
    expect(textSignals(text).hasMath).toBe(true);
  });

  it('sees no mathematics in prose', () => {
    expect(textSignals('Write a short poem about the sea, please.').hasMath).toBe(false);
    expect(textSignals('It costs $5 or $6, depending.').hasMath).toBe(false);
  });

  it('counts lines, options, lists and questions', () => {
    const signals = textSignals('Which is right?\nA. one\nB. two\n(c) three\n- a point\n2) another\nWhy？');
    expect(signals).toMatchObject({ lines: 7, optionLines: 3, listLines: 2, questionMarks: 2, endsWithQuestion: true });
  });

  it('computes shares of characters', () => {
    const signals = textSignals('aB1 é+');
    expect(signals.upperShare).toBeCloseTo(1 / 6, 12);
    expect(signals.digitShare).toBeCloseTo(1 / 6, 12);
    expect(signals.nonAsciiShare).toBeCloseTo(1 / 6, 12);
    expect(signals.mathSymbolShare).toBeCloseTo(1 / 6, 12);
    expect(signals.meanWordChars).toBe(2);
  });

  it('is all zeros for the empty text', () => {
    expect(textSignals('')).toMatchObject({
      lines: 1,
      meanWordChars: 0,
      ngramEntropy: 0,
      digitShare: 0,
      codeLineShare: 0,
    });
  });

  it('reads the two ends of a long text only', () => {
    const sample = boundedSample(`${'a'.repeat(100_000)}?`);
    expect(sample.length).toBe(6_144 + 1 + 2_048);
    expect(sample.endsWith('?')).toBe(true);
  });

  it('gives finite numbers for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        for (const value of Object.values(textSignals(text))) expect(Number.isFinite(Number(value))).toBe(true);
      }),
    );
  });

  it('takes no longer than linear time on hostile text', () => {
    // The patterns see at most 8,193 characters; these would make a backtracking pattern hang.
    for (const evil of ['(', '`', '$', '<a', 'a.', '\\', '= ', '0x', 'x=>', '((((', 'for(', '>>>'].map((part) =>
      part.repeat(8_000),
    )) {
      textSignals(evil);
    }
  });
});

describe('trigramEntropy', () => {
  it('is 0 for short and for constant texts', () => {
    expect(trigramEntropy('ab')).toBe(0);
    expect(trigramEntropy('aaaaaaaaaa')).toBe(0);
  });

  it('is log2 of the number of different, equally frequent trigrams', () => {
    expect(trigramEntropy('abcdefghij')).toBeCloseTo(Math.log2(8), 12);
    expect(trigramEntropy('ABCdefGHIj')).toBeCloseTo(Math.log2(8), 12);
    expect(trigramEntropy('abab')).toBeCloseTo(1, 12);
  });

  it('leaves nothing behind between calls', () => {
    const first = trigramEntropy('the quick brown fox');
    trigramEntropy('something else entirely');
    expect(trigramEntropy('the quick brown fox')).toBe(first);
  });
});
