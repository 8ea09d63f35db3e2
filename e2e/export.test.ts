import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capsule } from '../src/shared/capsule.ts';
import { expect, test } from './fixtures/console-test.ts';
import type { RunningConsole } from './fixtures/running-console.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

// The inspector asks for a decision that was deleted: the browser writes the refused request to its console.
test.use({ toleratedErrors: /404/ });

/** Presses the dialog's button, says where to in the way of the window or the browser, and reads the file. */
async function save({ page, electron, home }: RunningConsole, name: string): Promise<string> {
  const path = join(home, name);
  const start = page.getByTestId('export-start');
  if (electron === null) {
    const [download] = await Promise.all([page.waitForEvent('download'), start.click()]);
    await download.saveAs(path);
  } else {
    // Instead of the system's dialog, which a test cannot see.
    await electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await start.click();
  }
  await expect(page.getByRole('dialog', { name: 'Export decisions' })).toBeHidden();
  return readFile(path, 'utf8');
}

const idsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as Capsule).decision.id);

test('the selection, what fits a filter and the whole log are exported, and capsules come back identical', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page, home, electron } = running;
  const answers: Awaited<ReturnType<typeof endpoint.chat>>[] = [];
  for (const prompt of [prompts.greeting, prompts.proof, prompts.coding]) answers.push(await endpoint.chat(prompt));
  const ids = answers.map(({ decisionId }) => decisionId);
  const [first = '', second = '', third = ''] = ids;
  const dialog = page.getByRole('dialog', { name: 'Export decisions' });
  await live.filter('');
  await expect(live.rows()).toHaveCount(3);

  await test.step('two rows are selected and exported as capsules', async () => {
    await live.row(first).click();
    await live.row(second).click({ modifiers: ['Shift'] });
    await page.getByTestId('export-selection').click();
    await expect(dialog.getByLabel('The selection')).toBeChecked();
    await expect(dialog).toContainText('2 decisions');
    const text = await save(running, 'two.jsonl');
    expect(idsOf(text)).toEqual([second, first]);
    expect(text).not.toContain(prompts.proof.slice(0, 20));
  });

  await test.step('prompts are off, and on only with a warning', async () => {
    await shell.runCommand('Stream: Export decisions');
    await dialog.getByLabel('The whole log').check();
    await expect(dialog.getByRole('checkbox', { name: 'With prompts' })).toBeHidden();
    await dialog.getByLabel('JSON Lines').check();
    await expect(dialog.getByRole('checkbox', { name: 'With prompts' })).not.toBeChecked();
    await dialog.getByRole('checkbox', { name: 'With prompts' }).check();
    await expect(dialog.getByTestId('export-prompts-warning')).toContainText('as plain text');
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await violations(page, `export ${theme}`)).toEqual([]);
      await test.info().attach(`export-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
    }
    const lines = (await save(running, 'all.jsonl')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).prompt)).toEqual([prompts.coding, prompts.proof, prompts.greeting]);
  });

  await test.step('a filter is a table of what fits it', async () => {
    const bucket = answers[1]?.bucket;
    const fitting = answers.filter((answer) => answer.bucket === bucket).map(({ decisionId }) => decisionId);
    await live.filter(`bucket:${bucket}`);
    await expect(live.rows()).toHaveCount(fitting.length);
    await shell.runCommand('Stream: Export decisions');
    await dialog.getByLabel('What fits the filter').check();
    await dialog.getByLabel('CSV').check();
    const rows = (await save(running, 'some.csv')).trim().split('\r\n');
    expect(rows.map((row) => row.split(',')[0])).toEqual(['id', ...fitting.reverse()]);
    await live.filter('');
  });

  await test.step('nothing is written where no file was chosen', async () => {
    if (electron === null) return;
    await electron.evaluate(({ dialog }) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
    });
    await shell.runCommand('Stream: Export decisions');
    await page.getByTestId('export-start').click();
    await expect(page.getByTestId('export-start')).toBeEnabled();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('what was exported and imported is exported the same again', async () => {
    await shell.runCommand('Stream: Export decisions');
    await dialog.getByLabel('The whole log').check();
    const before = await save(running, 'before.jsonl');
    expect(idsOf(before)).toEqual([third, second, first]);
    await live.clearLog();
    await shell.runCommand('Server: Import decisions');
    await page.getByLabel('A file').setInputFiles(join(home, 'before.jsonl'));
    await expect(page.getByTestId('import-summary')).toHaveText('3 imported, 0 there already, 0 refused');
    await page.keyboard.press('Escape');
    await shell.runCommand('Stream: Export decisions');
    await dialog.getByLabel('The whole log').check();
    const again = await save(running, 'again.jsonl');
    expect(again.trim().split('\n').sort()).toEqual(before.trim().split('\n').sort());
  });
});
