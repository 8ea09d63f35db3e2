import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect } from '../fixtures/console-test.ts';
import { pricedTest } from '../fixtures/priced-test.ts';
import { prompts } from '../prompts.ts';

const views = join(root, 'docs', 'images');

pricedTest('pictures of the ledger in both themes', async ({ endpoint, running, shell }) => {
  pricedTest.setTimeout(120_000);
  const { page } = running;
  for (const app of ['web', 'cli', 'notebook']) {
    for (const prompt of Object.values(prompts)) await endpoint.chat(`${prompt} (${app})`, app);
  }
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('savings');
    await expect(page.getByTestId('savings-actual')).toBeVisible();
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(views, `savings-${theme}.png`), animations: 'disabled' });
  }
});
