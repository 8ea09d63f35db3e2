import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a shortcut is changed by pressing another, wherever it is shown, and kept', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  const { decisionId } = await endpoint.chat(prompts.greeting);
  await expect(live.row(decisionId)).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-keyboard').click();
  const pin = page.locator('[data-command="decision.pin"]');

  // By keyboard alone: the chip, the new key, and it is done.
  await pin.getByRole('button', { name: 'Change p of Pin or unpin' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('key-recorder')).toBeFocused();
  await page.keyboard.press('x');
  await expect(pin.getByRole('button', { name: 'Change x of Pin or unpin' })).toBeVisible();
  await expect(page.getByTestId('pin-tray')).toHaveCount(0);

  // One that is taken asks first.
  await pin.getByRole('button', { name: 'Add a key to Pin or unpin' }).click();
  await page.keyboard.press('Control+b');
  await expect(pin.getByRole('alert')).toContainText('Ctrl B is View: Show or hide the rail');
  await pin.getByRole('button', { name: 'Leave it' }).click();
  await pin.getByRole('button', { name: 'Add a key to Pin or unpin' }).click();
  await page.keyboard.press('Control+b');
  await pin.getByRole('button', { name: 'Take it' }).click();
  await expect(page.locator('[data-command="view.rail"]').getByRole('button', { name: /^Change/ })).toHaveCount(0);

  await page.reload();
  await shell.open('live');
  await live.row(decisionId).click();
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('p');
  await expect(page.getByTestId('pin-tray')).toHaveCount(0);
  await page.keyboard.press('x');
  await expect(page.getByTestId('pin-tray')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search or run a command').fill('Pin or unpin');
  await expect(page.locator('[data-command="decision.pin"] kbd')).toHaveText('x');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcut-sheet').getByText('Pin or unpin').locator('..')).toContainText('x');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-keyboard').click();
  await page.getByTestId('reset-keys').click();
  await expect(pin.getByRole('button', { name: 'Change p of Pin or unpin' })).toBeVisible();
  await expect(
    page.locator('[data-command="view.rail"]').getByRole('button', { name: 'Change Ctrl B of Show or hide the rail' }),
  ).toBeVisible();
});

test('panes keep their width, and the layout can be reset', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  const { decisionId } = await endpoint.chat(prompts.greeting);
  await live.inspect(decisionId);
  const width = async () => Math.round((await page.locator('#inspector').boundingBox())?.width ?? 0);
  const before = await width();
  await page.getByRole('separator', { name: 'Width of the inspector' }).focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBeGreaterThan(before + 20);
  const wide = await width();
  const kept = () => page.evaluate(() => JSON.parse(localStorage['heimdall.preferences']).paneWidths.inspector);
  await expect.poll(kept).toBe(wide);
  await page.reload();
  await expect.poll(width).toBe(wide);
  await shell.runCommand('View: Reset the layout');
  await expect.poll(width).toBe(before);
});
