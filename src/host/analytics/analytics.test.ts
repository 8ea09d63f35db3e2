import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { shippedArtifact } from '../../../test/helpers/shipped-artifact.ts';
import {
  candidate,
  decision,
  manualClock,
  outcome,
  recordingLogger,
  temporaryFolder,
} from '../../../test/integration/host-fixtures.ts';
import { LruCache } from '../../core/cache/lru-cache.ts';
import { textHash } from '../../core/cache/text-hash.ts';
import { seededRandom } from '../../core/index.ts';
import type { ConsoleInput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import { queries } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { DAY_MS } from '../../shared/durations.ts';
import { settingsSchema } from '../../shared/settings-schema.ts';
import { DecisionLog } from '../storage/decision-log.ts';
import { cacheOverview } from './cache-overview.ts';
import { cacheWorth } from './cache-worth.ts';
import { latencyProfile } from './latency-profile.ts';
import { mapPoints } from './map-points.ts';
import { savingsReport } from './savings-report.ts';

// Few rows a look, so that everything is put together from many.
vi.mock('../log/pace.ts', () => ({
  Pace: class {
    rows = 7;
    took(): void {}
  },
}));

// Whole days take long, so that they are kept.
vi.mock('./whole-days.ts', async (original) => {
  const { readDays, ...rest } = await original<typeof import('./whole-days.ts')>();
  const keeping: typeof readDays = (sums, query, days, readSpan, onRows) =>
    readDays(sums, query, days, async (span) => ({ ...(await readSpan(span)), ms: 1_000 }), onRows);
  return { ...rest, readDays: keeping };
});

const NOW = 1_800_000_000_000;
const MODELS = ['openai/large', 'openai/small', 'unpriced/model'];
const PRICES = new Map([
  [
    'openai/large',
    {
      inputUsdPerMtok: 5,
      outputUsdPerMtok: 20,
      tiers: [{ aboveInputTokens: 200_000, inputUsdPerMtok: 10, outputUsdPerMtok: 40 }],
    },
  ],
  ['openai/small', { inputUsdPerMtok: 0.5, outputUsdPerMtok: 2 }],
]);
const facts = {
  artifact: 'test',
  price: (model: string) => PRICES.get(model) ?? null,
  quality: (model: string) => (model === 'openai/large' ? 0.9 : model === 'openai/small' ? 0.6 : null),
};

/** Three days of traffic of every kind. */
function filledLog(count = 2_000) {
  const clock = manualClock(NOW);
  const path = join(temporaryFolder(), 'decisions.db');
  const log = new DecisionLog({
    path,
    storage: () => settingsSchema.parse({}).storage,
    logger: recordingLogger(),
    clock,
  });
  onTestFinished(() => log.close());
  const random = seededRandom(7);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const records: DecisionRecord[] = [];
  for (let index = 0; index < count; index++) {
    const model = pick(MODELS);
    const simulated = random() < 0.1;
    const explicit = random() < 0.3;
    const inputTokens = random() < 0.05 ? 250_000 : Math.floor(random() * 4_000);
    const outputTokens = Math.floor(random() * 800);
    const price = PRICES.get(model);
    const overhead = random() ** 4 * 20;
    const made = decision(`d${index}`, {
      created_ms: NOW - Math.floor(random() * 3 * DAY_MS),
      mode: explicit ? 'explicit' : 'auto',
      requested_model: explicit ? `${pick(MODELS)}@high` : 'heimdall/auto',
      bucket: pick(['cheap', 'mid', 'hard'] as const),
      candidates: [candidate(model, facts.quality(model) ?? 0.5, 0.1), candidate('openai/large', 0.9, 0.8)],
      cache: { state: pick(['hit', 'miss', 'miss', 'off'] as const), key: 'k' },
      margin: pick([null, 0.01, 0.3]),
    });
    const status = random() < 0.1 ? ('error' as const) : ('ok' as const);
    const listed = price && (inputTokens * price.inputUsdPerMtok + outputTokens * price.outputUsdPerMtok) / 1e6;
    const cost = simulated ? null : (listed ?? null);
    const cached = pick(['off', 'miss', 'miss', 'hit', 'semantic'] as const);
    const isHit = cached === 'hit' || cached === 'semantic';
    records.push(
      log.append({
        decision: made,
        outcome: outcome({
          status,
          simulated,
          served_model: model,
          input_tokens: inputTokens,
          output_tokens: outputTokens,
          usage_reported: !simulated,
          response_cache: cached,
          cost_usd: isHit && !simulated ? 0 : cost,
          saved_usd: isHit ? cost : null,
          overhead_ms: overhead,
          total_ms: overhead + random() * 3_000,
        }),
        app: pick(['web', 'cli', null]),
        dialect: 'openai-chat',
        promptText: `prompt ${index}`,
        sample: random() < 0.1,
      }),
    );
  }
  return { log, records, path };
}

function input<N extends 'latency.profile' | 'savings.report' | 'map.points' | 'cache.overview' | 'cache.worth'>(
  name: N,
  value: ConsoleInput<N>,
): ConsoleParsedInput<N> {
  return queries[name].input.parse(value) as ConsoleParsedInput<N>;
}

/** The value that a share of all values do not exceed. */
function quantile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.ceil(share * ordered.length) - 1] ?? 0;
}

const near = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(expected * 0.011 + 0.001);

describe('latency profile', () => {
  test.each([
    ['heimdall', (record: DecisionRecord) => record.outcome.overhead_ms as number],
    [
      'upstream',
      (record: DecisionRecord) => (record.outcome.total_ms as number) - (record.outcome.overhead_ms as number),
    ],
    ['total', (record: DecisionRecord) => record.outcome.total_ms as number],
  ] as const)('of %s is what the records say', async (source, read) => {
    const { log, records } = filledLog();
    const from = NOW - 2 * DAY_MS;
    const filter = [{ field: 'model', in: ['openai/small'] }] as const;
    const query = input('latency.profile', {
      source,
      from_ms: from,
      to_ms: NOW,
      slo_ms: 4,
      filter: [...filter].map((term) => ({ ...term, in: [...term.in] })),
    });
    const profile = await latencyProfile(log, query, NOW);
    expect(from - profile.from_ms).toBeLessThan(profile.bin_ms);
    const wanted = records.filter(
      ({ decision: { created_ms }, outcome: { served_model }, sample }) =>
        created_ms >= profile.from_ms && created_ms < NOW && served_model === 'openai/small' && !sample,
    );
    const values = wanted.map(read);
    expect(profile.count).toBe(values.length);
    near(profile.p50, quantile(values, 0.5));
    near(profile.p95, quantile(values, 0.95));
    near(profile.p99, quantile(values, 0.99));
    expect(profile.max).toBeCloseTo(Math.max(...values), 9);
    expect(profile.slo.met).toBeCloseTo(values.filter((value) => value <= 4).length / values.length, 9);
    const costs = wanted.flatMap(({ outcome: { cost_usd } }) => (cost_usd === null ? [] : [cost_usd]));
    expect(profile.priced).toBe(costs.length);
    expect(profile.cost_usd).toBeCloseTo(
      costs.reduce((sum, cost) => sum + cost, 0),
      9,
    );
    for (const step of profile.over_time.slice(0, 20)) {
      const inStep = wanted.filter(
        ({ decision: { created_ms } }) => created_ms >= step.at && created_ms < step.at + profile.bin_ms,
      );
      expect(step.count).toBe(inStep.length);
      near(step.p95, quantile(inStep.map(read), 0.95));
    }
    for (const { from: low, to: high, count } of profile.histogram) {
      // A value on an edge may fall to either side by rounding.
      expect(Math.abs(values.filter((value) => value > low && value <= high).length - count)).toBeLessThanOrEqual(1);
    }
    const cells = profile.heatmap.cells.reduce((sum, [, , count]) => sum + count, 0);
    expect(cells).toBe(values.length);
    expect(profile.slowest.map(({ ms }) => ms)).toEqual([...values].sort((one, other) => other - one).slice(0, 20));
    expect(profile.stages_n).toBe(Math.min(1_000, wanted.length));
    expect(profile.stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(profile.stages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['embed', 'triage', 'gateway', 'upstream']),
    );
  });

  test('of nothing is empty, not wrong', async () => {
    const { log } = filledLog(0);
    const profile = await latencyProfile(log, input('latency.profile', {}), NOW);
    expect(profile).toMatchObject({
      count: 0,
      heimdall_share: null,
      slo: { met: null },
      over_time: [],
      stages: [],
      slowest: [],
    });
  });
});

describe('savings report', () => {
  const window = { from_ms: NOW - 3 * DAY_MS, to_ms: NOW + 1 };

  function expected(records: readonly DecisionRecord[], baselineOf: (record: DecisionRecord) => string | null) {
    const numbers = {
      requests: 0,
      actual: 0,
      baseline: 0,
      cached: 0,
      unpriced: 0,
      without: 0,
      baselineUnpriced: 0,
      simulated: 0,
    };
    for (const record of records) {
      const { status, simulated, cost_usd, saved_usd, response_cache } = record.outcome;
      const { input_tokens: tokensIn, output_tokens: tokensOut } = record.outcome;
      const isHit = response_cache === 'hit' || response_cache === 'semantic';
      if (record.sample || status !== 'ok') continue;
      if (simulated) numbers.simulated++;
      else if (cost_usd === null || (isHit && saved_usd === null)) numbers.unpriced++;
      else {
        const other = baselineOf(record);
        const price = other === null ? undefined : PRICES.get(other);
        if (other === null) numbers.without++;
        else if (price === undefined) numbers.baselineUnpriced++;
        else {
          const long = (tokensIn as number) > 200_000 && other === 'openai/large' ? 2 : 1;
          numbers.requests++;
          numbers.actual += cost_usd;
          numbers.cached += saved_usd ?? 0;
          numbers.baseline +=
            (long * ((tokensIn as number) * price.inputUsdPerMtok + (tokensOut as number) * price.outputUsdPerMtok)) /
            1e6;
        }
      }
    }
    return numbers;
  }

  test.each([
    ['one model', { kind: 'always', model: 'openai/large' } as const, () => 'openai/large'],
    ['an unpriced model', { kind: 'always', model: 'nobody/knows' } as const, () => 'nobody/knows'],
    [
      'what the app asked for',
      { kind: 'asked' } as const,
      ({ decision: made }: DecisionRecord) =>
        made.mode === 'explicit' ? made.requested_model.replace('@high', '') : null,
    ],
    ['the best candidate', { kind: 'best' } as const, () => 'openai/large'],
  ])('against %s adds up to the cent', async (_name, baseline, baselineOf) => {
    const { log, records } = filledLog();
    const report = await savingsReport(log, input('savings.report', { ...window, baseline }), facts, NOW);
    const sums = expected(records, baselineOf);
    expect(report.totals).toMatchObject({
      requests: sums.requests,
      unpriced: sums.unpriced,
      baseline_unpriced: sums.baselineUnpriced,
      without_baseline: sums.without,
      simulated: sums.simulated,
    });
    expect(report.totals.actual_usd).toBeCloseTo(sums.actual, 6);
    expect(report.totals.baseline_usd).toBeCloseTo(sums.baseline, 6);
    const { routing, response_cache, overhead } = report.totals.split;
    expect(response_cache).toBeCloseTo(sums.cached, 6);
    expect(report.totals.saved_usd).toBeCloseTo(routing + response_cache - overhead, 9);
    for (const parts of [report.per_day, report.by_app, report.by_model, report.by_bucket]) {
      expect(parts.reduce((sum, part) => sum + part.requests, 0)).toBe(sums.requests);
      expect(parts.reduce((sum, part) => sum + part.saved_usd, 0)).toBeCloseTo(report.totals.saved_usd, 6);
    }
  });

  test('compares predicted qualities, and marks sample answers, which are never money', async () => {
    const { log, records } = filledLog();
    const baseline = { kind: 'always', model: 'openai/large' } as const;
    const filter = [{ field: 'model' as const, in: ['openai/small'] }];
    const small = await savingsReport(log, input('savings.report', { ...window, baseline, filter }), facts, NOW);
    expect([small.totals.quality, small.totals.baseline_quality]).toEqual([
      expect.closeTo(0.6, 9),
      expect.closeTo(0.9, 9),
    ]);
    const sample = await savingsReport(log, input('savings.report', { ...window, baseline, sample: true }), facts, NOW);
    expect(sample.sample).toBe(true);
    const counted = sample.totals.requests + sample.totals.unpriced;
    expect(counted).toBe(records.filter((record) => record.sample && record.outcome.status === 'ok').length);
  });
});

test('the best candidate is never predicted to be worse than the choice, whatever the effort', async () => {
  const { log } = filledLog(0);
  const cheap = { ...candidate('openai/small', 0.62, 0.1), effort: 'low' as const };
  const better = { ...candidate('openai/small', 0.71, 0.3), effort: 'high' as const };
  for (const candidates of [
    [cheap, better],
    [better, cheap],
  ]) {
    const id = candidates[0]?.effort ?? '';
    const made = decision(id, { created_ms: NOW - 1, candidates, effort: candidates[0]?.effort ?? null });
    const answered = {
      served_model: 'openai/small',
      simulated: false,
      cost_usd: 0.1,
      input_tokens: 10,
      output_tokens: 5,
    };
    log.append({
      decision: made,
      outcome: outcome(answered),
      app: null,
      dialect: 'openai-chat',
      promptText: '',
      sample: false,
    });
  }
  const table = { ...facts, quality: (_: string, effort: string | null) => (effort === 'high' ? 0.5 : 0.4) };
  const report = (baseline: ConsoleInput<'savings.report'>['baseline']) =>
    savingsReport(log, input('savings.report', { baseline }), table, NOW);
  const best = await report({ kind: 'best' });
  expect(best.totals).toMatchObject({ quality: expect.closeTo(0.665, 9), baseline_quality: expect.closeTo(0.71, 9) });
  const same = await report({ kind: 'always', model: 'openai/small' });
  expect(same.totals.baseline_quality).toBe(same.totals.quality);
  const other = await report({ kind: 'always', model: 'openai/large' });
  expect(other.totals.baseline_quality).toBeCloseTo(0.4, 9);
});

test('what a cache would have done at other sizes is what one of that size does', async () => {
  const { log } = filledLog(0);
  const keys = Array.from({ length: 60 }, (_each, index) => textHash(String((index * index) % 17)));
  keys.forEach((key, index) => {
    log.append({
      decision: decision(`u${index}`, { created_ms: NOW - 60_000 + index * 100, cache: { state: 'miss', key } }),
      outcome: outcome({ cost_usd: 0.01, output_tokens: 100, total_ms: 900, overhead_ms: 2 }),
      app: null,
      dialect: 'openai-chat',
      promptText: '',
      sample: false,
    });
  });
  const limits = { maxBytes: 4_000, ttlSeconds: 3_600, entryBytes: 1_000 };
  const worth = await cacheWorth(log, input('cache.worth', { cache: 'responses' }), limits, NOW);
  expect(worth).toMatchObject({ uses: 60, sampled_share: 1, distinct_bytes: new Set(keys).size * 1_000 });
  for (const { factor, hits, saved_usd: usd, saved_ms: ms } of worth.sizes) {
    const cache = new LruCache<true>({ maxEntries: 4 * factor, ttlMs: 1e9, clock: manualClock(NOW) });
    for (const key of keys) if (cache.get(key) === undefined) cache.set(key, true);
    expect(hits).toBe(cache.stats().hits);
    expect(usd).toBeCloseTo(hits * 0.01, 9);
    expect(ms).toBeCloseTo(hits * 900, 6);
  }
  const filtered = { cache: 'decisions' as const, filter: [{ is: 'error' as const }] };
  expect(await cacheWorth(log, input('cache.worth', filtered), limits, NOW)).toMatchObject({ uses: 0 });
});

test('map points and clusters are those of the newest decisions', async () => {
  const { log, records } = filledLog(300);
  const artifact = { ...(await shippedArtifact()), version: 'test' };
  const { points, clusters, variance_kept } = await mapPoints(log, input('map.points', { last: 50 }), artifact, NOW);
  const newest = records
    .filter(({ sample }) => !sample)
    .sort((one, other) => other.decision.created_ms - one.decision.created_ms)
    .slice(0, 50);
  expect(points.id).toEqual(newest.map((record) => record.decision.id));
  expect(points.bucket).toEqual(newest.map((record) => record.decision.bucket));
  const first = clusters[0];
  expect(first?.count).toBe(50);
  expect(Object.values(first?.buckets ?? {}).reduce((sum, count) => sum + count, 0)).toBe(50);
  expect(clusters.length).toBe(artifact.clusters.count);
  const known = newest.flatMap(({ outcome }) => outcome.cost_usd ?? []);
  expect(known.length).toBeGreaterThan(0);
  expect(first?.cost_usd).toBeCloseTo(known.reduce((sum, cost) => sum + cost, 0));
  // None of the decisions is in it, so nothing is known of its cost.
  expect(clusters[1]?.cost_usd).toBeNull();
  expect(variance_kept).toBeGreaterThan(0.02);
});

test('decisions of another artifact are on no map but its own, and counted beside it', async () => {
  const { log } = filledLog(300);
  const artifact = { ...(await shippedArtifact()), version: 'another' };
  const { points, clusters, other_artifacts } = await mapPoints(log, input('map.points', { last: 50 }), artifact, NOW);
  expect([points.id.length, other_artifacts]).toEqual([0, 50]);
  expect(clusters.every(({ count }) => count === 0)).toBe(true);
});

test('the quality of a cluster is asked only of the artifact that the cluster is of', async () => {
  const { log } = filledLog(300);
  const asked = async (artifact: string) => {
    const clusters = new Set<number | null>();
    const table = {
      ...facts,
      artifact,
      quality: (_model: string, _effort: string | null, cluster: number | null) => {
        clusters.add(cluster);
        return 0.5;
      },
    };
    const baseline = { kind: 'always' as const, model: 'openai/large' };
    await savingsReport(log, input('savings.report', { from_ms: 0, baseline }), table, NOW);
    return [...clusters];
  };
  expect(await asked('test')).toEqual([0]);
  expect(await asked('another')).toEqual([null]);
});

test('the cache overview counts every decision once', async () => {
  const { log, records } = filledLog(500);
  const overview = await cacheOverview(
    log,
    input('cache.overview', { from_ms: NOW - 3 * DAY_MS, to_ms: NOW + 1 }),
    NOW,
  );
  const states = records.filter(({ sample }) => !sample).map((record) => record.decision.cache.state);
  const count = (state: string) => states.filter((each) => each === state).length;
  expect(overview).toMatchObject({ hits: count('hit'), misses: count('miss'), off: count('off') });
  const answered = records.filter(({ sample }) => !sample).map((record) => record.outcome.response_cache);
  expect(overview.response).toEqual({
    exact: answered.filter((each) => each === 'hit').length,
    semantic: answered.filter((each) => each === 'semantic').length,
    misses: answered.filter((each) => each === 'miss').length,
  });
  expect(overview.hit_rate).toBeCloseTo(count('hit') / (count('hit') + count('miss')), 9);
  expect(new Set(overview.over_time.map(({ at }) => at)).size).toBe(overview.over_time.length);
});

describe('what whole days gave is kept', () => {
  const window = { from_ms: NOW - 5 * DAY_MS, to_ms: NOW + 1 };
  const baseline = { kind: 'best' as const };
  const ask = async (log: DecisionLog) => ({
    latency: await latencyProfile(log, input('latency.profile', { ...window, source: 'total', slo_ms: 900 }), NOW),
    savings: await savingsReport(log, input('savings.report', { ...window, baseline }), facts, NOW),
    caches: await cacheOverview(log, input('cache.overview', window), NOW),
  });
  const keptDays = (path: string) => {
    const database = new Libsql(path);
    const rows = database.prepare('SELECT query, day FROM day_sums ORDER BY query, day').raw().all();
    database.close();
    return rows as unknown as [string, number][];
  };
  /** The same records in another log, which has kept nothing. */
  const anew = (records: readonly DecisionRecord[]) => {
    const log = filledLog(0).log;
    for (const { decision: made, outcome: ended, app, dialect, sample } of records) {
      log.append({ decision: made, outcome: ended, app, dialect, promptText: null, sample });
    }
    return log;
  };

  test('and gives the same the second time, without a look at those days', async () => {
    const { log, path } = filledLog();
    const first = await ask(log);
    log.flush();
    const kept = keptDays(path);
    expect(new Set(kept.map(([, day]) => day)).size).toBeGreaterThanOrEqual(2);
    expect(await ask(log)).toEqual(first);
    // What is kept is what is read.
    const database = new Libsql(path);
    database.exec("UPDATE day_sums SET rows = '[]'");
    database.close();
    expect((await ask(log)).latency.count).toBeLessThan(first.latency.count);
  });

  test('until something of such a day changes', async () => {
    const { log, records } = filledLog();
    await ask(log);
    const old = records.find(({ decision: { created_ms }, sample }) => created_ms < NOW - 2 * DAY_MS && !sample);
    const id = old?.decision.id as string;
    const late = outcome({ status: 'ok', cost_usd: 123, total_ms: 77_000, overhead_ms: 70_000 });
    log.update(id, late);
    const changed = records.map((record) => (record === old ? { ...record, outcome: late } : record));
    const updated = await ask(log);
    expect(updated.latency.max).toBe(77_000);
    expect(updated).toEqual(await ask(anew(changed)));

    log.append({
      decision: decision('late', { created_ms: NOW - 1.5 * DAY_MS, cache: { state: 'hit', key: 'k' } }),
      outcome: outcome({ total_ms: 99_000, overhead_ms: 1 }),
      app: null,
      dialect: 'openai-chat',
      promptText: null,
      sample: false,
    });
    const appended = await ask(log);
    expect(appended.latency).toMatchObject({ max: 99_000, count: updated.latency.count + 1 });
    expect(appended.caches.hits).toBe(updated.caches.hits + 1);

    log.clear('all');
    expect(await ask(log)).toMatchObject({ latency: { count: 0 }, savings: { totals: { requests: 0 } } });
  });

  test('not when something changed while it was read', async () => {
    const { log, path } = filledLog();
    const sums = log.daySums as NonNullable<DecisionLog['daySums']>;
    const day = Math.floor(NOW / DAY_MS) - 1;
    const { changes } = await sums.read('a query', day, day + 1);
    sums.keep('a query', day, [[1]], changes);
    expect((await sums.read('a query', day, day + 1)).rows).toEqual(new Map([[day, '[[1]]']]));
    log.update('d0', outcome({ total_ms: 1 }));
    log.update('d1', outcome({ total_ms: 1 }));
    log.flush();
    sums.keep('a query', day + 1, [[1]], changes);
    log.flush();
    expect(keptDays(path).filter(([, each]) => each === day + 1)).toEqual([]);
  });

  test('for the queries that were last asked anew', async () => {
    const { log, path } = filledLog(1);
    const sums = log.daySums as NonNullable<DecisionLog['daySums']>;
    for (let query = 0; query < 40; query++) {
      const { changes } = await sums.read(`query ${query}`, 100 + query, 101 + query);
      sums.keep(`query ${query}`, 100 + query, [], changes);
    }
    await sums.read('the last', 200, 201);
    log.flush();
    expect(keptDays(path).map(([query]) => query)).toContain('query 39');
    expect(keptDays(path)).toHaveLength(32);
  });
});
