import { describe, expect, test } from 'vitest';
import { decision, manualClock, outcome } from '../../../test/integration/host-fixtures.ts';
import { LogHistogram } from './log-histogram.ts';
import { MetricsCollector } from './metrics-collector.ts';

describe('histogram', () => {
  test('percentiles are within one per cent, and two histograms add up', () => {
    const one = new LogHistogram();
    const other = new LogHistogram();
    for (let value = 1; value <= 1_000; value++) (value % 2 ? one : other).record(value);
    one.add(other);
    const { count, p50, p95, p99, max } = one.percentiles();
    expect([count, max]).toEqual([1_000, 1_000]);
    for (const [found, exact] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
    ] as const) {
      expect(Math.abs(found / exact - 1)).toBeLessThanOrEqual(0.0101);
    }
  });

  test('is zero when empty, takes zero, and ignores what is no time', () => {
    const histogram = new LogHistogram();
    expect(histogram.percentiles()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, max: 0 });
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) histogram.record(value);
    expect(histogram.percentiles()).toEqual({ count: 1, p50: 0, p95: 0, p99: 0, max: 0 });
  });
});

describe('metrics', () => {
  test('counts an hour, rates ten seconds, and forgets', () => {
    const clock = manualClock();
    const metrics = new MetricsCollector(clock);
    expect(metrics.snapshot()).toMatchObject({ decisions: 0, cache_hit_rate: null, decisions_per_second: 0 });
    const at = (cache: 'hit' | 'miss' | 'off') => {
      const one = decision('d', { created_ms: clock.now(), cache: { state: cache, key: 'k' } });
      metrics.recordDecision(one);
    };
    at('hit');
    at('miss');
    at('miss');
    at('off');
    metrics.recordOutcome(outcome({ simulated: false, cost_usd: 0.25, overhead_ms: 2 }), clock.now());
    metrics.recordOutcome(outcome({ simulated: false, cost_usd: null }), clock.now());
    metrics.recordOutcome(outcome({ status: 'error', simulated: false, cost_usd: null }), clock.now());
    metrics.recordOutcome(outcome({ overhead_ms: null }), clock.now());
    metrics.recordOutcome(outcome({ status: 'pending' }), clock.now());
    const snapshot = metrics.snapshot();
    expect(snapshot).toMatchObject({
      decisions: 4,
      decisions_per_second: 0.4,
      errors: 1,
      cost_usd: 0.25,
      unpriced: 1,
      simulated: 1,
      overhead_ms: { count: 3, max: 2 },
    });
    expect(snapshot.cache_hit_rate).toBeCloseTo(1 / 3);
    expect(snapshot.stages_us.embed).toMatchObject({ count: 4, max: 10 });

    clock.advance(11_000);
    expect(metrics.snapshot()).toMatchObject({ decisions: 4, decisions_per_second: 0 });
    clock.advance(3_600_000);
    expect(metrics.snapshot()).toMatchObject({ decisions: 0, cost_usd: 0 });
    metrics.recordDecision(decision('old', { created_ms: clock.now() - 4_000_000 }));
    expect(metrics.snapshot().decisions).toBe(0);
    for (let second = 0; second < 100; second++) {
      at('hit');
      clock.advance(1_000);
    }
    expect(metrics.snapshot()).toMatchObject({ decisions: 100, decisions_per_second: 0.9 });
    metrics.clear();
    expect(metrics.snapshot().decisions).toBe(0);
  });
});
