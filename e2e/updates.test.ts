import { expect, test } from './fixtures/console-test.ts';
import type { RunningConsole } from './fixtures/running-console.ts';
import { startFeed } from './fixtures/update-feed.ts';

// A feed that is refused: the browser writes the answer's status to its console.
test.use({ toleratedErrors: /400/ });

/** Follows the link of the page and says where the user's browser was sent. */
async function followLink({ electron, page }: RunningConsole): Promise<string> {
  const link = page.getByRole('link', { name: 'Open its page' });
  if (electron === null) {
    await page.context().route('https://heimdall.invalid/**', (route) => route.fulfill({ body: 'Here it is.' }));
    const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()]);
    await opened.waitForLoadState();
    return opened.url();
  }
  await electron.evaluate(({ shell }) => {
    shell.openExternal = async (url) => void Reflect.set(globalThis, 'sentTo', url);
  });
  // A click of the mouse would wait for the window that Electron refuses to open.
  await link.evaluate((element) => (element as HTMLElement).click());
  const sentTo = () => electron.evaluate(() => Reflect.get(globalThis, 'sentTo') ?? '');
  await expect.poll(sentTo).not.toBe('');
  return sentTo();
}

test('nobody is asked for newer versions until a feed is set; then Settings and the status bar tell of one', async ({
  running,
  shell,
}) => {
  const { page } = running;
  const { feed, url, close } = await startFeed();
  try {
    await shell.runCommand('Help: Check for updates');
    const button = page.getByTestId('check-updates');
    await expect(button).toBeDisabled();
    const verdict = page.getByTestId('update-verdict');
    const field = page.getByLabel('Feed');
    await field.fill('http://example.com/latest.json');
    await field.press('Enter');
    await expect(page.getByRole('alert')).toContainText('must be an https:// address');
    expect(feed.asked).toBe(0);

    await field.fill(url);
    await field.press('Enter');
    await expect(verdict).toContainText('Version 99.0.0 is there');
    await field.fill('');
    await field.press('Enter');
    await expect(button).toBeDisabled();
    await expect(verdict).toBeHidden();

    await field.fill(url);
    await field.press('Enter');
    await expect(verdict).toContainText('Version 99.0.0 is there');
    await expect(verdict).toContainText('Faster than light.');
    await expect(page.getByTestId('update-mark')).toHaveText('version 99.0.0 is there');
    expect(feed.asked).toBe(2);
    feed.version = '0.0.1';
    await button.click();
    await expect(verdict).toContainText('This is the newest version');
    await expect(page.getByTestId('update-mark')).toBeHidden();
    feed.status = 500;
    await button.click();
    await expect(verdict).toContainText('answered 500');
    await expect(verdict).toContainText('This is the newest version');
    expect(feed.asked).toBe(4);
    Object.assign(feed, { status: 200, version: '99.0.0' });
    await button.click();
    expect(await followLink(running)).toBe('https://heimdall.invalid/newest');
  } finally {
    close();
  }
});
