import { expect, test } from './fixtures/console-test.ts';
import { MapPage } from './pages/map-page.ts';
import { prompts } from './prompts.ts';

test('a point of the map tells its decision, selects it everywhere, and its cluster is a filter', async ({
  endpoint,
  running,
  shell,
}) => {
  const { page } = running;
  test.setTimeout(120_000);
  const map = new MapPage(page);
  const sent = new Map<string, string>();
  for (const prompt of Object.values(prompts)) sent.set((await endpoint.chat(prompt)).decisionId, prompt);
  await shell.open('map');
  await map.waitForPoints(sent.size);

  const point = await map.findPoint();
  const prompt = sent.get(point.id) ?? '';
  await expect(map.card()).toContainText(prompt.slice(0, 40));
  await expect(map.card().getByTestId('map-cosine').first()).toHaveText(/^−?\.\d\d$/);
  await page.mouse.click(point.x, point.y);
  await expect(page).toHaveURL(new RegExp(`sel=${point.id}`));
  await expect(map.cluster()).toBeVisible();

  await map.canvas().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision-page')).toHaveAttribute('data-decision-id', point.id);
  await shell.back();
  await expect(map.cluster()).toBeVisible();

  const count = Number(await page.getByTestId('map-cluster-count').getAttribute('data-value'));
  await map.cluster().getByRole('button', { name: 'Filter Live' }).click();
  await expect(page).toHaveURL(/#\/live.*cluster/);
  await expect(page.getByTestId('live-row')).toHaveCount(count);
});

test('the map zooms by wheel, button and key, is lassoed, and has a list', async ({ endpoint, running, shell }) => {
  const { page } = running;
  test.setTimeout(120_000);
  const map = new MapPage(page);
  for (const prompt of Object.values(prompts)) await endpoint.chat(prompt);
  await shell.open('map');
  await map.waitForPoints(Object.values(prompts).length);
  const reset = page.getByRole('button', { name: 'Show all of the map' });
  await expect(reset).toHaveText('1.0×');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(reset).toHaveText('1.5×');
  await map.canvas().hover({ position: { x: 300, y: 200 } });
  await page.mouse.wheel(0, -400);
  await expect(reset).not.toHaveText('1.5×');
  await map.canvas().focus();
  await page.keyboard.press('0');
  await expect(reset).toHaveText('1.0×');

  await page.keyboard.press('l');
  const box = await map.canvas().boundingBox();
  if (box === null) throw new Error('The map is not shown.');
  const corners = [
    [4, 4],
    [box.width - 4, 4],
    [box.width - 4, box.height - 4],
    [4, box.height - 4],
  ] as const;
  await page.mouse.move(box.x + 4, box.y + 4);
  await page.mouse.down();
  for (const [x, y] of corners) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('map-choice')).toContainText(`${Object.values(prompts).length} decisions`);

  await map.canvas().focus();
  await page.keyboard.press('t');
  const list = page.getByTestId('map-list');
  await expect(list).toBeVisible();
  await expect(list.getByRole('checkbox', { checked: true })).not.toHaveCount(0);
  await page.getByTestId('map-choice').getByRole('button', { name: 'Filter Live' }).click();
  await expect(page.getByTestId('live-row')).toHaveCount(Object.values(prompts).length);
});
