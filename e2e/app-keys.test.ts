import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/console-test.ts';
import { shownNumber } from './pages/shown-number.ts';
import { prompts } from './prompts.ts';

test('a key is made for an app, shown once, used, seen in use, and refused once it is revoked', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page, home } = running;
  await shell.runCommand('Server: Create or revoke a key of an app');
  await expect(page.getByTestId('no-app-keys')).toBeVisible();
  await page.getByTestId('create-app-key').click();
  await expect(page.getByTestId('app-name')).toBeFocused();
  await page.keyboard.type('my-editor');
  await page.keyboard.press('Enter');
  const key = (await page.getByTestId('issued-key').textContent()) ?? '';
  expect(key).toMatch(/^hmd_[\w-]{43}$/);
  await page.getByRole('button', { name: 'Copy key' }).click();
  await expect(page.getByRole('button', { name: 'Copy key' })).toContainText('Copied');
  await page.getByTestId('issued-done').click();
  const row = page.locator('[data-testid="app-key"][data-app="my-editor"]');
  await expect(row).toContainText(`hmd_..${key.slice(-3)}`);
  await expect(row.getByTestId('last-use')).toHaveText('never');

  await row.getByLabel('Tuning profile of my-editor').selectOption('Economy');
  await expect(page.getByText('my-editor uses Economy')).toBeVisible();
  const answer = await endpoint.withKey(key).chat(prompts.greeting);
  expect([answer.status, answer.alpha]).toEqual([200, 0.65]);
  await expect(row.getByTestId('last-use')).toContainText('by node');
  await expect.poll(() => shownNumber(row.getByTestId('app-requests')), { timeout: 15_000 }).toBe(1);
  await row.getByTestId('app-requests').click();
  await expect(live.filterField()).toHaveValue('app:=my-editor');
  await expect(live.row(answer.decisionId)).toBeVisible();

  await page.reload();
  await shell.open('settings');
  await page.getByTestId('settings-apps').click();
  await expect(row.getByTestId('last-use')).toContainText('by node');
  expect(await page.content()).not.toContain(key);
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    if (statSync(path).isFile()) expect(readFileSync(path, 'latin1'), name).not.toContain(key);
  }

  await row.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('New name of my-editor').fill('editor two');
  await page.keyboard.press('Enter');
  const renamed = page.locator('[data-testid="app-key"][data-app="editor two"]');
  await expect(renamed.getByLabel('Tuning profile of editor two')).toHaveValue('Economy');
  expect((await endpoint.withKey(key).chat(prompts.greeting)).alpha).toBe(0.65);

  await renamed.getByRole('button', { name: 'Revoke the key of editor two' }).click();
  await page.getByTestId('revoke-app-key').click();
  await expect(page.getByTestId('revoked-keys')).toContainText('editor two');
  const refused = await endpoint.withKey(key).ask(prompts.greeting);
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain('This key is none that this Heimdall issued, or it was revoked.');
});

test('the snippets take a key that is made for the app, for as long as the page is open', async ({
  endpoint,
  running,
  shell,
}) => {
  const { page } = running;
  await shell.open('settings');
  await page.getByTestId('settings-apps').click();
  await page.getByLabel('Refuse them').click();
  await expect(page.getByLabel('Refuse them')).toBeChecked();
  await expect.poll(async () => (await endpoint.ask(prompts.greeting)).status).toBe(401);
  await shell.open('connect');
  const part = page.getByTestId('snippet-key');
  await expect(part).toContainText('the placeholder does not work');
  await part.getByRole('button', { name: 'Create a key for this app' }).click();
  await page.keyboard.type('notebook');
  await page.keyboard.press('Enter');
  const key = (await page.getByTestId('issued-key').textContent()) ?? '';
  await page.getByTestId('issued-done').click();
  await expect(part).toContainText('With the key of notebook');
  for (const client of ['OpenAI Python', 'cURL', 'Codex CLI', 'Claude Code']) {
    await page.getByRole('tab', { name: client }).click();
    await expect(page.getByRole('tabpanel')).toContainText(key);
  }
  expect((await endpoint.withKey(key).chat(prompts.greeting)).status).toBe(200);
  await shell.open('tune');
  await shell.open('connect');
  await expect(page.getByRole('tabpanel')).toBeVisible();
  expect(await page.content()).not.toContain(key);
});
