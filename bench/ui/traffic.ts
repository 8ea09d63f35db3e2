import type { CDPSession, Page } from '@playwright/test';
import { at, type Measures, threadTime } from './measures.ts';

/** Decisions of an hour at fifty a second: what memory growth is extrapolated to. */
const SOAK_DECISIONS = 180_000;
const GROWTH_DECISIONS = 40_000;

/** Frames under traffic, the list at its end, then memory. */
export async function measureTraffic(
  measures: Measures,
  page: Page,
  devtools: CDPSession,
  seconds: number,
): Promise<void> {
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('End');
  // What is compiled on the way is not what is asked for.
  await page.evaluate(() => window.bench.stream(200, 3));
  const run = async (name: string, perSecond: number, length: number): Promise<void> => {
    await page.evaluate(() => window.bench.startFrames());
    const cpu = await threadTime(devtools, async () => {
      await page.evaluate(([rate, time]) => window.bench.stream(rate, time), [perSecond, length] as const);
    });
    const { intervals, longTasks } = await page.evaluate(() => window.bench.stopFrames());
    const n = intervals.length;
    measures.add(`${name}: frame to frame, p50`, at(intervals, 0.5), 'ms', { n, cpu_ms: cpu / n });
    measures.add(`${name}: frame to frame, p95`, at(intervals, 0.95), 'ms', { budget: 17.5, n });
    measures.add(`${name}: frame to frame, p99`, at(intervals, 0.99), 'ms', { budget: 25, n });
    measures.add(`${name}: tasks over 50 ms`, longTasks.length, '', { budget: 0, n });
    measures.add(`${name}: processor time in each second`, cpu / length, 'ms', { budget: 1_000, n: length });
  };
  await page.evaluate(() => window.bench.startFrames());
  await page.waitForTimeout(3_000);
  const idle = await page.evaluate(() => window.bench.stopFrames());
  measures.add('nothing happening: frame to frame, p95', at(idle.intervals, 0.95), 'ms', { n: idle.intervals.length });
  await run(`200/s for ${seconds} s, 100,000 rows`, 200, seconds);
  await run('1,000/s for 5 s, 100,000 rows', 1_000, 5);
  measures.add('memory of the page, 100,000 rows', (await usedBytes(devtools)) / 2 ** 20, 'MB', { budget: 350 });
  // What is compiled and sized once comes before: only what goes on growing counts.
  await page.evaluate((count) => window.bench.fill(count), GROWTH_DECISIONS);
  const before = await usedBytes(devtools);
  await page.evaluate((count) => window.bench.fill(count), GROWTH_DECISIONS);
  const growth = ((await usedBytes(devtools)) - before) / 2 ** 20;
  const anHour = growth * (SOAK_DECISIONS / GROWTH_DECISIONS);
  measures.add('memory growth, 40,000 decisions extrapolated to an hour at 50/s', anHour, 'MB', {
    budget: 5,
    n: GROWTH_DECISIONS,
  });
}

/** Script heap and the array buffers beside it, after garbage collection. */
async function usedBytes(devtools: CDPSession): Promise<number> {
  for (let run = 0; run < 3; run++) await devtools.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } = await devtools.send('Runtime.getHeapUsage');
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}
