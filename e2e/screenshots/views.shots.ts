import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect, test } from '../fixtures/console-test.ts';
import { prompts } from '../prompts.ts';

const folder = join(root, 'docs', 'images');

test('pictures of each view in both themes', async ({ endpoint, live, running, shell }) => {
  test.setTimeout(180_000);
  const { page } = running;
  const take = (name: string) => page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  await live.playSample();
  // The sample plays at twenty a second: enough of it fills the list and the charts.
  await expect.poll(() => live.rows().count(), { timeout: 30_000 }).toBeGreaterThan(15);
  await page.waitForTimeout(20_000);
  const answer = await endpoint.chat(prompts.proof);
  // The first real request opens by itself and hides the sample, which these pictures want.
  await expect(page).toHaveURL(new RegExp(answer.decisionId));
  await live.filter('');
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('live');
    await live.inspect(answer.decisionId);
    await page.waitForTimeout(500);
    await take(`live-${theme}`);
    await shell.open('models');
    await page.waitForTimeout(500);
    await take(`models-${theme}`);
    await shell.open('settings');
    await page.getByTestId('settings-keys').click();
    await page.waitForTimeout(300);
    await take(`settings-${theme}`);
    await shell.open('connect');
    await page.waitForTimeout(300);
    await take(`connect-${theme}`);
  }
});
