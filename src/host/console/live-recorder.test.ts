import { describe, expect, test } from 'vitest';
import {
  decision,
  manualClock,
  outcome,
  recordingLogger,
  temporaryFolder,
} from '../../../test/integration/host-fixtures.ts';
import type { Router } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import { settingsSchema } from '../../shared/settings-schema.ts';
import { MetricsCollector } from '../metrics/metrics-collector.ts';
import { ReplayTokens } from '../replay/replay-tokens.ts';
import { DecisionLog } from '../storage/decision-log.ts';
import { EventHub } from './event-hub.ts';
import { createLiveRecorder } from './live-recorder.ts';

function setUp(recordOutcome: Router['recordOutcome'] = async () => {}, enabled = true) {
  const clock = manualClock();
  const logger = recordingLogger();
  const learned: [string, Outcome][] = [];
  let published = 0;
  const router: Router = {
    decide: () => {
      throw new Error('not asked');
    },
    authenticate: () => null,
    explain: () => {
      throw new Error('not asked');
    },
    featureRow: () => null,
    recordOutcome: (made, result) => {
      learned.push([made.id, result]);
      return recordOutcome(made, result);
    },
    reroute: () => null,
    publishLatency: () => {
      published++;
    },
    latency: () => ({ revision: 0, variation: () => 0 }),
    cacheStats: () => ({ entries: 0, hits: 0, misses: 0, evictions: 0 }),
    clearCache: () => 0,
  };
  const log = new DecisionLog({
    path: `${temporaryFolder()}/decisions.db`,
    storage: () => settingsSchema.parse({}).storage,
    logger,
    clock,
  });
  const metrics = new MetricsCollector(clock);
  const replays = new ReplayTokens();
  const live = createLiveRecorder({
    log,
    metrics,
    hub: new EventHub(logger),
    clock,
    logger,
    router: () => router,
    replays,
    enabled: () => enabled,
  });
  const begin = (id: string, status: Outcome['status']) =>
    live.recorder.begin({
      decision: decision(id),
      app: null,
      dialect: 'openai-chat',
      promptText: 'hello',
      outcome: outcome({ status }),
      received: { path: '/v1/chat/completions', query: '', body: Buffer.from('{}') },
      traceparent: null,
      replayToken: null,
    });
  return { live, begin, log, logger, metrics, learned, published: () => published };
}

describe('live recorder', () => {
  test('writes and counts nothing when it is turned off, and the router learns all the same', () => {
    const { live, begin, log, metrics, learned } = setUp(undefined, false);
    begin('a', 'pending');
    live.recorder.update('a', outcome({ status: 'ok' }));
    expect(log.get('a')).toBeNull();
    expect(metrics.snapshot()).toMatchObject({ decisions: 0 });
    expect(learned.map(([id]) => id)).toEqual(['a']);
  });

  test('records, counts once, and lets the router learn from the end of an answer', () => {
    const { live, begin, log, metrics, learned, published } = setUp();
    begin('a', 'pending');
    expect(metrics.snapshot()).toMatchObject({ decisions: 1, simulated: 0 });
    live.publishLatency();
    expect(published()).toBe(0);
    live.recorder.update('a', outcome({ simulated: false, cost_usd: 0.5 }));
    live.recorder.update('a', outcome({ simulated: false, cost_usd: 0.5 }));
    expect(log.get('a')?.outcome.cost_usd).toBe(0.5);
    expect(learned.map(([id]) => id)).toEqual(['a']);
    live.publishLatency();
    live.publishLatency();
    expect(published()).toBe(1);
  });

  test('a decision without an answer teaches nothing', () => {
    const { live, begin, learned } = setUp();
    begin('a', 'decision-only');
    live.recorder.update('a', outcome());
    expect(learned).toEqual([]);
  });

  test('neither a failing hook nor a closed log reaches the request', async () => {
    const { live, begin, log, logger } = setUp(() => Promise.reject(new Error('hook')));
    begin('a', 'pending');
    live.recorder.update('a', outcome());
    await expect.poll(() => logger.lines.map((line) => line.message)).toContain('a hook failed after the answer');
    log.close();
    expect(() => {
      for (let index = 0; index < 2_000; index++) begin(`b${index}`, 'pending');
      live.recorder.update('b1', outcome());
    }).not.toThrow();
  });
});
