/**
 * What the console feels like, in milliseconds: `npm run bench:ui`. Budgets are those of the console's design. The page
 * is the console as it ships over made-up traffic in the page itself, so the transport is not included; the start is
 * measured against a real headless host.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, type Page, test } from '@playwright/test';
import { launchBrowser } from '../../e2e/fixtures/launch-browser.ts';
import { openChromium } from '../../e2e/fixtures/open-chromium.ts';
import { createHome, removeHome, waitUntilReady } from '../../e2e/fixtures/running-console.ts';
import { root } from '../../scripts/paths.mjs';
import type { BenchPage, FrameStats } from '../../src/renderer/dev/bench-page.ts';

declare global {
  interface Window {
    bench: BenchPage;
  }
}

interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The most that it may be; null for what has none. */
  readonly budget: number | null;
  readonly n: number;
}

const SECONDS = Number(process.env.HEIMDALL_BENCH_SECONDS ?? 60);
const ROWS = 100_000;
const ORIGIN = 'http://bench.heimdall.test';
/** Decisions of an hour at fifty a second: what memory growth is extrapolated to. */
const SOAK_DECISIONS = 180_000;
const GROWTH_DECISIONS = 40_000;

const measures: Measure[] = [];
const round = (value: number): number => Math.round(value * 10) / 10;

function add(name: string, value: number, unit: string, budget: number | null, n: number): void {
  measures.push({ name, value: round(value), unit, budget, n });
  console.log(`${name}: ${round(value)} ${unit}`);
}

function at(samples: readonly number[], share: number): number {
  const ordered = [...samples].sort((one, other) => one - other);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
}

function addFrames(name: string, { intervals, longTasks }: FrameStats): void {
  add(`${name}: frame to frame, p50`, at(intervals, 0.5), 'ms', null, intervals.length);
  add(`${name}: frame to frame, p95`, at(intervals, 0.95), 'ms', 17.5, intervals.length);
  add(`${name}: frame to frame, p99`, at(intervals, 0.99), 'ms', 25, intervals.length);
  add(`${name}: tasks over 50 ms`, longTasks.length, '', 0, intervals.length);
  add(`${name}: longest task`, Math.max(0, ...longTasks), 'ms', 50, longTasks.length);
}

test('budgets of the console', async () => {
  const load = () => round(loadavg()[0] ?? 0);
  const loadBefore = load();
  await measureStart();
  const browser = await openChromium(['--enable-precise-memory-info']);
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
    await context.route(`${ORIGIN}/**`, (route) =>
      route.fulfill({ path: join(root, 'out', 'bench-ui', new URL(route.request().url()).pathname) }),
    );
    const page = await context.newPage();
    await page.goto(`${ORIGIN}/dev/bench.html`);
    await waitUntilReady(page);
    await page.evaluate((count) => window.bench.fill(count), ROWS);
    await page.getByText(/buffered 100,000 of/).waitFor();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    await measureTraffic(page, devtools);
    await measureInteractions(page, devtools);
    const [cpu] = cpus();
    const machine = {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      platform: process.platform,
      node: process.version,
      browser: `Chromium ${browser.version()} headless`,
      load_before: loadBefore,
      load_after: load(),
    };
    const out = process.env.HEIMDALL_BENCH_RESULTS;
    if (out) writeFileSync(out, JSON.stringify({ machine, seconds: SECONDS, rows: ROWS, measures }));
  } finally {
    await browser.close();
  }
});

/** From the request of the page to a console that answers, with a host of its own. */
async function measureStart(): Promise<void> {
  const home = await createHome();
  const { page, pageUrl, close } = await launchBrowser({ home, colorScheme: 'dark' });
  try {
    await page.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        const ready = (): void => {
          if (document.documentElement.dataset.appState === 'ready')
            document.documentElement.dataset.readyAt = String(performance.now());
        };
        new MutationObserver(ready).observe(document.documentElement, { attributeFilter: ['data-app-state'] });
      });
    });
    const shells: number[] = [];
    const starts: number[] = [];
    for (let run = 0; run < 7; run++) {
      await page.goto('about:blank');
      await page.goto(pageUrl);
      await page.locator('html[data-ready-at]').waitFor({ state: 'attached' });
      const { shell, ready } = await page.evaluate(() => ({
        shell: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
        ready: Number(document.documentElement.dataset.readyAt),
      }));
      shells.push(shell);
      starts.push(ready);
    }
    add('start: themed shell painted, p50', at(shells, 0.5), 'ms', 400, shells.length);
    add('start: interactive, p50', at(starts, 0.5), 'ms', 1_500, starts.length);
    add('start: interactive, slowest', Math.max(...starts), 'ms', 3_000, starts.length);
  } finally {
    await close();
    await removeHome(home);
  }
}

async function measureTraffic(page: Page, devtools: CDPSession): Promise<void> {
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('End');
  // What is compiled on the way is not what is asked for.
  await page.evaluate(() => window.bench.stream(200, 3));
  const run = async (name: string, perSecond: number, seconds: number): Promise<void> => {
    const cpuBefore = await threadSeconds(devtools);
    await page.evaluate(() => window.bench.startFrames());
    await page.evaluate(([rate, length]) => window.bench.stream(rate, length), [perSecond, seconds] as const);
    const frames = await page.evaluate(() => window.bench.stopFrames());
    const cpu = (await threadSeconds(devtools)) - cpuBefore;
    addFrames(name, frames);
    // Processor time does not grow when others use the machine: what the intervals would be on a quiet one.
    add(
      `${name}: processor time of a frame`,
      (cpu * 1_000) / frames.intervals.length,
      'ms',
      null,
      frames.intervals.length,
    );
  };
  await page.evaluate(() => window.bench.startFrames());
  await page.waitForTimeout(3_000);
  const idle = await page.evaluate(() => window.bench.stopFrames());
  add('nothing happening: frame to frame, p95', at(idle.intervals, 0.95), 'ms', null, idle.intervals.length);
  await run(`200/s for ${SECONDS} s, 100,000 rows`, 200, SECONDS);
  await run('1,000/s for 5 s, 100,000 rows', 1_000, 5);
  add('memory of the page, 100,000 rows', (await usedBytes(devtools)) / 2 ** 20, 'MB', 350, 1);
  // What is compiled and sized once comes before: only what goes on growing counts.
  await page.evaluate((count) => window.bench.fill(count), GROWTH_DECISIONS);
  const before = await usedBytes(devtools);
  await page.evaluate((count) => window.bench.fill(count), GROWTH_DECISIONS);
  const growth = ((await usedBytes(devtools)) - before) / 2 ** 20;
  const anHour = growth * (SOAK_DECISIONS / GROWTH_DECISIONS);
  add('memory growth, extrapolated to an hour at 50/s', anHour, 'MB', 5, GROWTH_DECISIONS);
}

/** Processor time of the page's main thread since the session began, in seconds. */
async function threadSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN;
}

/** Script heap and the array buffers beside it, after garbage collection. */
async function usedBytes(devtools: CDPSession): Promise<number> {
  for (let run = 0; run < 3; run++) await devtools.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } = await devtools.send('Runtime.getHeapUsage');
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

async function measureInteractions(page: Page, devtools: CDPSession): Promise<void> {
  /** From a real key press to the frame after what it brings. */
  const shown = async (key: string, selector: string, text?: string): Promise<number> => {
    const time = page.evaluate(([css, words]) => window.bench.untilShown(css, words), [selector, text] as const);
    // The page listens before the key comes.
    await page.evaluate(() => undefined);
    await page.keyboard.press(key);
    return time;
  };
  const views: number[] = [];
  const palettes: number[] = [];
  const first: number[] = [];
  for (let run = 0; run < 6; run++) {
    const times = [
      await shown('Control+2', 'main[aria-label="Tune"] [data-testid="alpha-slider"]'),
      await shown('Control+9', 'main[aria-label="Connect"] section, main[aria-label="Connect"] h2'),
      await shown('Control+1', 'main[aria-label="Live"] [data-testid="live-row"]'),
    ];
    (run === 0 ? first : views).push(...times);
    palettes.push(await shown('Control+k', '[data-testid="palette"]'));
    await page.keyboard.press('Escape');
    await page.locator('[data-testid="palette"]').waitFor({ state: 'hidden' });
  }
  add('view switch, p50', at(views, 0.5), 'ms', 100, views.length);
  add('view switch, slowest', Math.max(...views), 'ms', 100, views.length);
  add('view switch for the first time (loads its code), slowest', Math.max(...first), 'ms', null, first.length);
  add('palette open, p50', at(palettes, 0.5), 'ms', 50, palettes.length);
  add('palette open, slowest', Math.max(...palettes), 'ms', 50, palettes.length);

  await page.keyboard.press('Control+f');
  const keys: number[] = [];
  for (const word of ['sql ', 'bucket:mid ', 'lat:>900ms ']) {
    for (const key of word) {
      const value = (await page.locator('#live-filter').inputValue()) + key;
      // Typed text ends here; the count beside it is of the same commit.
      keys.push(await keystroke(page, key, value));
    }
  }
  add('filter keystroke over 100,000 rows, p50', at(keys, 0.5), 'ms', 50, keys.length);
  add('filter keystroke over 100,000 rows, slowest', Math.max(...keys), 'ms', 50, keys.length);
  await page.locator('#live-filter').fill('');

  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('End');
  const rows: number[] = [];
  for (let run = 0; run < 20; run++) {
    const current = await page.getByTestId('live-grid').getAttribute('aria-activedescendant');
    const selector = `[data-testid="live-grid"][aria-activedescendant]:not([aria-activedescendant="${current}"])`;
    rows.push(await shown('ArrowUp', selector));
  }
  add('select a row, p50', at(rows, 0.5), 'ms', 50, rows.length);
  add('select a row, slowest', Math.max(...rows), 'ms', 50, rows.length);

  await page.keyboard.press('Control+2');
  await page.getByTestId('alpha-slider').waitFor();
  await page.waitForTimeout(1_000);
  const cpuBefore = await threadSeconds(devtools);
  const computed: number[] = [];
  const painted: number[] = [];
  for (let run = 0; run < 40; run++) {
    const key = run < 20 ? 'ArrowLeft' : 'ArrowRight';
    const times = await page.evaluate((name) => window.bench.press('[data-testid="alpha-slider"]', name), key);
    computed.push(times.computed);
    painted.push(times.painted);
  }
  const cpu = ((await threadSeconds(devtools)) - cpuBefore) * 1_000;
  add('slider step, processor time with all that follows', cpu / computed.length, 'ms', null, computed.length);
  add('slider step, 1,000 x 12 re-scored and committed, p50', at(computed, 0.5), 'ms', null, computed.length);
  add('slider step, to the next frame, p50', at(painted, 0.5), 'ms', 16.7, painted.length);
  add('slider step, to the next frame, p95', at(painted, 0.95), 'ms', 100, painted.length);
}

/** From a key in the filter to the frame after the field and its list follow. */
async function keystroke(page: Page, key: string, value: string): Promise<number> {
  const time = page.evaluate(
    (wanted) =>
      new Promise<number>((done) => {
        const input = document.querySelector<HTMLInputElement>('#live-filter');
        input?.addEventListener(
          'keydown',
          ({ timeStamp }) => {
            const look = (): void => {
              if (input.value !== wanted) requestAnimationFrame(look);
              else requestAnimationFrame(() => done(performance.now() - timeStamp));
            };
            requestAnimationFrame(look);
          },
          { once: true },
        );
      }),
    value,
  );
  await page.evaluate(() => undefined);
  await page.keyboard.press(key === ' ' ? 'Space' : key);
  return time;
}
