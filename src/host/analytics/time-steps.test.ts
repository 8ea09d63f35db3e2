import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/durations.ts';
import { TimeSteps } from './time-steps.ts';

const FROM = Date.UTC(2027, 0, 15, 10, 17, 3, 250);

const over = (ms: number) => new TimeSteps({ from: FROM, to: FROM + ms });

test.each([
  [0, 1_000],
  [60_000, 1_000],
  [HOUR_MS, 30_000],
  [DAY_MS, 12 * MINUTE_MS],
])('a window of %i ms begins where it was asked for, with steps of %i ms', (window, length) => {
  expect(over(window)).toMatchObject({ fromMs: FROM, lengthMs: length });
});

test.each([
  [2 * DAY_MS, 30 * MINUTE_MS],
  [7 * DAY_MS, 2 * HOUR_MS],
  [30 * DAY_MS, 6 * HOUR_MS],
  [90 * DAY_MS, DAY_MS],
  [365 * DAY_MS, 4 * DAY_MS],
])('a window of %i ms begins with a whole step of %i ms', (window, length) => {
  const steps = over(window);
  expect(steps.lengthMs).toBe(length);
  expect(steps.fromMs % length).toBe(0);
  expect(FROM - steps.fromMs).toBeLessThan(length);
});

test.each([HOUR_MS, 7 * DAY_MS])('places are counted from the begin of a window of %i ms', (window) => {
  const steps = over(window);
  const [offset, length] = steps.values;
  // What the column says of a moment.
  const stepOf = (at: number) => Math.trunc((at - offset) / length);
  expect(steps.placeOf(stepOf(steps.fromMs))).toBe(0);
  expect(steps.placeOf(stepOf(steps.startOf(7)))).toBe(7);
  expect(steps.placeOf(stepOf(steps.startOf(8) - 1))).toBe(7);
});
