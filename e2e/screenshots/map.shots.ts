import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { test } from '../fixtures/console-test.ts';
import { MapPage } from '../pages/map-page.ts';

/** Of the view, for the documentation; of its states, to be looked at. */
const views = join(root, 'docs', 'images');
const states = join(root, 'test-results', 'screenshots');

test('pictures of the map in both themes', async ({ live, running, shell }) => {
  test.setTimeout(180_000);
  const { page } = running;
  const map = new MapPage(page);
  const take = async (name: string, theme: string, folder = states) => {
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
  };
  await shell.open('map');
  await take('map-empty', 'dark');
  await shell.open('live');
  await live.playSample();
  await page.waitForTimeout(20_000);
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('map');
    await map.waitForPoints(200);
    const point = await map.findPoint();
    await page.mouse.click(point.x, point.y);
    await take('map', theme, views);
    await page.getByLabel('Colour').selectOption('margin');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await take('map-margin', theme);
    await map.canvas().focus();
    await page.keyboard.press('t');
    await take('map-list', theme);
    await page.getByLabel('Colour').selectOption('bucket');
    await map
      .canvas()
      .or(page.getByRole('region', { name: 'Clusters as a list' }))
      .focus();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Show all of the map' }).click();
    await page.keyboard.press('Escape');
  }
});
