import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Looks often at rows that take so long each. Milliseconds. */
function settled(pace: Pace, perRowMs: number): number {
  for (let look = 0; look < 20; look++) pace.took(pace.rows * perRowMs);
  return pace.rows;
}

test('a look takes as many rows as its time allows, between the bounds', () => {
  expect(settled(new Pace(), 0.002)).toBe(50_000);
  expect(settled(new Pace(), 0.1)).toBe(1_000);
  expect(settled(new Pace(), 10)).toBe(250);
  expect(settled(new Pace(), 0)).toBe(1_000_000);
  expect(settled(new Pace(5_000), 0)).toBe(5_000);
});

test('rows that turn out dear are fewer at once, those that are cheap are more step by step', () => {
  const pace = new Pace();
  expect(pace.rows).toBe(10_000);
  pace.took(1);
  expect(pace.rows).toBe(40_000);
  pace.took(400);
  expect(pace.rows).toBe(10_000);
});
