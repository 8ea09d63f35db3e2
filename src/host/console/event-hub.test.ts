import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decision, outcome, recordingLogger } from '../../../test/integration/host-fixtures.ts';
import type { ConsoleEvent } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { BATCH_INTERVAL_MS, EventHub, MAX_BATCH } from './event-hub.ts';

const record = (id: string, seq = 1): DecisionRecord => ({
  seq,
  decision: decision(id),
  outcome: outcome({ status: 'pending' }),
  app: null,
  dialect: 'openai-chat',
  prompt_preview: null,
  sample: false,
  replay_of: null,
});

describe('event hub', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('gathers what happens in 50 ms into one message', () => {
    const hub = new EventHub(recordingLogger());
    const batches: ConsoleEvent<'decisions'>[] = [];
    hub.subscribe('decisions', (batch) => batches.push(batch));
    hub.added(record('a'));
    hub.updated('earlier', outcome({ cost_usd: 1 }));
    hub.updated('earlier', outcome({ cost_usd: 2 }));
    hub.added(record('b'));
    hub.updated('a', outcome({ cost_usd: 3 }));
    expect(batches).toEqual([]);
    vi.advanceTimersByTime(BATCH_INTERVAL_MS);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.added.map((added) => [added.decision.id, added.outcome.cost_usd])).toEqual([
      ['a', 3],
      ['b', null],
    ]);
    expect(batches[0]?.updated).toEqual([{ id: 'earlier', outcome: outcome({ cost_usd: 2 }) }]);
    vi.advanceTimersByTime(1_000);
    expect(batches).toHaveLength(1);
  });

  test('sends at most twenty messages a second, bounded, and counts what it dropped', () => {
    const hub = new EventHub(recordingLogger());
    const batches: ConsoleEvent<'decisions'>[] = [];
    hub.subscribe('decisions', (batch) => batches.push(batch));
    let seq = 0;
    for (let ms = 0; ms < 1_000; ms++) {
      for (let index = 0; index < 10; index++) hub.added(record(`d${++seq}`, seq));
      hub.updated(`u${ms}`, outcome());
      vi.advanceTimersByTime(1);
    }
    for (let index = 0; index < 1_500; index++) hub.updated(`v${index}`, outcome());
    vi.advanceTimersByTime(100);
    expect(batches.length).toBeLessThanOrEqual(21);
    expect(Math.max(...batches.map((batch) => batch.added.length))).toBe(MAX_BATCH);
    const added = batches.reduce((sum, batch) => sum + batch.added.length, 0);
    const updated = batches.reduce((sum, batch) => sum + batch.updated.length, 0);
    const dropped = batches.reduce((sum, batch) => sum + batch.dropped, 0);
    expect(added + updated + dropped).toBe(10_000 + 1_000 + 1_500);
  });

  test('costs nothing without listeners, and leaves a listener alone after it left', () => {
    const hub = new EventHub(recordingLogger());
    hub.added(record('a'));
    hub.updated('a', outcome());
    hub.changed('app');
    expect(vi.getTimerCount()).toBe(0);
    const listener = vi.fn();
    const leave = hub.subscribe('changed', listener);
    hub.changed('app');
    hub.changed('app');
    hub.changed('tuning');
    vi.advanceTimersByTime(60);
    expect(listener.mock.calls.map(([event]) => event.what)).toEqual(['app', 'tuning']);
    leave();
    hub.changed('log');
    vi.advanceTimersByTime(60);
    expect(listener).toHaveBeenCalledTimes(2);
    hub.close();
  });

  test('records that were deleted meanwhile are not sent any more', () => {
    const hub = new EventHub(recordingLogger());
    const seen: unknown[] = [];
    hub.subscribe('decisions', ({ added, updated }) => seen.push([added.map(({ seq }) => seq), updated.length]));
    hub.subscribe('changed', ({ what }) => seen.push(what));
    hub.added({ ...record('s', 1), sample: true });
    hub.added(record('r', 2));
    hub.updated('earlier', outcome());
    hub.removed('sample');
    vi.advanceTimersByTime(60);
    expect(seen).toEqual([[[2], 1], 'log']);
    hub.added(record('r2', 3));
    hub.updated('earlier', outcome());
    hub.removed('all');
    vi.advanceTimersByTime(60);
    expect(seen).toEqual([[[2], 1], 'log', 'log']);
  });

  test('a listener that throws is logged and does not stop the others', () => {
    const logger = recordingLogger();
    const hub = new EventHub(logger);
    const good = vi.fn();
    hub.subscribe('changed', () => {
      throw new Error('boom');
    });
    hub.subscribe('changed', good);
    hub.changed('cache');
    vi.advanceTimersByTime(60);
    expect(good).toHaveBeenCalledWith({ what: 'cache' });
    expect(logger.lines).toHaveLength(1);
    hub.changed('cache');
    hub.close();
    vi.advanceTimersByTime(60);
    expect(good).toHaveBeenCalledTimes(1);
  });
});
