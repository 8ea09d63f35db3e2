import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect, test } from '../fixtures/console-test.ts';
import { prompts } from '../prompts.ts';

/** Of the views, for the documentation; of what opens over them, to be looked at. */
const views = join(root, 'docs', 'images');
const states = join(root, 'test-results', 'screenshots');

test('pictures of the list, a decision, a comparison and the palette in both themes', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  test.setTimeout(180_000);
  const { page } = running;
  const take = async (name: string, theme: string, folder = states) => {
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
  };
  await live.playSample();
  await expect.poll(() => live.rows().count(), { timeout: 30_000 }).toBeGreaterThan(15);
  await page.waitForTimeout(20_000);
  const first = await endpoint.chat(prompts.coding);
  const second = await endpoint.chat(prompts.proof);
  for (const { decisionId } of [first, second]) {
    await live.inspect(decisionId);
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('p');
  }
  await live.filter('');
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('live');
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('End');
    await live.inspect(second.decisionId);
    await page.getByTestId('live-grid').focus();
    await take('pins', theme);
    await shell.openPalette();
    await take('palette', theme);
    await page.keyboard.press('Escape');
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('?');
    await take('shortcuts', theme);
    await page.keyboard.press('Escape');
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('decision-page')).toBeVisible();
    await page.waitForTimeout(400);
    await take('decision', theme, views);
    await page.keyboard.press('r');
    await take('replay', theme);
    await page.keyboard.press('Escape');
    await shell.runCommand('Decision: Compare');
    await take('compare', theme, views);
    await shell.open('live');
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Facets' }).click();
    await live.filter('bucket:(mid OR hard) -is:error ');
    await take('facets', theme);
    await live.filter('bucket:high');
    await take('mistake', theme);
    await live.filter('');
    await page.getByTestId('columns-menu').click();
    await take('columns', theme);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Facets' }).click();
  }
});
