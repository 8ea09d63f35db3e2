import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Looks often at rows that take so long each. Milliseconds. */
function settled(pace: Pace, perRowMs: number): number {
  for (let look = 0; look < 20; look++) pace.look(() => vi.advanceTimersByTime(pace.rows * perRowMs));
  return pace.rows;
}

test('a look takes as many rows as its time allows, between the bounds', () => {
  expect(settled(new Pace(), 0.003)).toBe(5_000);
  expect(settled(new Pace(), 0.015)).toBe(1_000);
  expect(settled(new Pace(), 10)).toBe(250);
  expect(settled(new Pace(), 0)).toBe(50_000);
});

test('rows that turn out dear are fewer at once, those that are cheap are more step by step', () => {
  const pace = new Pace();
  expect(pace.look(() => 'what was read')).toBe('what was read');
  expect(pace.rows).toBe(2_000);
  pace.look(() => vi.advanceTimersByTime(60));
  expect(pace.rows).toBe(500);
});
