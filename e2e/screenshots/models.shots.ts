import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect } from '../fixtures/console-test.ts';
import { pricedTest } from '../fixtures/priced-test.ts';
import { prompts } from '../prompts.ts';

const states = join(root, 'test-results', 'screenshots');

pricedTest('pictures of models with traffic, a pause and the form', async ({ endpoint, running, shell, upstream }) => {
  pricedTest.setTimeout(240_000);
  const { page } = running;
  for (const prompt of Object.values(prompts)) {
    for (let round = 0; round < 4; round++) await endpoint.chat(`${prompt} ${round}`);
  }
  upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '600' } });
  await endpoint.chat('And you?');
  await shell.open('models');
  await page.getByRole('button', { name: 'Wins over alpha' }).click();
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    for (const width of [640, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      for (const panel of ['none', 'model', 'form']) {
        if (panel === 'model') await page.locator('[data-model-name]').first().click();
        if (panel === 'form') await page.getByTestId('model-add').click();
        await page.waitForTimeout(300);
        const name = `models-${panel}-${theme}-${width}.png`;
        await page.screenshot({ path: join(states, name), animations: 'disabled' });
        if (panel !== 'none') await page.getByRole('button', { name: 'Close the panel' }).click();
      }
    }
  }
  await expect(page.getByTestId('models-table')).toBeVisible();
});
