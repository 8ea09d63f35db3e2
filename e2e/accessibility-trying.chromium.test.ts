import { expect, test } from './fixtures/console-test.ts';
import { violations } from './fixtures/violations.ts';
import { MapPage } from './pages/map-page.ts';
import { prompts } from './prompts.ts';

for (const theme of ['dark', 'light'] as const) {
  test(`map and playground have no accessibility violation in the ${theme} theme`, async ({
    endpoint,
    running,
    shell,
  }) => {
    const { page } = running;
    test.setTimeout(180_000);
    await shell.chooseTheme(theme);
    const map = new MapPage(page);
    await shell.open('map');
    await expect(page.getByTestId('map-too-few')).toBeVisible();
    const found = await violations(page, 'map, empty');
    for (const prompt of Object.values(prompts)) await endpoint.chat(prompt);
    await map.waitForPoints(Object.values(prompts).length);
    await map.canvas().focus();
    await page.keyboard.press('ArrowRight');
    await expect(map.card()).toBeVisible();
    found.push(...(await violations(page, 'map, selected')));
    await page.getByLabel('Colour').selectOption('margin');
    await map.canvas().focus();
    await page.keyboard.press('t');
    await page.getByTestId('map-list').getByRole('checkbox').first().check();
    found.push(...(await violations(page, 'map, list')));
    await shell.open('playground');
    found.push(...(await violations(page, 'playground, empty')));
    await page.getByRole('button', { name: 'tools' }).click();
    await page.getByTestId('turn-user').fill(prompts.coding);
    await page.getByTestId('turn-user').press('Control+Shift+Enter');
    await expect(page.getByTestId('run-text')).toBeVisible();
    await expect(page.getByTestId('playground-decision')).toBeVisible();
    found.push(...(await violations(page, 'playground, answered')));
    expect(found).toEqual([]);
  });
}
