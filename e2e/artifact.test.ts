import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeHarderArtifact } from '../test/helpers/other-artifact.ts';
import { expect, test } from './fixtures/console-test.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

// The artifact that is damaged: the browser writes the refused request to its console.
test.use({ toleratedErrors: /status of 500/ });

test('another artifact is compared, promoted, undone, refused when it is damaged, used from the settings and rolled back', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  test.setTimeout(120_000);
  const { page, home } = running;
  const folder = writeHarderArtifact(join(home, 'harder'));
  const settingsFile = () => readFile(join(home, 'heimdall.yaml'), 'utf8').catch(() => '');
  const mark = page.getByTestId('artifact-mark');
  const bundled = (await mark.textContent()) ?? '';
  const check = async (name: string): Promise<void> => {
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await violations(page, `${name} ${theme}`)).toEqual([]);
      await test.info().attach(`${name}-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
    }
  };

  await test.step('the shadow says what it would change', async () => {
    await shell.openPalette();
    await page.getByPlaceholder('Search or run a command').fill('Shadow: Compare an artifact folder');
    await page.getByTestId('palette-item').first().click();
    await page
      .getByPlaceholder(/^Whole path of a folder/)
      .last()
      .fill(folder);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('shadow-subject')).toContainText('-harder');
    expect((await endpoint.chat(prompts.greeting)).bucket).toBe('cheap');
    await expect(page.getByTestId('shadow-differ')).toContainText('1 of 1 differ');
  });

  await test.step('it is promoted, and the next request is decided by it', async () => {
    await page.getByTestId('shadow-promote').click();
    const dialog = page.getByRole('dialog', { name: /^Use artifact .*-harder$/ });
    await expect(dialog).toContainText('1 of 1 requests');
    await expect(dialog).toContainText('1 simulated');
    await check('promote');
    await page.getByTestId('shadow-promote-confirm').click();
    await expect(mark).toContainText('-harder');
    const answer = await endpoint.chat(prompts.greeting);
    expect(answer.bucket).toBe('hard');
    expect(await settingsFile()).toContain(`artifact_dir: ${folder}`);
    await expect(page.getByTestId('shadow-mark')).toBeHidden();
    await shell.open('live');
    const inspector = await live.inspect(answer.decisionId);
    await expect(inspector.root()).toContainText(/artifact \S+-harder/);
  });

  await test.step('undo puts the one before in force', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('Undone: artifact')).toBeVisible();
    await expect(mark).toHaveText(bundled);
    expect((await endpoint.chat(prompts.greeting)).bucket).toBe('cheap');
    expect(await settingsFile()).not.toContain('artifact_dir');
  });

  await test.step('a damaged one is refused by name, a whole one is used from the settings', async () => {
    await mark.click();
    await expect(page.getByTestId('artifact-in-force')).toContainText('the one that ships with Heimdall');
    const quality = await readFile(join(folder, 'quality.json'));
    await writeFile(join(folder, 'quality.json'), '{}');
    await page.getByLabel('Folder').fill(folder);
    await page.getByTestId('artifact-verify').click();
    await expect(page.getByTestId('artifact-refused')).toContainText('quality.json');
    await expect(page.getByTestId('artifact-use')).toBeHidden();
    await writeFile(join(folder, 'quality.json'), quality);
    await page.getByTestId('artifact-verify').click();
    await expect(page.getByTestId('artifact-verified')).toContainText('is whole');
    await check('settings');
    await page.getByTestId('artifact-use').click();
    await expect(mark).toContainText('-harder');
    await expect(page.getByTestId('artifact-in-force')).toContainText(folder);
  });

  await test.step('the history names it, and it is rolled back', async () => {
    await shell.open('tune');
    await page.getByTestId('tuning-history').click();
    await expect(page.getByRole('listitem').filter({ hasText: /artifact \S+-harder/ })).toContainText('in force');
    await page.keyboard.press('Escape');
    await mark.click();
    await page.getByTestId('artifact-rollback').click();
    await expect(mark).toHaveText(bundled);
    expect((await endpoint.chat(prompts.greeting)).bucket).toBe('cheap');
  });
});
