import type { CDPSession, Page } from '@playwright/test';
import { at, type Measures, threadTime } from './measures.ts';

/** From a real key press to the frame after what it brings. */
async function shown(page: Page, key: string, selector: string): Promise<number> {
  const time = page.evaluate((css) => window.bench.untilShown(css), selector);
  // The page listens before the key comes.
  await page.evaluate(() => undefined);
  await page.keyboard.press(key);
  return time;
}

/** Keys and what follows them, with 100,000 rows in the buffer. */
export async function measureInteractions(measures: Measures, page: Page, devtools: CDPSession): Promise<void> {
  await measureViews(measures, page, devtools);
  await measurePalette(measures, page, devtools);
  await measureFilter(measures, page, devtools);
  await measureSelection(measures, page, devtools);
  await measureSlider(measures, page, devtools);
}

async function measureViews(measures: Measures, page: Page, devtools: CDPSession): Promise<void> {
  const round = async (): Promise<number[]> => [
    await shown(page, 'Control+2', 'main[aria-label="Tune"] [data-testid="alpha-slider"]'),
    await shown(page, 'Control+9', 'main[aria-label="Connect"] section, main[aria-label="Connect"] h2'),
    await shown(page, 'Control+1', 'main[aria-label="Live"] [data-testid="live-row"]'),
  ];
  const first = await round();
  measures.add('view switch for the first time (loads its code), slowest', Math.max(...first), 'ms', {
    n: first.length,
  });
  const times: number[] = [];
  const cpu = await threadTime(devtools, async () => {
    for (let run = 0; run < 5; run++) times.push(...(await round()));
  });
  measures.addTimes('view switch', times, 100, cpu);
}

async function measurePalette(measures: Measures, page: Page, devtools: CDPSession): Promise<void> {
  const times: number[] = [];
  const cpu = await threadTime(devtools, async () => {
    for (let run = 0; run < 10; run++) {
      times.push(await shown(page, 'Control+k', '[data-testid="palette"]'));
      await page.keyboard.press('Escape');
      await page.locator('[data-testid="palette"]').waitFor({ state: 'hidden' });
    }
  });
  measures.addTimes('palette open (processor time with its close)', times, 50, cpu);
}

async function measureFilter(measures: Measures, page: Page, devtools: CDPSession): Promise<void> {
  await page.keyboard.press('Control+f');
  const times: number[] = [];
  const cpu = await threadTime(devtools, async () => {
    for (const word of ['sql ', 'bucket:mid ', 'lat:>900ms ']) {
      for (const key of word) times.push(await keystroke(page, key));
    }
  });
  measures.addTimes('filter keystroke over 100,000 rows', times, 50, cpu);
  await page.locator('#live-filter').fill('');
}

/** From a key in the filter to the frame after the field and its list follow. */
async function keystroke(page: Page, key: string): Promise<number> {
  const value = (await page.locator('#live-filter').inputValue()) + key;
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

async function measureSelection(measures: Measures, page: Page, devtools: CDPSession): Promise<void> {
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('End');
  const times: number[] = [];
  const cpu = await threadTime(devtools, async () => {
    for (let run = 0; run < 20; run++) {
      const current = await page.getByTestId('live-grid').getAttribute('aria-activedescendant');
      const selector = `[data-testid="live-grid"][aria-activedescendant]:not([aria-activedescendant="${current}"])`;
      times.push(await shown(page, 'ArrowUp', selector));
    }
  });
  measures.addTimes('select a row', times, 50, cpu);
}

async function measureSlider(measures: Measures, page: Page, devtools: CDPSession): Promise<void> {
  await page.keyboard.press('Control+2');
  await page.getByTestId('alpha-slider').waitFor();
  await page.waitForTimeout(1_000);
  const computed: number[] = [];
  const painted: number[] = [];
  const cpu = await threadTime(devtools, async () => {
    for (let run = 0; run < 40; run++) {
      const key = run < 20 ? 'ArrowLeft' : 'ArrowRight';
      const times = await page.evaluate((name) => window.bench.press('[data-testid="alpha-slider"]', name), key);
      computed.push(times.computed);
      painted.push(times.painted);
    }
  });
  const n = computed.length;
  measures.add('slider step, 1,000 x 12 re-scored and committed, p50', at(computed, 0.5), 'ms', { n });
  measures.add('slider step, to the next frame, p50', at(painted, 0.5), 'ms', { budget: 16.7, n, cpu_ms: cpu / n });
  measures.add('slider step, to the next frame, p95', at(painted, 0.95), 'ms', { budget: 100, n });
}
