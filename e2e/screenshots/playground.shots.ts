import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect, test } from '../fixtures/console-test.ts';
import { prompts } from '../prompts.ts';

const views = join(root, 'docs', 'images');
const states = join(root, 'test-results', 'screenshots');

test('pictures of the playground in both themes', async ({ running, shell }) => {
  test.setTimeout(120_000);
  const { page } = running;
  await shell.open('playground');
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(states, 'playground-empty-dark.png'), animations: 'disabled' });
  await page.getByTestId('turn-user').fill(prompts.coding);
  await page.getByTestId('turn-user').press('Control+Shift+Enter');
  await expect(page.getByTestId('playground-decision')).toBeVisible();
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(views, `playground-${theme}.png`), animations: 'disabled' });
  }
  await page.getByTestId('model-search').fill('gpt');
  await page.getByTestId('model-option').first().click();
  await page.getByTestId('turn-user').press('Control+Enter');
  await expect(page.getByTestId('run-text')).toHaveCount(2, { timeout: 20_000 });
  for (const theme of ['light', 'dark'] as const) {
    await shell.chooseTheme(theme);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(states, `playground-runs-${theme}.png`), animations: 'disabled' });
  }
});
