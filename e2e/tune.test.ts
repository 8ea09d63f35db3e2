import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures/console-test.ts';
import { shownNumber } from './pages/shown-number.ts';
import { prompts } from './prompts.ts';

test('thresholds by keyboard, a preview across buckets, apply, undo, redo, and a profile of one’s own', async ({
  endpoint,
  running,
  shell,
  tune,
}) => {
  const { page } = running;
  const first = await endpoint.route(prompts.proof);
  expect((await endpoint.chat(prompts.proof)).bucket).toBe('hard');
  await endpoint.chat(prompts.greeting);
  await shell.open('tune');
  await expect(page.getByTestId('replay-check')).toHaveAttribute('data-ok', 'true');
  await expect(page.getByTestId('profile-menu')).toContainText('Balanced');

  await test.step('the handle moves by keys, and the router scores the other bucket', async () => {
    const handle = page.getByTestId('threshold-hard');
    await handle.focus();
    await page.keyboard.press('End');
    await expect(page.getByTestId('threshold-hard-input')).toHaveValue('1');
    const moved = page.getByTestId('moved');
    await expect(moved).toHaveAttribute('data-unknown', '0');
    await expect(moved).toHaveAttribute('data-known', /[1-9]/);
    expect(await shownNumber(tune.flips())).toBeGreaterThan(0);
    // Nothing is in force before Enter.
    expect((await endpoint.route(`${prompts.proof} Briefly.`)).bucket).toBe('hard');
    await handle.focus();
    await page.keyboard.press('Escape');
    await expect(moved).toHaveCount(0);
    await page.getByTestId('threshold-hard-input').fill('1');
    await page.keyboard.press('Enter');
    await expect(page.getByText('for new requests')).toBeVisible();
    const after = await endpoint.route(`${prompts.proof} Step by step.`);
    expect([after.bucket, after.thresholds.hard]).toEqual(['mid', 1]);
  });

  await test.step('undo and redo by keys', async () => {
    await page.getByTestId('threshold-hard').focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByText('Undone:')).toBeVisible();
    expect((await endpoint.route(`${prompts.proof} Once more.`)).thresholds.hard).toBe(first.thresholds.hard);
    await expect(page.getByTestId('profile-menu')).not.toContainText('*');
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(page.getByText('Done again:')).toBeVisible();
    // A built-in profile means the trained thresholds, too: moved ones are a change of it.
    await expect(page.getByTestId('profile-menu')).toContainText('Balanced*');
    expect((await endpoint.route(`${prompts.proof} And again.`)).thresholds.hard).toBe(1);
  });

  await test.step('the pointer applies as it lets go of the handle, and the toast takes it back', async () => {
    await clickAt(page.getByTestId('alpha-slider').locator('xpath=../..'), 0.9);
    await expect.poll(() => shownNumber(tune.activeAlpha())).toBeGreaterThan(0.8);
    await expect(page.getByTestId('profile-menu')).toContainText('Balanced*');
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(() => shownNumber(tune.activeAlpha())).toBe(0.8);
  });

  await test.step('saves the values as a profile', async () => {
    await page.getByTestId('save-profile').click();
    const name = page.getByTestId('palette').getByRole('combobox');
    await name.fill('Night shift');
    await name.press('Enter');
    await expect(page.getByTestId('tune-profile')).toHaveText('Night shift');
    await page.getByTestId('profile-menu').click();
    await page.getByRole('menuitemradio', { name: /Economy/ }).click();
    await expect.poll(() => shownNumber(tune.activeAlpha())).toBe(0.65);
    expect((await endpoint.route(`${prompts.proof} In short.`)).thresholds).toEqual(first.thresholds);
    await expect(page.getByTestId('profile-menu')).toContainText('Economy');
    await expect(page.getByTestId('profile-menu')).not.toContainText('*');
  });
});

async function clickAt(track: Locator, share: number): Promise<void> {
  const box = await track.boundingBox();
  if (box === null) throw new Error('The slider is not on the page.');
  await track.click({ position: { x: box.width * share, y: box.height / 2 } });
}
