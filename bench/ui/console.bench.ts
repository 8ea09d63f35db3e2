/**
 * What the console feels like, in milliseconds: `npm run bench:ui`. Budgets are those of the console's design. The page
 * is the console as it ships over made-up traffic in the page itself, so the transport is not included; the start is
 * measured against a real headless host.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { openChromium } from '../../e2e/fixtures/open-chromium.ts';
import { waitUntilReady } from '../../e2e/fixtures/running-console.ts';
import { root } from '../../scripts/paths.mjs';
import type { BenchPage } from '../../src/renderer/dev/bench-page.ts';
import { currentLoad } from '../machine.ts';
import { measureInteractions } from './interactions.ts';
import { Measures, machineOf } from './measures.ts';
import { measureStart } from './start.ts';
import { measureTraffic } from './traffic.ts';

declare global {
  interface Window {
    bench: BenchPage;
  }
}

const SECONDS = Number(process.env.HEIMDALL_BENCH_SECONDS ?? 60);
const ROWS = 100_000;
const ORIGIN = 'http://bench.heimdall.test';

test('budgets of the console', async () => {
  const measures = new Measures();
  const loadBefore = currentLoad();
  await measureStart(measures);
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
    await measureTraffic(measures, page, devtools, SECONDS);
    await measureInteractions(measures, page, devtools);
    const machine = machineOf(`Chromium ${browser.version()} headless`, loadBefore);
    const out = process.env.HEIMDALL_BENCH_RESULTS;
    if (out) writeFileSync(out, JSON.stringify({ machine, seconds: SECONDS, rows: ROWS, measures: measures.all }));
  } finally {
    await browser.close();
  }
});
