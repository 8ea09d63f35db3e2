import { launchBrowser } from '../../e2e/fixtures/launch-browser.ts';
import { createHome, removeHome } from '../../e2e/fixtures/running-console.ts';
import { at, type Measures } from './measures.ts';

const RUNS = 7;

/** From the request of the page to a console that answers, with a host of its own. */
export async function measureStart(measures: Measures): Promise<void> {
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
    for (let run = 0; run < RUNS; run++) {
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
    measures.add('start: themed shell painted, p50', at(shells, 0.5), 'ms', { budget: 400, n: RUNS });
    measures.add('start: interactive, p50', at(starts, 0.5), 'ms', { budget: 1_500, n: RUNS });
    measures.add('start: interactive, slowest', Math.max(...starts), 'ms', { budget: 3_000, n: RUNS });
  } finally {
    await close();
    await removeHome(home);
  }
}
