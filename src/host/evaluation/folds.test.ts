import { describe, expect, it } from 'vitest';
import { foldOf, stemKey } from './folds.ts';

describe('stemKey', () => {
  it('is the question without its options, whatever the case and the spaces', () => {
    const question = 'Which  planet is the\nlargest one?';
    const stem = 'which planet is the largest one?';
    expect(stemKey(question)).toBe(stem);
    expect(stemKey(`${question}\nA. Jupiter\nB. Mars\nAnswer:`)).toBe(stem);
    expect(stemKey(`${question}\n(A) Jupiter\n(B) Mars`)).toBe(stem);
    expect(stemKey(`${question}  \n\n \n  A. \n Jupiter`)).toBe(stem);
    expect(stemKey(`${question}\nA.`)).toBe(`${stem} a.`);
    expect(stemKey('Short one?\nA. yes\nB. no')).toBe('short one? a. yes b. no');
  });
});

describe('foldOf', () => {
  // From fold_of() of training/heimdall_training/data.py.
  it.each([
    ['Hello', 2],
    ['What is the capital of Iceland?', 2],
    ['Which planet is the largest one?\nA. Jupiter\nB. Mars\nAnswer:', 0],
    ['Größe und\u00a0Straße', 0],
    ['证明:对任意无理数', 3],
  ])('puts %j on the side that training does', (prompt, fold) => {
    expect(foldOf(prompt)).toBe(fold);
  });
});
