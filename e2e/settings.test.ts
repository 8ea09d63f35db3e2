import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

// A setting that is refused: the browser writes the answer's status to its console.
test.use({ toleratedErrors: /422/ });

const KEY = 'sk-test-CANARY-of-the-settings-xyz';

test('a key that is added is stored encrypted, in force at once, and never shown again', async ({ running, shell }) => {
  const { page, home } = running;
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-keys').click();
  const openai = page.locator('[data-provider="openai"]');
  await expect(openai).toContainText('no key');
  await expect(shell.simulatedRibbon()).toBeVisible();
  await openai.getByRole('button', { name: 'Add a key' }).click();
  await expect(page.getByLabel('Key of openai')).toBeFocused();
  await page.getByRole('button', { name: 'Store the key' }).click();
  await expect(page.getByRole('alert')).toContainText('Paste the key first');
  // A paste is one input, not keys.
  await page.keyboard.insertText(`  ${KEY}  `);
  await page.keyboard.press('Enter');
  await expect(openai).toContainText('..xyz');
  await expect(openai).toContainText('stored here');
  await expect(openai).toContainText('in force');
  await expect(openai).toContainText('can be called');
  await expect(shell.simulatedRibbon()).toBeHidden();
  await expect(page.getByTestId('key-field')).toHaveCount(0);

  await page.reload();
  await expect(openai).toContainText('..xyz');
  expect(await page.content()).not.toContain('CANARY');
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    if (statSync(path).isFile()) expect(readFileSync(path, 'latin1'), name).not.toContain('CANARY');
  }
  expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);

  await openai.getByRole('button', { name: 'Remove the stored key of openai' }).click();
  await expect(openai).toContainText('no key');
  await expect(shell.simulatedRibbon()).toBeVisible();
});

test('a settings file with a mistake is named with key, value and what is allowed; the old settings stay', async ({
  endpoint,
  running,
  shell,
}) => {
  const { page, home } = running;
  const path = join(home, 'heimdall.yaml');
  const good = '# mine\nrouter:\n  alpha: 0.25\n';
  writeFileSync(path, good);
  await expect.poll(async () => (await endpoint.route(prompts.greeting)).alpha).toBe(0.25);
  writeFileSync(path, good.replace('0.25', '25'));
  await page.getByTestId('ribbon-config').click();
  const said = page.getByTestId('config-error');
  await expect(said).toContainText('router.alpha (line 3) is 25');
  await expect(said).toContainText('<=1');
  await expect(said).toContainText(path);
  expect((await endpoint.route(prompts.greeting)).alpha).toBe(0.25);

  await page.getByTestId('settings-data').click();
  await page.getByRole('radio', { name: /Not at all/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'router.alpha' }).last()).toBeVisible();
  await expect(page.getByRole('radio', { name: /In full/ })).toBeChecked();
  expect(readFileSync(path, 'utf8')).toBe(good.replace('0.25', '25'));

  writeFileSync(path, good);
  await expect(said).toBeHidden();
  await expect(page.getByTestId('ribbon-config')).toBeHidden();
  await page.getByRole('radio', { name: /Not at all/ }).click();
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('prompts: off');
  expect(readFileSync(path, 'utf8')).toContain('# mine');
  await shell.open('live');
  const { decisionId } = await endpoint.chat('a secret of the house');
  await expect(page.locator(`[data-decision-id="${decisionId}"]`).first()).toBeVisible();
  expect(await page.content()).not.toContain('a secret of the house');
});

test('the endpoint tests itself; the look and what is kept can be changed', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  const { decisionId } = await endpoint.chat(prompts.greeting);
  await expect(live.row(decisionId)).toBeVisible();
  await shell.open('settings');
  await page.getByTestId('endpoint-check').click();
  await expect(page.getByTestId('endpoint-report')).toHaveAttribute('data-ok', 'true');
  await page.getByLabel('Port').fill('70000');
  await page.getByLabel('Port').press('Enter');
  await expect(page.getByRole('alert')).toContainText('from 0 to 65,535');

  await page.getByTestId('settings-appearance').click();
  await page.getByRole('button', { name: 'Light', exact: true }).click();
  await expect.poll(() => shell.theme()).toBe('light');
  await page.getByRole('button', { name: 'As the system' }).click();
  await expect.poll(() => shell.theme()).toContain('dark');

  await page.getByTestId('settings-data').click();
  await page.getByLabel('Hide prompts and answers').check();
  expect(await page.evaluate(() => document.documentElement.hasAttribute('data-prompts-hidden'))).toBe(true);
  await page.getByTestId('delete-all').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep them' }).click();
  await page.getByTestId('delete-all').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete all' }).click();
  await expect(page.getByText('1 decisions deleted')).toBeVisible();
  await shell.open('live');
  await expect(live.emptyState()).toBeVisible();
});
