import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect, test } from '../fixtures/console-test.ts';

/** The view for the documentation; what opens over it, to be looked at. */
const views = join(root, 'docs', 'images');
const states = join(root, 'test-results', 'screenshots');

const FOUND = `
profiles: { Night shift: { alpha: 0.1, penalties: { cold_cache: 2 } }, Quality: { alpha: 0.9 }, Wrong: { alpha: 7 } }
apps: { batch: Night shift }
router: { alpha: 0.4 }
`;

test('pictures of Tune in both themes', async ({ live, running, shell, tune }) => {
  test.setTimeout(180_000);
  const { page } = running;
  await live.playSample();
  await expect.poll(() => live.rows().count(), { timeout: 30_000 }).toBeGreaterThan(15);
  await page.waitForTimeout(25_000);
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('tune');
    await tune.previewAlpha(0.3);
    await page.getByTestId('threshold-hard-input').fill('0.7');
    await page.getByTestId('compare-with').selectOption('Quality');
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(views, `tune-${theme}.png`), animations: 'disabled' });
    await page.getByRole('combobox', { name: 'Flow by' }).selectOption('bucket');
    await page.getByTestId('flow-part').first().click();
    await page.getByTestId('profile-menu').click();
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(states, `tune-bucket-${theme}.png`), animations: 'disabled' });
    await page.keyboard.press('Escape');
    await page.getByTestId('import-profiles').click();
    await page.getByLabel('or its text').fill(FOUND);
    await expect(page.getByTestId('profiles-part')).toHaveCount(5);
    await page.screenshot({ path: join(states, `tune-import-${theme}.png`), animations: 'disabled' });
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 640, height: 800 });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(states, `tune-narrow-${theme}.png`), animations: 'disabled' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await shell.open('live');
  }
});
