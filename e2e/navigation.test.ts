import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('the palette goes to a view, and back and forward bring the list as it was', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.coding);
  await endpoint.chat(prompts.greeting);
  const query = 'reverses -is:error bucket:(cheap OR mid OR hard)';
  await live.inspect(answer.decisionId);
  await live.filter(query);
  await expect(live.rows()).toHaveCount(1);

  await shell.runCommand('Go: Open Tune');
  await expect(page).toHaveURL(/#\/tune/);
  await expect(page).toHaveTitle('Tune · Heimdall');

  await shell.back();
  await expect(page).toHaveURL(/#\/live/);
  await expect(page).toHaveTitle('Live · Heimdall');
  await expect(live.filterField()).toHaveValue(query);
  await expect(live.rows()).toHaveCount(1);
  await expect(page.locator('aside[data-testid="inspector"]')).toHaveAttribute('data-decision-id', answer.decisionId);

  await shell.forward();
  await expect(page).toHaveURL(/#\/tune/);
});

test('every view opens on its key, and the palette knows each by name', async ({ running, shell }) => {
  const { page } = running;
  const views = await page.locator('nav[aria-label="Views"] a').evaluateAll((links) =>
    links.map((link) => ({
      id: link.getAttribute('data-testid')?.replace('nav-', '') ?? '',
      keys: link.getAttribute('aria-keyshortcuts') ?? '',
      title: link.textContent ?? '',
    })),
  );
  expect(views.length).toBeGreaterThanOrEqual(3);
  for (const { id, keys, title } of views) {
    await page.keyboard.press(keys);
    await expect(page).toHaveURL(new RegExp(`#/${id}`));
    await expect(page.getByRole('main', { name: title })).toBeVisible();
    await shell.openPalette();
    await page.getByPlaceholder('Search or run a command').fill(`Go: Open ${title}`);
    await expect(page.locator(`[data-command="go.${id}"]`)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('palette')).toBeHidden();
  }
});

test('the list can be walked, frozen, selected and left by keyboard alone', async ({ endpoint, live, running }) => {
  const { page } = running;
  const ids: string[] = [];
  for (let index = 0; index < 4; index++) ids.push((await endpoint.chat(`${prompts.greeting} ${index}`)).decisionId);
  await expect(live.rows()).toHaveCount(4);
  const grid = page.getByTestId('live-grid');
  await grid.focus();
  await page.keyboard.press('End');
  await expect(live.row(ids[3] ?? '')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('k');
  await expect(live.row(ids[2] ?? '')).toHaveAttribute('aria-selected', 'true');
  expect(await grid.getAttribute('aria-activedescendant')).toBe(await live.row(ids[2] ?? '').getAttribute('id'));
  await page.keyboard.press('Shift+ArrowUp');
  await expect(page.locator('[data-testid="live-row"][aria-selected="true"]')).toHaveCount(2);

  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Frozen' })).toBeVisible();
  await endpoint.chat(`${prompts.greeting} more`);
  await expect(page.getByTestId('new-pill')).toContainText('1 new');
  await expect(live.rows()).toHaveCount(4);
  await page.keyboard.press('End');
  await expect(live.rows()).toHaveCount(5);

  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision-page')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/#\/live/);

  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcut-sheet')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('shortcut-sheet')).toBeHidden();
});
