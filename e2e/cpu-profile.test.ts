import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CpuProfile } from '../src/host/profiling/cpu-profile.ts';
import { expect, test } from './fixtures/console-test.ts';
import type { RunningConsole } from './fixtures/running-console.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

/** Where pictures of the states go, to be looked at; nowhere by default. */
const pictures = process.env.HEIMDALL_PICTURES;

/** Saves the profile in the way of the window or the browser, and reads the file. */
async function save({ page, electron, home }: RunningConsole): Promise<string> {
  const path = join(home, 'mine.cpuprofile');
  const button = page.getByTestId('profile-save');
  if (electron === null) {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(download.suggestedFilename()).toMatch(/^heimdall-.*\.cpuprofile$/);
    await download.saveAs(path);
  } else {
    // Instead of the system's dialog, which a test cannot see.
    await electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await button.click();
  }
  await expect(page.getByTestId('profile-saved')).toBeVisible();
  return readFile(path, 'utf8');
}

test('a CPU profile is recorded, read and saved in the Latency view', async ({
  endpoint,
  running,
  shell,
}, testInfo) => {
  const { page } = running;
  const found: string[] = [];
  const check = async (name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      found.push(...(await violations(page, `${name}, ${colorScheme}`)));
      if (!pictures) continue;
      await page.getByTestId('cpu-profile').scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(pictures, `${testInfo.project.name}-profile-${name}-${colorScheme}.png`) });
    }
  };
  await endpoint.chat(prompts.greeting);
  await shell.open('latency');
  const panel = page.getByTestId('cpu-profile');
  await expect(panel).toHaveAttribute('data-state', 'idle');
  await page.getByTestId('profile-start').click();
  await expect(panel).toHaveAttribute('data-state', 'running');
  await expect(page.getByRole('progressbar', { name: 'Time of the recording' })).toBeVisible();
  for (let index = 0; index < 60; index++) await endpoint.chat(`${prompts.coding} ${index}`);
  await expect(panel).toContainText(/Recording: \d+ of 60 s/);
  await check('running');

  // The view is left and found again: the recording goes on.
  await shell.open('live');
  await shell.open('latency');
  await shell.runCommand('Server: Record a CPU profile, or stop it');
  await expect(page.getByTestId('profile-areas').locator('tr[data-area]')).toHaveCount(8);
  const rows = page.getByTestId('profile-functions').locator('tbody tr');
  expect(await rows.count()).toBeGreaterThan(5);
  // The bundle is not what anybody wrote.
  await expect(page.getByTestId('profile-functions')).toContainText(/src\/(?:core|gateway|host|shared)\//);
  await expect(page.getByTestId('profile-functions')).not.toContainText('out/');
  await check('taken');

  const text = await save(running);
  const profile = JSON.parse(text) as CpuProfile;
  expect(profile.samples?.length).toBeGreaterThan(100);
  expect(profile.nodes.some(({ callFrame }) => callFrame.url.startsWith('src/core/'))).toBe(true);
  expect(text).not.toContain(running.home);
  expect(text).not.toContain(process.cwd());
  expect(text).not.toContain(prompts.coding.slice(0, 20));
  expect(found).toEqual([]);
});
