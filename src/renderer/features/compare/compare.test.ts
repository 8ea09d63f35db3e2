import { describe, expect, it } from 'vitest';
import { generateRecords } from '../../dev/generate-records.ts';
import { compareSections } from './compare-rows.ts';
import { diffWords } from './text-diff.ts';

const side = (parts: ReturnType<typeof diffWords>, not: 'added' | 'removed') =>
  parts.flatMap(({ kind, text }) => (kind === not ? [] : [text])).join('');

describe('text diff', () => {
  it.each([
    ['the quick brown fox', 'the slow brown fox jumps'],
    ['', 'all new'],
    ['all gone', ''],
    ['same  text\n here ', 'same  text\n here '],
    ['a b c d e f', 'f e d c b a'],
    ['one', 'two'],
  ])('gives both texts back: %j and %j', (before, after) => {
    const parts = diffWords(before, after);
    expect(side(parts, 'added')).toBe(before);
    expect(side(parts, 'removed')).toBe(after);
  });

  it('keeps as much as can be kept', () => {
    expect(diffWords('the quick brown fox', 'the slow brown fox')).toEqual([
      { kind: 'same', text: 'the' },
      { kind: 'removed', text: ' quick' },
      { kind: 'added', text: ' slow' },
      { kind: 'same', text: ' brown fox' },
    ]);
  });

  it('is done in time with long texts that share nothing', () => {
    const long = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word}${index}`).join(' ');
    expect(diffWords(long('a'), long('b')).length).toBeGreaterThan(1);
  });
});

describe('comparison', () => {
  it('tells apart what differs and what is the same', () => {
    const [one, other] = generateRecords(9).filter(({ decision }) => decision.mode === 'auto');
    if (!one || !other) throw new Error('no records');
    const rows = compareSections([one, other]).flatMap((section) => section.rows);
    for (const { values, differs } of rows) expect(differs).toBe(values[0] !== values[1]);
    expect(rows.find(({ name }) => name === 'Artifact')?.differs).toBe(false);
    expect(rows.find(({ name }) => name === 'Margin over the runner-up')?.differs).toBe(true);
    expect(
      compareSections([one, one])
        .flatMap((section) => section.rows)
        .some(({ differs }) => differs),
    ).toBe(false);
  });
});
