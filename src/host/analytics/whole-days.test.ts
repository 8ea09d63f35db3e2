import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../shared/durations.ts';
import { wholeDays } from './whole-days.ts';

/** Noon of day 100. */
const NOW = 100.5 * DAY_MS;
const days = (from: number, to: number) => ({ from: from * DAY_MS, to: to * DAY_MS });

describe('whole days of a window', () => {
  test('are those that lie in it and are over', () => {
    const window = days(90.25, 100.5);
    expect(wholeDays(window, window, NOW)).toEqual({
      first: 91,
      end: 100,
      rest: [days(90.25, 91), days(100, 100.5)],
    });
  });

  test('are none in a short window, which is all rest', () => {
    const window = days(99.25, 99.75);
    expect(wholeDays(window, window, NOW)).toMatchObject({ rest: [window] });
    const { first, end } = wholeDays(window, window, NOW);
    expect(end - first).toBe(0);
  });

  test('begin and end with the log, whose first and last day may be short', () => {
    const covered = days(95.5, 98.25);
    expect(wholeDays(days(0, 100.5), covered, NOW)).toEqual({ first: 95, end: 99, rest: [] });
    expect(wholeDays(days(95.25, 100.5), covered, NOW)).toEqual({ first: 96, end: 99, rest: [days(95.5, 96)] });
  });

  test('do not have yesterday while answers of it may come in', () => {
    const window = days(98, 100.01);
    expect(wholeDays(window, window, 100 * DAY_MS + HOUR_MS - 1)).toEqual({
      first: 98,
      end: 99,
      rest: [days(99, 100.01)],
    });
    expect(wholeDays(window, window, 100 * DAY_MS + HOUR_MS)).toMatchObject({ first: 98, end: 100 });
  });

  test('are none in a log without decisions', () => {
    expect(wholeDays(days(90, 100), { from: 100 * DAY_MS, to: 90 * DAY_MS }, NOW).rest).toEqual([]);
  });
});
