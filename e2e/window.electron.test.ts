import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures/console-test.ts';
import type { RunningConsole } from './fixtures/running-console.ts';
import { waitUntilReady } from './fixtures/running-console.ts';
import { prompts } from './prompts.ts';

function appOf(running: RunningConsole) {
  if (running.electron === null) throw new Error('This test runs in Electron only.');
  return running.electron;
}

test('the window keeps its place and size', async ({ running }) => {
  const wanted = { x: 40, y: 30, width: 1_000, height: 700 };
  await appOf(running).evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, wanted);
  const path = join(running.home, 'electron', 'window-state.json');
  const saved = async () => JSON.parse(await readFile(path, 'utf8').catch(() => 'null'))?.bounds;
  await expect.poll(saved).toMatchObject({ width: wanted.width, height: wanted.height });
});

test('a page that crashes comes back with everything that was recorded', async ({ endpoint, live, running }) => {
  const answer = await endpoint.chat(prompts.greeting);
  await expect(live.row(answer.decisionId)).toBeVisible();
  // Playwright gives up on a page that crashed: the app itself is asked.
  const rows = await appOf(running).evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const loaded = new Promise((done) => contents?.once('did-finish-load', () => done(true)));
    contents?.forcefullyCrashRenderer();
    await loaded;
    const countSoon = `new Promise((done) => {
      const look = () => {
        const count = document.querySelectorAll('[data-testid="live-row"]').length;
        if (count > 0) done(count);
        else setTimeout(look, 100);
      };
      look();
    })`;
    return contents?.executeJavaScript(countSoon);
  });
  expect(rows).toBe(1);
});

test('the menu has an About box', async ({ running }) => {
  await waitUntilReady(running.page);
  const hasAbout = await appOf(running).evaluate(({ Menu }) => {
    const labels = Menu.getApplicationMenu()?.items.flatMap(
      (item) => item.submenu?.items.map(({ label }) => label) ?? [],
    );
    return labels?.includes('About Heimdall');
  });
  expect(hasAbout).toBe(true);
});
