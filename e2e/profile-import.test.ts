import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures/console-test.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

// A text that is refused: the browser writes the answer to its console.
test.use({ toleratedErrors: /422/ });

const TEAM = `# of the team
profiles:
  Night shift:
    alpha: 0.1
    thresholds: { cheap: 0.9, hard: 0.95 }
  Quality: { alpha: 0.99 }
  Broken:
    alpha: 7
apps:
  batch: Night shift
gateway: { port: 1 }
`;

const partOf = (dialog: Locator, name: string) => dialog.locator(`[data-testid="profiles-part"][data-name="${name}"]`);

test('profiles of a file are looked at, chosen, renamed, imported in one change, and taken back', async ({
  endpoint,
  running,
  shell,
}) => {
  const { page, home } = running;
  const settings = join(home, 'heimdall.yaml');
  const before = await readFile(settings, 'utf8').catch(() => '');
  await writeFile(join(home, 'team.yaml'), TEAM);
  await endpoint.chat(prompts.greeting);
  await shell.open('tune');
  await page.getByTestId('import-profiles').click();
  const dialog = page.getByRole('dialog', { name: 'Import profiles' });
  await dialog.getByLabel('A file').setInputFiles(join(home, 'team.yaml'));

  await test.step('shows what is new, and what is wrong by line and field', async () => {
    await expect(partOf(dialog, 'Night shift')).toHaveAttribute('data-state', 'new');
    await expect(partOf(dialog, 'Night shift').getByTestId('profiles-difference')).toHaveText([
      /alpha.*0\.8.*0\.1/,
      /cheap above.*0\.9/,
      /hard above.*0\.95/,
    ]);
    await expect(partOf(dialog, 'Broken')).toContainText('profiles.Broken.alpha (line 8) is 7');
    await expect(partOf(dialog, 'Quality')).toContainText('built in');
    await expect(dialog.getByTestId('profiles-ignored')).toContainText('gateway');
    expect(await violations(page, 'import of profiles')).toEqual([]);
  });

  await test.step('takes what is chosen, under the name that is given', async () => {
    await dialog.getByLabel('Name for Quality').fill('Best of all');
    await expect(partOf(dialog, 'Quality').getByRole('checkbox')).toBeChecked();
    await dialog.getByTestId('profiles-import').click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText('Imported Night shift, Best of all, batch')).toBeVisible();
    const written = await readFile(settings, 'utf8');
    expect(written.startsWith(before.trimEnd())).toBe(true);
    expect(written).toContain('Best of all:');
    expect(written).not.toContain('Broken');
    expect((await endpoint.chat(prompts.proof, 'batch')).alpha).toBe(0.1);
  });

  await test.step('is taken back whole', async () => {
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect(page.getByText('Undone: imported 2 profiles, 1 app')).toBeVisible();
    expect(await readFile(settings, 'utf8')).not.toMatch(/Best of all|Night shift/);
  });

  await test.step('takes a dropped file and pasted text, too', async () => {
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'team.yml'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, TEAM);
    await expect(partOf(dialog, 'Night shift')).toBeVisible();
    await dialog.getByLabel('or its text').fill('profiles: [');
    await expect(dialog.getByRole('alert')).toContainText('the pasted text, line 1');
    await dialog.getByLabel('or its text').fill('{"profiles": {"From JSON": {"alpha": 0.5}}}');
    await expect(partOf(dialog, 'From JSON').getByRole('checkbox')).toBeChecked();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});
