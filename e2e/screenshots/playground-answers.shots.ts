import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect } from '../fixtures/console-test.ts';
import { pricedTest } from '../fixtures/priced-test.ts';
import { prompts } from '../prompts.ts';

const states = join(root, 'test-results', 'screenshots');

pricedTest(
  'pictures of answers on their way, stopped, failed and with an image',
  async ({ running, shell, upstream }) => {
    pricedTest.setTimeout(180_000);
    const { page } = running;
    const words = prompts.proof.split(' ').map((word) => ` ${word}`);
    upstream.next(
      { kind: 'answer', words, chunkMs: 20 },
      { kind: 'stall', afterChunks: 4 },
      { kind: 'status', status: 400 },
    );
    await shell.open('playground');
    await page.getByTestId('turn-user').fill(prompts.coding);
    for (const model of ['gpt-5-mini', 'gpt-5.4']) {
      await page.getByTestId('model-search').fill(model);
      await page.getByTestId('model-option').first().click();
    }
    await page.getByTestId('turn-user').press('Control+Enter');
    await expect(page.getByTestId('run-text').first()).toContainText('prime');
    await expect(page.getByTestId('run-error')).toBeVisible();
    for (const theme of ['dark', 'light'] as const) {
      await shell.chooseTheme(theme);
      for (const width of [640, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        await page.waitForTimeout(400);
        await page.screenshot({
          path: join(states, `playground-answers-${theme}-${width}.png`),
          animations: 'disabled',
        });
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByTestId('model-search').fill('claude');
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(states, 'playground-search.png'), animations: 'disabled' });
  },
);
