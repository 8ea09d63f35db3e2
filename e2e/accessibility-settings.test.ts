import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/console-test.ts';
import { startFeed } from './fixtures/update-feed.ts';
import { violations } from './fixtures/violations.ts';
import type { Shell } from './pages/shell.ts';
import { prompts } from './prompts.ts';

// A feed that is refused: the browser writes the answer's status to its console.
test.use({ toleratedErrors: /400/ });

/** Where pictures of the pages go, to be looked at; nowhere by default. */
const pictures = process.env.HEIMDALL_PICTURES;

async function openPage(page: Page, shell: Shell, name: string): Promise<void> {
  await shell.open('settings');
  await page.getByTestId(`settings-${name}`).click();
}

for (const theme of ['dark', 'light'] as const) {
  test(`no page of the settings has an accessibility violation in the ${theme} theme`, async ({
    endpoint,
    running,
    shell,
  }, testInfo) => {
    const { page } = running;
    await shell.chooseTheme(theme);
    const found: string[] = [];
    const check = async (name: string): Promise<void> => {
      found.push(...(await violations(page, name)));
      if (pictures)
        await page.screenshot({
          path: join(pictures, `${testInfo.project.name}-${name.replace(', ', '-')}-${theme}.png`),
        });
    };
    for (const name of ['endpoint', 'artifact', 'desktop', 'about']) {
      await openPage(page, shell, name);
      await check(name);
    }
    const { url, close } = await startFeed();
    await page.getByLabel('Feed').fill('ftp://nowhere');
    await page.getByLabel('Feed').press('Enter');
    await check('about, a refused feed');
    await page.getByLabel('Feed').fill(url);
    await page.getByLabel('Feed').press('Enter');
    await expect(page.getByTestId('update-mark')).toBeVisible();
    await check('about, a newer version');
    close();
    await openPage(page, shell, 'apps');
    await check('apps, empty');
    await page.getByTestId('create-app-key').click();
    await page.keyboard.type('my-editor');
    await check('apps, new');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('issued-key')).toBeVisible();
    await check('apps, issued');
    const key = (await page.getByTestId('issued-key').textContent()) ?? '';
    await page.getByTestId('issued-done').click();
    await endpoint.withKey(key).chat(prompts.greeting);
    await expect(page.getByTestId('last-use')).toContainText('by node');
    await page.getByRole('button', { name: 'Rename' }).click();
    await check('apps, renaming');
    await page.keyboard.press('Escape');
    await openPage(page, shell, 'keyboard');
    await page.getByRole('button', { name: 'Change p of Pin or unpin' }).click();
    await check('keyboard, recording');
    await page.keyboard.press('Control+b');
    await expect(page.getByRole('alert')).toBeVisible();
    await check('keyboard, conflict');
    if (running.electron !== null) {
      await openPage(page, shell, 'endpoint');
      await page.getByTestId('endpoint-switch').click();
      await expect(page.getByTestId('endpoint-chip')).toHaveAttribute('data-state', 'stopped');
      await check('paused');
    }
    expect(found).toEqual([]);
  });
}
