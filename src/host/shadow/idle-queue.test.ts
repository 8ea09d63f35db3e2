import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdleQueue } from './idle-queue.ts';

let now = 0;

beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Each piece of work takes `ms` of the clock. */
function queueOf(ms: number, bounds: { maxItems?: number; maxBytes?: number } = {}) {
  const done: number[] = [];
  const queue = new IdleQueue<number>({
    work: (item) => {
      now += ms;
      done.push(item);
    },
    monotonicMs: () => now,
    ...bounds,
  });
  /** Lets a pause pass; `late` is how much longer the loop was busy. */
  const pass = async (late = 0) => {
    now += 4 + late;
    await vi.advanceTimersByTimeAsync(4);
  };
  return { queue, done, pass };
}

describe('IdleQueue', () => {
  test('does nothing in the tick that pushes, and then works in order', async () => {
    const { queue, done, pass } = queueOf(0.1);
    for (const item of [1, 2, 3]) expect(queue.push(item, 10)).toBe(true);
    expect(done).toEqual([]);
    await pass();
    expect(done).toEqual([1, 2, 3]);
    expect(queue.length).toBe(0);
  });

  test('works for a millisecond at a time', async () => {
    const { queue, done, pass } = queueOf(0.3);
    for (let item = 0; item < 10; item++) queue.push(item, 1);
    await pass();
    expect(done).toHaveLength(4);
    await pass();
    expect(done).toHaveLength(8);
    await pass();
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('does one piece at a time while the loop is late', async () => {
    const { queue, done, pass } = queueOf(0.1);
    for (let item = 0; item < 5; item++) queue.push(item, 1);
    await pass(20);
    expect(done).toEqual([0]);
    await pass();
    expect(done).toEqual([0, 1, 2, 3, 4]);
  });

  test('takes no more than it may hold, by count and by bytes', async () => {
    const few = queueOf(0, { maxItems: 2 });
    expect([1, 2, 3].map((item) => few.queue.push(item, 1))).toEqual([true, true, false]);
    await few.pass();
    expect(few.queue.push(4, 1)).toBe(true);
    const small = queueOf(0, { maxBytes: 100 });
    expect([60, 60, 40].map((bytes) => small.queue.push(1, bytes))).toEqual([true, false, true]);
    small.queue.clear();
    expect(small.queue.push(1, 100)).toBe(true);
  });

  test('keeps the order over many pieces', async () => {
    const { queue, done, pass } = queueOf(0.001);
    for (let item = 0; item < 700; item++) queue.push(item, 1);
    await pass();
    expect(done).toEqual(Array.from({ length: 700 }, (_, index) => index));
  });
});
