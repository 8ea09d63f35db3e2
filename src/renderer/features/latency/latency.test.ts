import { describe, expect, it } from 'vitest';
import { generateRecords } from '../../dev/generate-records.ts';
import { compileFilter } from '../../store/filter-compile.ts';
import { parseFilter } from '../../store/filter-query.ts';
import { structuredFilter } from '../../store/filter-structured.ts';
import { readTime } from '../../store/filter-values.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { rowAt } from '../../store/row.ts';
import {
  atLeast,
  barsBetween,
  brushValue,
  lonePoints,
  placeOf,
  rangeValue,
  readFields,
  stepsOf,
  withEmptyBars,
  writeBound,
  writeTimes,
} from './brush.ts';
import { cellStrength, heatmapGrid } from './heatmap-cells.ts';
import { type LatencyProfile, linkQuery, readChoice, readQuery, rowsQuery, windowRange } from './latency-choice.ts';
import { boxScale, stagesOf } from './stage-box.ts';
import { formatShare, heatmapSentence, histogramSentence, percentilesSentence } from './summaries.ts';

const NOW = new Date('2026-11-23T12:04:06.500').getTime();
const spread = (count: number, p95: number) => ({ count, p50: p95 / 2, p95, p99: p95 * 1.5, max: p95 * 2 });

function profile(change: Partial<LatencyProfile> = {}): LatencyProfile {
  return {
    from_ms: NOW,
    to_ms: NOW + 10_000,
    bin_ms: 1_000,
    ...spread(0, 0),
    heimdall_share: null,
    cost_usd: 0,
    priced: 0,
    slo: { limit_ms: 5, met: null },
    over_time: [],
    histogram: [],
    heatmap: { rows: [], cells: [] },
    stages: [],
    stages_n: 0,
    slowest: [],
    ...change,
  };
}

const parts = (query: string) => {
  const parsed = parseFilter(query);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return parsed.terms;
};

const RATIO = 1.02 ** 12;
const bar = (index: number, count: number) => ({
  from: 0.001 * RATIO ** (index - 1),
  to: 0.001 * RATIO ** index,
  count,
});

describe('bars', () => {
  it('that are left out come back empty, and none is invented', () => {
    const all = withEmptyBars([bar(10, 5), bar(11, 2), bar(15, 1)]);
    expect(all.map(({ count }) => count)).toEqual([5, 2, 0, 0, 0, 1]);
    for (const [index, { from }] of all.slice(1).entries()) expect(from / (all[index]?.to ?? 0)).toBeCloseTo(1, 6);
    expect(withEmptyBars([])).toEqual([]);
    // The lowest bar begins at 0, where nothing grows by a ratio.
    expect(withEmptyBars([{ from: 0, to: 0.001, count: 1 }, bar(3, 1)]).map(({ count }) => count)).toEqual([
      1, 0, 0, 1,
    ]);
  });

  it('are found from a stretch of the chart, and the stretch from a latency', () => {
    const all = [bar(10, 1), bar(11, 1), bar(12, 1)];
    expect(barsBetween(all, 0.2, 0.3)).toEqual({ first: 0, last: 0 });
    expect(barsBetween(all, 2.9, 0.5)).toEqual({ first: 0, last: 2 });
    expect(barsBetween(all, -4, 99)).toEqual({ first: 0, last: 2 });
    expect(barsBetween(all, 1, 2)).toEqual({ first: 1, last: 1 });
    expect(placeOf(all, all[1]?.to ?? 0)).toBeCloseTo(2, 9);
    expect(placeOf(all, 0)).toBe(0);
    expect(placeOf(all, 1e9)).toBe(3);
  });
});

describe('a brush', () => {
  it('writes what the filter reads back', () => {
    const all = [bar(60, 1), bar(61, 4), bar(62, 1)];
    const value = brushValue(all, 1, 2);
    const { brush } = readQuery(`bucket:mid lat:${value} sql`, 'total');
    // Four digits: a two-thousandth, where a bar is a quarter.
    expect(Math.abs((brush?.min ?? 0) / (all[1]?.from ?? 1) - 1)).toBeLessThan(0.0005);
    expect(Math.abs((brush?.max ?? 0) / (all[2]?.to ?? 1) - 1)).toBeLessThan(0.0005);
    if (brush) expect(rangeValue(brush)).toBe(value);
  });

  it.each([
    [0, '0ms'],
    [0.0412, '41.2us'],
    [2.5, '2.5ms'],
    [2_345.678, '2.346s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(writeBound(ms)).toBe(text);
  });

  it('never leaves out the value that it starts from', () => {
    for (const ms of [0.0123456, 1.84321, 999.96, 12_345.678]) {
      const term = parts(`lat:${atLeast(ms)}`)[0];
      expect(term?.value.kind === 'range' && term.value.min).toBeLessThanOrEqual(ms);
    }
  });

  it('is the same from the fields, which name their mistakes', () => {
    expect(readFields('2s', '4s')).toEqual({ ok: true, value: '2s..4s' });
    expect(readFields('300', '')).toEqual({ ok: true, value: '>=300ms' });
    expect(readFields('', '80us')).toEqual({ ok: true, value: '<=80us' });
    expect(readFields(' ', '')).toEqual({ ok: true, value: null });
    expect(readFields('soon', '')).toMatchObject({ ok: false, field: 'from' });
    expect(readFields('1s', '1..2')).toMatchObject({ ok: false, field: 'to' });
    expect(readFields('5s', '2s')).toMatchObject({ ok: false, field: 'to' });
  });
});

describe('a zoom', () => {
  it.each([
    ['steps of seconds', { fromMs: NOW - 60_500, toMs: NOW - 30_500 }],
    ['steps of half seconds', { fromMs: NOW - 5_000, toMs: NOW - 2_500 }],
    ['yesterday', { fromMs: NOW - 86_400_500, toMs: NOW - 85_680_500 }],
  ])('in %s is read back to the millisecond', (_, range) => {
    expect(readTime('at', writeTimes(range, NOW), NOW)).toMatchObject({ min: range.fromMs, max: range.toMs });
  });

  it('is no condition of its own but the window', () => {
    const { zoom, rest } = readQuery('at:2026-11-23T12:00:00..2026-11-23T12:00:29 bucket:mid', 'heimdall');
    const from = new Date('2026-11-23T12:00:00').getTime();
    expect(zoom).toEqual({ fromMs: from, toMs: from + 30_000 });
    expect(rest.map(({ field }) => field)).toEqual(['bucket']);
  });
});

describe('the window', () => {
  it('is on whole steps, so that a step holds the same requests each time', () => {
    const one = windowRange('5m', NOW, null);
    const soon = windowRange('5m', NOW + 700, null);
    expect(one).toEqual(soon);
    expect(one.toMs - one.fromMs).toBe(300_000);
    expect(one.toMs).toBeGreaterThan(NOW);
    expect(one.toMs % 2_500).toBe(0);
  });

  it('of the sample holds all of it', () => {
    const { fromMs, toMs } = windowRange('sample', NOW, { fromMs: NOW - 900_000, toMs: NOW - 850_000 });
    expect(fromMs).toBeLessThanOrEqual(NOW - 900_000);
    expect(toMs).toBeGreaterThan(NOW - 850_000);
    expect(toMs - fromMs).toBe(60_000);
  });

  it('comes from the link, and what cannot be read falls back', () => {
    expect(readChoice({}, '1h')).toEqual({ window: '1h', source: 'heimdall', sloMs: 5 });
    expect(readChoice({ window: '5m', source: 'total', slo: '800' }, '1h')).toEqual({
      window: '5m',
      source: 'total',
      sloMs: 800,
    });
    expect(readChoice({ window: '9y', source: 'moon', slo: '-1' }, 'sample')).toMatchObject({
      window: 'sample',
      sloMs: 5,
    });
  });

  it('goes along with every link to the decisions', () => {
    expect(rowsQuery('', '5m')).toBe('since:5m is:traffic');
    expect(rowsQuery('at:12:04 is:sample', '1h')).toBe('at:12:04 is:traffic');
    expect(rowsQuery('sql', 'sample')).toBe('sql is:sample');
    const choice = readChoice({ source: 'upstream' }, '1h');
    expect(linkQuery('upstream:>2s bucket:mid', choice, '>=3s')).toBe('bucket:mid upstream:>=3s since:1h is:traffic');
  });
});

describe('steps over time', () => {
  const over_time = [
    { at: NOW, ...spread(200, 2) },
    { at: NOW + 1_000, ...spread(40, 3) },
    { at: NOW + 5_000, ...spread(120, 9) },
  ];
  const steps = stepsOf(profile({ over_time }), 100);

  it('have gaps where there was no request, and no p99 of few', () => {
    expect(steps.p95).toEqual([2, 3, null, null, null, 9, null, null, null, null]);
    expect(steps.p99).toEqual([3, null, null, null, null, 13.5, null, null, null, null]);
    expect(steps.withoutP99).toBe(1);
    expect(steps.at[0]).toBe(NOW + 500);
  });

  it('show a point that no line would', () => {
    expect(lonePoints(steps.p95)).toEqual([5]);
    expect(lonePoints(steps.p99)).toEqual([0, 5]);
  });

  it('are one sentence', () => {
    expect(percentilesSentence(profile({ over_time }), 'heimdall')).toBe(
      'Time in Heimdall: p95 rose from 2.00 ms to 9.00 ms between 12:04:07 and 12:04:12, highest 9.00 ms at 12:04:12; 3 steps between have no request.',
    );
    expect(percentilesSentence(profile(), 'total')).toBe('Whole time: no request in this window.');
    const flat = [over_time[0], { at: NOW + 1_000, ...spread(200, 2.1) }] as typeof over_time;
    expect(percentilesSentence(profile({ over_time: flat }), 'upstream')).toContain('p95 stayed near 2.10 ms');
  });
});

describe('the other charts', () => {
  it('are one sentence each', () => {
    const bars = [bar(31, 3), bar(32, 9)];
    expect(histogramSentence(bars, 'heimdall')).toContain('of 12 requests');
    expect(histogramSentence(bars, 'heimdall')).toContain('most (75.0%)');
    expect(histogramSentence([], 'heimdall')).toContain('no request');
    const rows = [bar(31, 0), bar(32, 0)].map(({ from, to }) => ({ from, to }));
    const heatmap = { rows, cells: [[2, 1, 7]] as [number, number, number][] };
    expect(heatmapSentence(profile({ heatmap }))).toContain('(7) at 12:04:08');
    expect(heatmapSentence(profile())).toBe('No request in this window.');
  });

  it('put each count into its cell', () => {
    const rows = [bar(31, 0), bar(32, 0)].map(({ from, to }) => ({ from, to }));
    const cells: [number, number, number][] = [
      [0, 0, 3],
      [9, 1, 40],
      [12, 0, 9],
    ];
    const grid = heatmapGrid(profile({ heatmap: { rows, cells } }));
    expect(grid.columns).toBe(10);
    expect(grid.counts[0]).toBe(3);
    expect(grid.counts[19]).toBe(40);
    expect(grid.counts.reduce((sum, count) => sum + count, 0)).toBe(43);
    expect(grid.most).toBe(40);
    expect(cellStrength(0, 40)).toBe(0);
    expect(cellStrength(1, 40)).toBeGreaterThan(0.1);
    expect(cellStrength(40, 40)).toBe(1);
    expect(cellStrength(1, 1)).toBe(1);
  });

  it('draw stages on whole decades, and shares of the source alone', () => {
    const stage = (name: string, us: number, share: number) => ({
      name,
      count: 200,
      p5: us / 2,
      p25: us * 0.8,
      p50: us,
      p75: us * 1.2,
      p95: us * 2,
      p99: us * 3,
      share,
    });
    const stages = [stage('embed', 5, 0.0006), stage('upstream', 800_000, 0.999), stage('gateway', 300, 0.0004)];
    const scale = boxScale(stages);
    expect(scale.low).toBeCloseTo(1, 9);
    expect(scale.high).toBeCloseTo(1e7, 3);
    const marks = scale.marks(stages[0] as (typeof stages)[0]);
    expect(marks.p5).toBeLessThan(marks.p50);
    expect(marks.p50).toBeCloseTo(Math.log10(5) / 7, 6);
    const own = stagesOf(stages, 'heimdall');
    expect(own.map(({ name }) => name)).toEqual(['embed', 'gateway']);
    expect(own[0]?.share).toBeCloseTo(0.6, 9);
    expect(stagesOf(stages, 'total')[0]?.name).toBe('upstream');
    expect(formatShare(0.00028)).toBe('0.028%');
    expect(formatShare(0.5)).toBe('50.0%');
  });
});

describe('the filter for the host', () => {
  it('keeps the meaning of every term, and says which it cannot', () => {
    const { filter, left } = structuredFilter(
      parts(
        'bucket:(mid OR hard) model:=openai/gpt-5.4 -app:web lat:2s..4s cost:>0.01 is:close refund since:5m stage.embed:>1ms is:pinned',
      ),
      NOW,
    );
    expect(filter).toEqual([
      { field: 'bucket', in: ['mid', 'hard'], negated: false },
      { field: 'model', in: ['openai/gpt-5.4'], negated: false },
      { field: 'app', like: 'web', negated: true },
      { field: 'total_ms', min: 2_000, max: 4_000, negated: false },
      { field: 'cost_usd', above: 0.01, negated: false },
      { field: 'margin', below: 0.02, negated: false },
      { text: 'refund', negated: false },
      { field: 'at', min: NOW - 300_000, negated: false },
    ]);
    expect(left.map(({ field }) => field)).toEqual(['stage.embed', 'is']);
  });

  it('says any, none and not all of several as the log can be asked', () => {
    const ask = (query: string) => structuredFilter(parts(query), NOW);
    const part = (text: string, negated = false) => ({ field: 'model', like: text, negated });
    expect(ask('model:(gpt OR claude)').filter).toEqual([{ any: [part('gpt'), part('claude')], negated: false }]);
    expect(ask('-model:(gpt OR claude)').filter).toEqual([part('gpt', true), part('claude', true)]);
    expect(ask('-has:(code AND math)').filter).toEqual([
      {
        any: [
          { is: 'code', negated: true },
          { is: 'math', negated: true },
        ],
        negated: false,
      },
    ]);
    expect(ask('model:gpt*mini').filter).toEqual([{ field: 'model', glob: 'gpt*mini', negated: false }]);
    expect(ask('fallback:>1 body:"late fee" cluster:="a, b" profile:economy is:traffic').filter).toEqual([
      { field: 'fallbacks', above: 1, negated: false },
      { body: 'late fee', negated: false },
      { field: 'cluster_label', in: ['a, b'], negated: false },
      { field: 'profile', like: 'economy', negated: false },
      { is: 'traffic', negated: false },
    ]);
  });
});

describe('the fields of the view', () => {
  it('are those of the rows: upstream is what is left of the whole', () => {
    const ring = new RecordRing();
    for (const record of generateRecords(200)) ring.append(record);
    const matching = (query: string): number => {
      const test = compileFilter(parts(query));
      let count = 0;
      for (let at = ring.start; at < ring.end; at++) if (test(ring, at)) count++;
      return count;
    };
    let expected = 0;
    for (let at = ring.start; at < ring.end; at++) {
      const row = rowAt(ring, at);
      if ((row.totalMs ?? 0) - (row.overheadMs ?? 0) > 1_000) expected++;
    }
    expect(expected).toBeGreaterThan(10);
    expect(matching('upstream:>1s')).toBe(expected);
    expect(matching('stage.gateway:>0')).toBe(200);
  });
});
