import { describe, expect, it } from 'vitest';
import { nextReadMs } from './refresh-times.ts';

const HOUR = 3_600_000;

describe('nextReadMs', () => {
  it('is a period after the last read, and at once before the first', () => {
    expect(nextReadMs({ fetched_ms: null, tried_ms: null, failures: 0 }, HOUR)).toBe(0);
    expect(nextReadMs({ fetched_ms: 5, tried_ms: 5, failures: 0 }, HOUR)).toBe(5 + HOUR);
  });

  it('backs off after failures, up to the period', () => {
    const after = (failures: number) => nextReadMs({ fetched_ms: 1, tried_ms: 1_000, failures }, HOUR) - 1_000;
    expect([1, 2, 3, 6, 7, 50].map(after)).toEqual([60_000, 120_000, 240_000, 32 * 60_000, HOUR, HOUR]);
  });
});
