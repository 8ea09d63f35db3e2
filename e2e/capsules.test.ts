import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capsule } from '../src/shared/capsule.ts';
import { expect, test } from './fixtures/console-test.ts';
import type { RunningConsole } from './fixtures/running-console.ts';
import type { Shell } from './pages/shell.ts';
import { prompts } from './prompts.ts';

// The inspector asks for the decision that was deleted: the browser writes the refused request to its console.
test.use({ toleratedErrors: /404/ });

/** Exports the selected decision as a person does, and reads the file. */
async function exportCapsule({ page, electron, home }: RunningConsole, shell: Shell, name: string): Promise<Capsule> {
  const path = join(home, name);
  await page.getByTestId('live-grid').focus();
  if (electron === null) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      shell.runCommand('Decision: Export a capsule'),
    ]);
    await download.saveAs(path);
  } else {
    // Instead of the system's dialog, which a test cannot see.
    await electron.evaluate(({ BrowserWindow }, target) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.webContents.session.once('will-download', (_event, item) => item.setSavePath(target));
    }, path);
    await shell.runCommand('Decision: Export a capsule');
  }
  await expect.poll(() => readFile(path, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/\}\n$/);
  return JSON.parse(await readFile(path, 'utf8')) as Capsule;
}

test('a decision that is exported and imported is the same decision, and one that was changed is refused', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page, home } = running;
  const { decisionId } = await endpoint.chat(prompts.coding);
  await live.inspect(decisionId);
  const capsule = await exportCapsule(running, shell, 'one.json');
  expect(capsule.decision.id).toBe(decisionId);
  expect(JSON.stringify(capsule)).not.toContain(prompts.coding.slice(0, 20));
  const forged = structuredClone(capsule);
  Object.assign(forged.decision.candidates[0] ?? {}, { score: 9 });
  await writeFile(join(home, 'forged.json'), JSON.stringify(forged));
  await live.clearLog();

  await shell.runCommand('Server: Import decisions');
  const dialog = page.getByRole('dialog', { name: 'Import decisions' });
  await dialog.getByLabel('A file').setInputFiles(join(home, 'forged.json'));
  await expect(dialog.getByTestId('import-summary')).toHaveText('0 imported, 0 there already, 1 refused');
  await expect(dialog.getByTestId('import-result')).toContainText('scores:');
  await dialog.getByLabel('A file').setInputFiles(join(home, 'one.json'));
  await expect(dialog.getByTestId('import-summary')).toHaveText('1 imported, 0 there already, 0 refused');
  await expect(dialog.getByTestId('import-result')).toContainText(
    'Verified: scores, winner, margin, bucket, calibration',
  );
  await expect(dialog.getByTestId('import-result')).toContainText('Could not be: trees');
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByTestId('decision-page')).toHaveAttribute('data-decision-id', decisionId);
  await expect(page.getByTestId('decision-page')).toContainText('IMPORTED');

  await shell.open('live');
  await live.inspect(decisionId);
  const again = await exportCapsule(running, shell, 'again.json');
  expect(again).toEqual(capsule);
});

test('a file that is dropped on the window is imported', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  const { decisionId } = await endpoint.chat(prompts.greeting);
  await live.inspect(decisionId);
  const capsule = await exportCapsule(running, shell, 'one.json');
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'one.json', { type: 'application/json' }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, JSON.stringify(capsule));
  await expect(page.getByTestId('import-summary')).toHaveText('0 imported, 1 there already, 0 refused');
});
