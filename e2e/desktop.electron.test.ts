import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from './fixtures/console-test.ts';
import { launchElectron } from './fixtures/launch-electron.ts';
import { createHome, type RunningConsole, removeHome, waitUntilReady } from './fixtures/running-console.ts';
import { prompts } from './prompts.ts';

function appOf(running: RunningConsole) {
  if (running.electron === null) throw new Error('This test runs in Electron only.');
  return running.electron;
}

/** Catches the tray's own menu as it is set next, and the notifications that are shown. */
async function watchDesktop(running: RunningConsole): Promise<void> {
  await appOf(running).evaluate(({ Tray, Notification }) => {
    const seen = { tray: null as unknown, menu: null as unknown, notifications: [] as unknown[] };
    Reflect.set(globalThis, 'seen', seen);
    const setContextMenu = Tray.prototype.setContextMenu;
    Tray.prototype.setContextMenu = function (menu) {
      Object.assign(seen, { tray: this, menu });
      setContextMenu.call(this, menu);
    };
    // A virtual display has nobody who shows them: what is tested is that Electron is asked to.
    Notification.isSupported = () => true;
    Notification.prototype.show = function () {
      seen.notifications.push(this);
    };
  });
}

/** Labels of the tray's menu as it is now. */
function trayLabels(running: RunningConsole): Promise<string[]> {
  return appOf(running).evaluate(() => {
    const { menu, tray } = Reflect.get(globalThis, 'seen');
    if (menu === null || tray.isDestroyed()) return [];
    return menu.items.flatMap(({ label }: { label: string }) => label || []);
  });
}

function clickInTray(running: RunningConsole, id: string): Promise<void> {
  return appOf(running).evaluate(
    (_, wanted) => Reflect.get(globalThis, 'seen').menu.getMenuItemById(wanted).click(),
    id,
  );
}

function notificationTitles(running: RunningConsole): Promise<string[]> {
  return appOf(running).evaluate(() =>
    Reflect.get(globalThis, 'seen').notifications.map(({ title }: { title: string }) => title),
  );
}

/** Closes the window as its user does, with the answer that is given to the question; null when none is expected. */
async function closeWindow(running: RunningConsole, answer: { response: number; checkboxChecked: boolean } | null) {
  return appOf(running).evaluate(({ BrowserWindow, dialog }, given) => {
    const asked: unknown[] = [];
    Reflect.set(globalThis, 'asked', asked);
    Object.assign(dialog, {
      showMessageBox: async (options: unknown) => {
        asked.push(options);
        if (given === null) throw new Error('Nothing should have been asked.');
        return given;
      },
    });
    BrowserWindow.getAllWindows()[0]?.close();
  }, answer);
}

const windows = (running: RunningConsole) =>
  appOf(running).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

test('the tray tells the state of the endpoint, and its menu pauses and resumes it', async ({
  endpoint,
  running,
  shell,
}) => {
  await watchDesktop(running);
  await shell.runCommand('Server: Pause the endpoint');
  await expect
    .poll(() => trayLabels(running))
    .toEqual([
      'Paused: apps get no answers',
      'Open Heimdall',
      'Copy the base URL',
      'Resume the endpoint',
      'Quit Heimdall',
    ]);
  await expect(endpoint.chat(prompts.greeting)).rejects.toThrow();
  await clickInTray(running, 'resume');
  await expect.poll(async () => (await trayLabels(running))[0]).toMatch(/^Running at 127\.0\.0\.1:\d+$/);
  await clickInTray(running, 'copy');
  const copied = await appOf(running).evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toBe(`${await shell.endpointUrl()}/v1`);
  // A pause is no fault.
  expect(await notificationTitles(running)).toEqual([]);
});

test('closing the window asks, keeps the endpoint when told so, and the tray brings the window back', async ({
  endpoint,
  running,
  shell,
}) => {
  const app = appOf(running);
  await watchDesktop(running);
  await shell.runCommand('Server: Pause the endpoint');
  await expect(running.page.getByTestId('endpoint-chip')).toContainText('paused');
  await shell.runCommand('Server: Resume the endpoint');
  await expect.poll(async () => (await trayLabels(running))[0]).toContain('Running');
  const url = (await trayLabels(running))[0]?.replace('Running at ', 'http://');

  await closeWindow(running, { response: 2, checkboxChecked: false });
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'asked').length)).toBe(1);
  expect(await windows(running)).toBe(1);

  await closeWindow(running, { response: 0, checkboxChecked: true });
  await expect.poll(() => windows(running)).toBe(0);
  const [question] = await app.evaluate(() => Reflect.get(globalThis, 'asked'));
  expect(question).toMatchObject({ buttons: ['Keep it running', 'Quit Heimdall', 'Cancel'] });
  expect(question.detail).toContain(`${url}/v1`);
  const answer = await fetch(`${url}/healthz`);
  expect(answer.status).toBe(200);
  expect(readFileSync(join(running.home, 'heimdall.yaml'), 'utf8')).toContain('on_close: keep');

  const opened = app.waitForEvent('window');
  await clickInTray(running, 'open');
  const page = await opened;
  await waitUntilReady(page);
  expect(endpoint).toBeDefined();
  // Told once, it is not asked again.
  await closeWindow({ ...running, page }, null);
  await expect.poll(() => windows(running)).toBe(0);
  expect(await app.evaluate(() => Reflect.get(globalThis, 'asked').length)).toBe(0);
});

test('a fault is told once, and a click leads to where it is put right', async ({ running }) => {
  const { home, page } = running;
  const app = appOf(running);
  await watchDesktop(running);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const path = join(home, 'heimdall.yaml');
  writeFileSync(path, 'router: { alpha: 9 }\n');
  await expect.poll(() => notificationTitles(running)).toEqual(['The settings file has a mistake']);
  // The same fault in other words, and the same again after it was put right for a moment.
  writeFileSync(path, 'router: { alpha: 10 }\n');
  await expect(page.getByTestId('ribbon-config')).toBeVisible();
  await expect.poll(() => trayLabels(running)).toContain('The settings file has a mistake…');
  writeFileSync(path, 'router: { alpha: 0.5 }\n');
  await expect(page.getByTestId('ribbon-config')).toBeHidden();
  writeFileSync(path, 'router: { alpha: 9 }\n');
  await expect(page.getByTestId('ribbon-config')).toBeVisible();
  expect(await notificationTitles(running)).toEqual(['The settings file has a mistake']);

  await app.evaluate(() => Reflect.get(globalThis, 'seen').notifications[0].emit('click'));
  await expect(page.getByTestId('config-error')).toContainText('router.alpha');
  expect(new URL(page.url()).hash).toBe('#/settings/about');
});

test('no notification comes when they are off', async ({ running, shell }) => {
  const { home, page } = running;
  await shell.open('settings');
  await page.getByTestId('settings-desktop').click();
  await page.getByLabel('Tell me about faults').click();
  await expect(page.getByLabel('Tell me about faults')).not.toBeChecked();
  const path = join(home, 'heimdall.yaml');
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('notifications: false');
  await watchDesktop(running);
  await appOf(running).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  writeFileSync(path, 'desktop: { notifications: false }\ntuning: { artifact_dir: 9 }\n');
  await expect.poll(() => trayLabels(running)).toContain('The settings file has a mistake…');
  expect(await notificationTitles(running)).toEqual([]);
});

test('opening at login is off, and writes and removes the entry that desktops read', async ({ running, shell }) => {
  const { home, page } = running;
  const entry = join(home, 'xdg', 'autostart', 'heimdall.desktop');
  await shell.open('settings');
  await page.getByTestId('settings-desktop').click();
  const choice = page.getByLabel('Open Heimdall at login');
  await expect(choice).not.toBeChecked();
  expect(existsSync(entry)).toBe(false);
  await choice.click();
  await expect(choice).toBeChecked();
  await expect(page.getByText(entry)).toBeVisible();
  await expect.poll(() => existsSync(entry)).toBe(true);
  const exec = /^Exec=(.*)$/m.exec(readFileSync(entry, 'utf8'))?.[1];
  expect(exec).toMatch(/^"[^"]*electron[^"]*" "[^"]+" "--background"$/);
  await page.reload();
  await expect(choice).toBeChecked();
  await choice.click();
  await expect(choice).not.toBeChecked();
  await expect.poll(() => existsSync(entry)).toBe(false);
});

test('a port that is taken is a fault in the tray and in the window, and trying again puts it right', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const home = await createHome();
  try {
    const running = await launchElectron({ home, colorScheme: 'dark', port: address.port });
    try {
      const { page } = running;
      await watchDesktop(running);
      await expect(page.getByText(`${address.port}`).first()).toBeVisible();
      await page.keyboard.press('Control+,');
      await expect(page.getByRole('alert')).toContainText('The endpoint is not listening.');
      await page.getByTestId('endpoint-switch').click();
      await expect(page.getByText(/The endpoint is not listening: /)).toBeVisible();
      await new Promise((done) => other.close(done));
      await page.getByTestId('endpoint-switch').click();
      await expect(page.getByTestId('endpoint-switch')).toHaveText('Pause');
      await expect.poll(async () => (await trayLabels(running))[0]).toBe(`Running at 127.0.0.1:${address.port}`);
      expect(await notificationTitles(running)).toEqual([]);
    } finally {
      await running.close();
    }
  } finally {
    other.close();
    await removeHome(home);
  }
});
