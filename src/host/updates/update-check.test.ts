import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { manualClock, recordingLogger } from '../../../test/integration/host-fixtures.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import { UpdateCheck } from './update-check.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FEED = 'https://feed.test/latest.json';

function setUp(first: string | null = FEED) {
  const clock = manualClock();
  const logger = recordingLogger();
  const asked: string[] = [];
  const world = { feed: first, answer: { version: '2.0.0', url: 'https://feed.test/2' } as unknown };
  const follows: NonNullable<NonNullable<Parameters<Fetch>[1]>['mayFollow']>[] = [];
  const fetch: Fetch = async (url, init) => {
    asked.push(url);
    if (init?.mayFollow) follows.push(init.mayFollow);
    return new Response(JSON.stringify(world.answer));
  };
  const onChange = vi.fn();
  const check = new UpdateCheck({ version: '1.0.0', feed: () => world.feed, fetch, clock, logger, onChange });
  /** Lets time pass in the steps in which it is looked whether it is time. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += HOUR / 4) {
      clock.advance(HOUR / 4);
      await vi.advanceTimersByTimeAsync(HOUR / 4);
    }
  };
  return { clock, logger, asked, follows, world, onChange, check, pass };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('UpdateCheck', () => {
  it('asks nobody while there is no feed', async () => {
    const { asked, check, pass } = setUp(null);
    check.start();
    await pass(3 * DAY);
    expect(asked).toEqual([]);
    expect(check.status()).toEqual({
      current: '1.0.0',
      feed: null,
      checking: false,
      checked_ms: null,
      latest: null,
      problem: null,
    });
    await expect(check.check()).rejects.toThrow('No update feed is set');
    expect(asked).toEqual([]);
  });

  it('asks at the start and once a day, also when the clock was set back', async () => {
    const { asked, check, clock, pass } = setUp();
    check.start();
    await pass(DAY - HOUR);
    expect(asked).toEqual([FEED]);
    expect(check.status().latest).toMatchObject({ version: '2.0.0', newer: true });
    await pass(HOUR);
    expect(asked).toHaveLength(2);
    clock.correct(-7 * DAY);
    await pass(HOUR);
    expect(asked).toHaveLength(3);
    check.close();
    await pass(3 * DAY);
    expect(asked).toHaveLength(3);
  });

  it('asks again an hour after a failure, says why, and keeps what was known', async () => {
    const { asked, check, logger, pass, world } = setUp();
    check.start();
    await pass(HOUR);
    world.answer = { version: 'soon', url: 'https://feed.test/2' };
    await pass(DAY - HOUR);
    expect(asked).toHaveLength(2);
    expect(check.status()).toMatchObject({ latest: { version: '2.0.0' }, problem: expect.stringContaining('"soon"') });
    await pass(2 * HOUR);
    expect(asked).toHaveLength(4);
    expect(logger.lines).toHaveLength(1);
    world.answer = { version: '2.0.1', url: 'https://feed.test/2' };
    await pass(HOUR);
    expect(check.status()).toMatchObject({ latest: { version: '2.0.1' }, problem: null });
  });

  it('forgets a feed that the settings name no more, also while it is asked', async () => {
    const { asked, check, onChange, pass, world } = setUp();
    check.start();
    world.feed = 'https://other.test/latest.json';
    world.answer = { version: '3.0.0', url: 'https://other.test/3' };
    check.configChanged();
    expect(check.status()).toMatchObject({ feed: world.feed, checking: true, latest: null });
    await pass(HOUR);
    expect(asked).toEqual([FEED, world.feed]);
    expect(check.status().latest?.version).toBe('3.0.0');
    world.feed = null;
    onChange.mockClear();
    check.configChanged();
    expect(onChange).toHaveBeenCalled();
    expect(check.status()).toMatchObject({ feed: null, latest: null, checked_ms: null });
    await pass(2 * DAY);
    expect(asked).toHaveLength(2);
  });

  it('is sent on over TLS alone, and never from elsewhere to this machine or network', async () => {
    const { check, follows, world } = setUp();
    const sentTo = async (feed: string, to: string): Promise<boolean | undefined> => {
      world.feed = feed;
      check.configChanged();
      await check.check();
      return follows.at(-1)?.(new URL(to));
    };
    expect(await sentTo(FEED, 'https://files.test/latest.json')).toBe(true);
    for (const to of ['http://files.test/', 'https://192.168.1.7/', 'https://127.0.0.1/', 'http://localhost:8080/']) {
      expect(await sentTo(FEED, to), to).toBe(false);
    }
    expect(await sentTo('http://127.0.0.1:8080/latest.json', 'http://localhost:8080/new.json')).toBe(true);
    expect(await sentTo('http://127.0.0.1:8080/latest.json', 'http://files.test/')).toBe(false);
  });

  it('tells older and equal versions from newer ones', async () => {
    const { check, world } = setUp();
    for (const [version, newer] of [
      ['0.9.9', false],
      ['1.0.0+7', false],
      ['1.0.0-rc.1', false],
      ['1.0.1-rc.1', true],
      ['v1.0.1', true],
    ] as const) {
      world.answer = { version, url: 'https://feed.test/x' };
      expect((await check.check()).latest, version).toMatchObject({ newer });
    }
  });
});
