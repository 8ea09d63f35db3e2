import { describe, expect, it } from 'vitest';
import { BUILT_IN_PROFILES } from '../../shared/profiles.ts';
import { generateRecord, generateRecords } from '../dev/generate-records.ts';
import { compileFilter, type FilterContext, NO_CONTEXT } from './filter-compile.ts';
import {
  chosenValues,
  withExactValues,
  withField,
  withoutSpan,
  withToggledMinus,
  withToggledValue,
} from './filter-edit.ts';
import { type FilterTerm, parseFilter } from './filter-query.ts';
import { suggest } from './filter-suggest.ts';
import { readTime } from './filter-values.ts';
import { FilteredView, rangeRows } from './filtered-view.ts';
import { RecordRing } from './record-ring.ts';

function termsOf(source: string): readonly FilterTerm[] {
  const result = parseFilter(source);
  if (!result.ok) throw new Error(result.diagnostic.message);
  return result.terms;
}

const records = generateRecords(600);
const ring = new RecordRing();
for (const record of records) ring.append(record);
const matching = (source: string, context?: FilterContext): number[] => {
  const test = compileFilter(termsOf(source), context);
  return Array.from({ length: ring.length }, (_, index) => ring.start + index).filter((position) =>
    test(ring, position),
  );
};
/** Positions for which the record itself says yes. */
const where = (test: (record: (typeof records)[number]) => boolean): number[] =>
  records.flatMap((record, index) => (test(record) ? [ring.start + index] : []));

describe('filter grammar', () => {
  it('reads fields, negation, quotes and bare words', () => {
    expect(
      termsOf('bucket:hard -is:error "two words" sql').map(({ field, value, negated }) => [
        field,
        value.kind === 'texts' ? value.tests[0]?.text : value.kind,
        negated,
      ]),
    ).toEqual([
      ['bucket', 'hard', false],
      ['is', 'error', true],
      ['text', 'two words', false],
      ['text', 'sql', false],
    ]);
  });

  it.each([
    ['buckets:hard', 'no field “buckets”', 0, 12, 'bucket:hard'],
    ['latency:>2s', 'no field “latency”', 0, 11, 'lat:>2s'],
    ['-zzzzzzz:1', 'no field “zzzzzzz”', 0, 10, '-"zzzzzzz:1"'],
    ['sql bucket:high', 'bucket: takes cheap, mid, hard', 4, 15, 'sql bucket:hard'],
    ['bucket:(mid OR high) a', 'bucket: takes', 0, 20, 'bucket:(mid OR hard) a'],
    ['-is:errror', 'is: takes error', 0, 10, '-is:error'],
    ['is:', 'is: needs a value', 0, 3, null],
    ['model:"gpt', 'quote is not closed', 0, 10, 'model:"gpt"'],
    ['bucket:(mid OR hard', 'bracket is not closed', 0, 19, 'bucket:(mid OR hard)'],
    ['lat:fast', 'lat: takes a number', 0, 8, null],
    ['lat:2..', 'lat:', 0, 0, undefined],
    ['since:yesterday', 'since: takes', 0, 15, null],
    ['at:25:00', 'at: takes', 0, 8, null],
    ['bucket:mid OR model:gpt', 'OR joins values of one field', 11, 13, 'bucket:mid  model:gpt'],
    ['a AND b', 'joined by AND anyway', 2, 5, 'a  b'],
  ])('names what is wrong with %s, where, and what would be right', (source, message, from, to, fix) => {
    const result = parseFilter(source);
    if (fix === undefined) {
      // An open end is a range, not a mistake.
      expect(result.ok).toBe(true);
      return;
    }
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.diagnostic.message).toContain(message);
    expect([result.diagnostic.from, result.diagnostic.to]).toEqual([from, to]);
    expect(result.diagnostic.fix?.query ?? null).toBe(fix);
    if (fix !== null) expect(parseFilter(fix).ok).toBe(true);
  });

  it('treats a lone minus and regex characters as text', () => {
    const [term] = termsOf('a+b(');
    expect(term?.value).toMatchObject({ tests: [{ text: 'a+b(' }] });
    expect(() => compileFilter(termsOf('a+b( [x'))).not.toThrow();
  });

  it('never throws, whatever is typed', () => {
    for (const source of ['(', ')', '-', ':', '::', 'a:', '"', 'bucket:(', 'lat:>', 'at:..', '-"', 'stage.:1', '\\']) {
      const result = parseFilter(source);
      if (result.ok) expect(() => compileFilter(result.terms)).not.toThrow();
      else expect(result.diagnostic.message).not.toBe('');
    }
  });
});

describe('filter on rows', () => {
  it('joins terms by AND and negates', () => {
    const hard = matching('bucket:hard');
    expect(hard.length).toBeGreaterThan(50);
    expect(hard).toEqual(where(({ decision }) => decision.bucket === 'hard'));
    expect(matching('bucket:hard').length + matching('-bucket:hard').length).toBe(600);
    expect(matching('bucket:hard is:error').every((position) => ring.statusAt(position) === 'error')).toBe(true);
  });

  it('keeps commas and words that stand between quotes', () => {
    const source = withExactValues('sql', 'cluster', ['books, marbles, now', 'this AND that']);
    expect(source).toBe('sql cluster:(="books, marbles, now" OR ="this AND that")');
    const parsed = parseFilter(source);
    if (!parsed.ok) throw new Error(parsed.diagnostic.message);
    expect(parsed.terms[1]?.value).toEqual({
      kind: 'texts',
      join: 'or',
      tests: [
        { text: 'books, marbles, now', match: 'whole' },
        { text: 'this and that', match: 'whole' },
      ],
    });
    expect(withExactValues(source, 'cluster', [])).toBe('sql');
  });

  it('joins values of a field by OR', () => {
    expect(matching('bucket:(mid OR hard)')).toEqual(matching('-bucket:cheap'));
    expect(matching('app:(web OR =cli)')).toEqual(where(({ app }) => app === 'web' || app === 'cli'));
    expect(matching('model:(gpt AND mini)')).toEqual(
      where(({ decision }) => decision.model.includes('gpt') && decision.model.includes('mini')),
    );
  });

  it('compares numbers with units, and leaves unknown values out', () => {
    expect(matching('lat:>1s')).toEqual(where(({ outcome }) => (outcome.total_ms ?? 0) > 1_000));
    expect(matching('lat:500ms..1.2s').length).toBeGreaterThan(20);
    expect(matching('lat:500ms..1.2s')).toEqual(
      where(({ outcome }) => (outcome.total_ms ?? 0) >= 500 && (outcome.total_ms ?? 0) <= 1_200),
    );
    expect(matching('tokens:<=1k')).toEqual(where(({ decision }) => decision.features.request_tokens <= 1_000));
    expect(matching('stage.embed:>500us')).toEqual(
      where(({ decision }) => Math.fround(decision.timings_us.embed) > 500),
    );
    expect(matching('margin:<.02')).toEqual(matching('is:close'));
    expect(matching('cost:>0')).toEqual([]);
    expect(matching('cost:<=0')).toEqual([]);
  });

  it('knows states, features and rules', () => {
    expect(matching('status:502')).toEqual(matching('is:error'));
    expect(matching('status:5xx')).toEqual(matching('status:error'));
    expect(matching('status:>=400')).toEqual(matching('status:error'));
    expect(matching('cache:hit')).toEqual(matching('is:cached'));
    expect(matching('has:math')).toEqual(where(({ decision }) => decision.features.has_math));
    expect(matching('guard:default_mid')).toEqual(matching('bucket:mid'));
    expect(matching('cluster:proofs').length).toBeGreaterThan(0);
    expect(matching('app:=""')).toEqual(where(({ app }) => app === null));
    expect(matching('model:*mini')).toEqual(where(({ decision }) => decision.model.endsWith('mini')));
  });

  it('searches previews', () => {
    expect(matching('SQL').length).toBeGreaterThan(0);
    expect(matching('"capital of"')).toEqual(matching('australia'));
  });

  it('looks at pins, at the time and at the alpha under preview', () => {
    const now = records.at(-1)?.decision.created_ms ?? 0;
    const id = records[3]?.decision.id ?? '';
    const context = { now, alpha: 0.8, pinned: new Set([id]), found: new Set([id]) };
    expect(matching('is:pinned', context)).toEqual([ring.start + 3]);
    expect(matching('since:30s', context)).toEqual(where(({ decision }) => decision.created_ms >= now - 30_000));
    expect(matching('body:anything', context)).toEqual([ring.start + 3]);
    expect(matching('-body:anything', context)).toEqual([ring.start + 3]);
    expect(matching('body:anything')).toEqual([]);
    expect(matching('is:flip', context)).toEqual([]);
    expect(matching('is:flip', { ...context, alpha: 0 }).length).toBeGreaterThan(0);
  });

  it('finds what was tried to learn, which no alpha flips', () => {
    const tried = (seq: number) => seq % 5 === 0;
    const mixed = new RecordRing();
    for (const { seq } of records.slice(0, 100)) mixed.append(generateRecord({ seq, explored: tried(seq) }));
    const found = (source: string, alpha: number = BUILT_IN_PROFILES.Balanced.alpha) => {
      const test = compileFilter(termsOf(source), { ...NO_CONTEXT, alpha });
      return Array.from({ length: mixed.length }, (_, at) => mixed.start + at).filter((at) => test(mixed, at)).length;
    };
    const explored = records.filter(({ seq, decision }) => seq <= 100 && tried(seq) && decision.mode === 'auto').length;
    expect(explored).toBeGreaterThan(10);
    expect([found('is:explored'), found('-is:explored')]).toEqual([explored, 100 - explored]);
    expect(found('is:flip')).toBe(0);
    expect([found('is:flip', 0) > 0, found('is:flip is:explored', 0)]).toEqual([true, 0]);
    expect(suggest('is:ex', 5, mixed).map(({ insert }) => insert)).toEqual(['is:explicit', 'is:explored']);
  });

  it('reads a time of day as its last occurrence, and over midnight', () => {
    const now = new Date(2026, 4, 5, 0, 10).getTime();
    const minute = readTime('at', '00:05', now);
    expect(minute).toMatchObject({
      min: new Date(2026, 4, 5, 0, 5).getTime(),
      max: new Date(2026, 4, 5, 0, 6).getTime(),
    });
    expect(readTime('at', '23:50..00:05', now)).toMatchObject({
      min: new Date(2026, 4, 4, 23, 50).getTime(),
      max: new Date(2026, 4, 5, 0, 6).getTime(),
    });
    expect(readTime('at', '12:99', now)).toBeNull();
  });
});

describe('changes to a filter', () => {
  it('remove one term and keep the rest as it was written', () => {
    const source = 'sql bucket:hard -is:error';
    expect(withoutSpan(source, { from: 4, to: 15 })).toBe('sql -is:error');
  });

  it('toggle values of a field, as the facets do', () => {
    let query = withToggledValue('sql', 'bucket', 'mid');
    expect(query).toBe('sql bucket:mid');
    query = withToggledValue(query, 'bucket', 'hard');
    expect(query).toBe('sql bucket:(mid OR hard)');
    expect(chosenValues(query, 'bucket')).toEqual(['mid', 'hard']);
    query = withToggledValue(query, 'bucket', 'mid');
    expect(withToggledValue(query, 'bucket', 'hard')).toBe('sql');
    const app = withToggledValue(withToggledValue('', 'app', 'my app', true), 'app', '', true);
    expect(app).toBe('app:(="my app" OR ="")');
    expect(chosenValues(app, 'app')).toEqual(['my app', '']);
  });

  it('replace a range, as a brush does', () => {
    expect(withField('sql lat:>1s', 'lat', '2s..4s')).toBe('sql lat:2s..4s');
    expect(withField('lat:>1s -lat:>9s sql', 'lat', null)).toBe('sql');
  });

  it('turn a term around', () => {
    const [term] = termsOf('is:error');
    expect(term && withToggledMinus('is:error', term)).toBe('-is:error');
  });
});

describe('suggestions', () => {
  const texts = (source: string) => suggest(source, source.length, ring).map(({ insert }) => insert);

  it('are fields, then values with their counts', () => {
    expect(texts('buc')).toEqual(['bucket:']);
    expect(texts('sql -buc')).toEqual(['-bucket:']);
    const buckets = suggest('bucket:', 7, ring);
    expect(buckets.map(({ insert }) => insert)).toEqual(['bucket:cheap', 'bucket:mid', 'bucket:hard']);
    expect(buckets.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(600);
    expect(texts('-is:er')).toEqual(['-is:error']);
    expect(texts('bucket:(mid OR ha')).toEqual(['hard']);
    expect(texts('lat:')).toEqual([]);
  });

  it('replace what is at the caret only', () => {
    const [first] = suggest('sql buc is:error', 7, ring);
    expect([first?.from, first?.to]).toEqual([4, 7]);
  });
});

describe('filtered view', () => {
  it('equals a full scan while rows come, go and change', () => {
    const live = new RecordRing({ capacity: 500 });
    const terms = termsOf('-is:error bucket:mid');
    const view = new FilteredView(live, terms);
    const test = compileFilter(terms);
    let updates = 0;
    for (const [index, record] of generateRecords(2_000).entries()) {
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
