import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect, test } from '../fixtures/console-test.ts';

const folder = process.env.HEIMDALL_PICTURES ?? join(root, 'docs', 'images');

test('pictures of the latency view in both themes', async ({ latency, live, running, shell }) => {
  test.setTimeout(180_000);
  const { page } = running;
  await live.playSample();
  await expect.poll(() => live.rows().count(), { timeout: 30_000 }).toBeGreaterThan(15);
  await page.waitForTimeout(25_000);
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('latency');
    await latency.choose('total');
    await expect(latency.chart('heatmap')).toBeVisible();
    await latency.brush(0.6, 0.95);
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(folder, `latency-${theme}.png`), animations: 'disabled' });
    await latency.chart('histogram').focus();
    await page.keyboard.press('Escape');
  }
});
