import { expect, test } from './fixtures/console-test.ts';
import { startFeed } from './fixtures/update-feed.ts';

test('the Help menu of the window asks, and shows the answer in Settings', async ({ running, shell }) => {
  const { electron, page } = running;
  const { feed, url, close } = await startFeed();
  try {
    await shell.runCommand('Help: Check for updates');
    await page.getByLabel('Feed').fill(url);
    await page.getByLabel('Feed').press('Enter');
    await expect(page.getByTestId('update-verdict')).toContainText('99.0.0');
    await shell.open('live');
    feed.version = '99.0.1';
    await electron?.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('check-for-updates')?.click());
    await expect(page.getByTestId('update-verdict')).toContainText('Version 99.0.1 is there');
  } finally {
    close();
  }
});
