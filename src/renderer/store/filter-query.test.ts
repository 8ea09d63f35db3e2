import { describe, expect, it } from 'vitest';
import { generateRecords } from '../dev/generate-records.ts';
import { compileFilter, type FilterTerm, parseFilter, withoutSpan } from './filter-query.ts';
import { FilteredView, rangeRows } from './filtered-view.ts';
import { RecordRing } from './record-ring.ts';

function termsOf(source: string): readonly FilterTerm[] {
  const result = parseFilter(source);
  if (!result.ok) throw new Error(result.diagnostic.message);
  return result.terms;
}

const ring = new RecordRing();
for (const record of generateRecords(600)) ring.append(record);
const matching = (source: string): number[] => {
  const test = compileFilter(termsOf(source));
  return Array.from({ length: ring.length }, (_, index) => ring.start + index).filter((position) =>
    test(ring, position),
  );
};

describe('filter grammar', () => {
  it('reads fields, negation, quotes and bare words', () => {
    expect(
      termsOf('bucket:hard -is:error "two words" sql').map(({ field, value, negated }) => [field, value, negated]),
    ).toEqual([
      ['bucket', 'hard', false],
      ['is', 'error', true],
      ['text', 'two words', false],
      ['text', 'sql', false],
    ]);
  });

  it.each([
    ['buckets:hard', 'no field “buckets”', 0, 12],
    ['sql bucket:high', 'bucket: takes cheap, mid, hard', 4, 15],
    ['is:', 'is: needs a value', 0, 3],
    ['model:"gpt', 'quote is not closed', 0, 10],
  ])('names what is wrong with %s and where', (source, message, from, to) => {
    const result = parseFilter(source);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.diagnostic.message).toContain(message);
    expect([result.diagnostic.from, result.diagnostic.to]).toEqual([from, to]);
  });

  it('treats a lone minus and regex characters as text', () => {
    expect(termsOf('a+b(')[0]?.value).toBe('a+b(');
    expect(() => compileFilter(termsOf('a+b( [x'))).not.toThrow();
  });

  it('removes one term from the source', () => {
    const source = 'sql bucket:hard -is:error';
    expect(withoutSpan(source, { from: 4, to: 15 })).toBe('sql -is:error');
  });
});

describe('filter on rows', () => {
  it('joins terms by AND and negates', () => {
    const hard = matching('bucket:hard');
    expect(hard.length).toBeGreaterThan(50);
    expect(hard.every((position) => ring.bucketAt(position) === 'hard')).toBe(true);
    expect(matching('bucket:hard').length + matching('-bucket:hard').length).toBe(600);
    expect(matching('bucket:hard is:error').every((position) => ring.statusAt(position) === 'error')).toBe(true);
  });

  it('searches previews, models and status codes', () => {
    expect(matching('SQL').length).toBeGreaterThan(0);
    expect(matching('model:gemini').every((position) => ring.modelAt(position).includes('gemini'))).toBe(true);
    expect(matching('status:502')).toEqual(matching('is:error'));
  });
});

describe('filtered view', () => {
  it('equals a full scan while rows come, go and change', () => {
    const records = generateRecords(2_000);
    const live = new RecordRing({ capacity: 500 });
    const terms = termsOf('-is:error bucket:mid');
    const view = new FilteredView(live, terms);
    const test = compileFilter(terms);
    let updates = 0;
    for (const [index, record] of records.entries()) {
      live.append(record);
      if (index % 50 === 0) {
        live.update(record.decision.id, { ...record.outcome, status: 'error' });
        updates++;
      }
      if (index % 37 !== 0) continue;
      const rows = view.rows(live.end, updates);
      const expected = [];
      for (let position = live.start; position < live.end; position++)
        if (test(live, position)) expected.push(position);
      expect(Array.from({ length: rows.length }, (_, at) => rows.positionAt(at))).toEqual(expected);
      expect(rows.indexOf(expected[3] ?? -1)).toBe(expected.length > 3 ? 3 : -1);
    }
  });

  it('addresses an unfiltered range without a list', () => {
    const rows = rangeRows(10, 20);
    expect([rows.length, rows.positionAt(3), rows.indexOf(13), rows.indexOf(20)]).toEqual([10, 13, 3, -1]);
  });
});
