/** The console without a pointer: every control is reached, seen and left again, and dialogs give the focus back. */
import { VIEWS } from '../../src/renderer/views.ts';
import { expect, test } from '../fixtures/console-test.ts';
import { untilQuiet } from '../fixtures/until-quiet.ts';
import { prompts } from '../prompts.ts';
import { focused, unreached, walk } from './focus.ts';
import { openView } from './stage.ts';

test('Tab goes through every view: each control is reached, in the order of sight, and seen', async ({
  endpoint,
  latency,
  live,
  running,
  shell,
}) => {
  test.setTimeout(180_000);
  const { page } = running;
  const decisionIds: string[] = [];
  for (const text of Object.values(prompts)) decisionIds.push((await endpoint.chat(text)).decisionId);
  await live.inspect(decisionIds[0] ?? '');
  const stage = { page, running, shell, live, latency, endpoint, decisionIds };
  const wrong: string[] = [];
  for (const { id, key, title } of VIEWS) {
    if (key === null) await openView(stage, id);
    else await page.keyboard.press(`Control+${key}`);
    await expect(page.getByRole('main', { name: title })).toBeVisible();
    await expect(page.locator('main > *').first()).toBeVisible();
    await untilQuiet(page);
    let stops = await walk(page);
    // What came while Tab was on its way is passed the second time round.
    if ((await unreached(page, stops)).length > 0) stops = await walk(page);
    for (const [index, stop] of stops.entries()) {
      if (!stop.visible) wrong.push(`${id}: no outline on ${stop.name}`);
      if (!stop.uncovered) wrong.push(`${id}: ${stop.name} is off the screen or covered`);
      const before = stops[index - 1];
      // Side by side, or below: what comes next is never above what came before it, nor left of it in its line.
      if (before?.parent === stop.parent && stop.top < before.bottom && stop.left < before.left) {
        wrong.push(`${id}: ${stop.name} comes after ${before.name}`);
      }
    }
    wrong.push(...(await unreached(page, stops)).map((control) => `${id}: never reached ${control}`));
  }
  expect(wrong).toEqual([]);
});

test('dialogs keep the focus while they are open, and give it back', async ({ endpoint, live, running }) => {
  const { page } = running;
  const { decisionId } = await endpoint.chat(prompts.coding);
  await live.inspect(decisionId);
  const grid = page.getByTestId('live-grid');
  for (const [key, name] of [
    ['r', 'Replay'],
    ['?', 'Shortcuts'],
    ['Control+k', 'Commands'],
  ] as const) {
    await test.step(name, async () => {
      await grid.focus();
      await page.keyboard.press(key);
      const dialog = page.getByRole('dialog', { name });
      await expect(dialog).toBeVisible();
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press(step < 8 ? 'Tab' : 'Shift+Tab');
        expect(await focused(page), `${name}, step ${step}`).not.toBeNull();
        expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
      }
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(grid).toBeFocused();
    });
  }
});

test('the focus is not lost when what had it goes away', async ({ endpoint, live, running }) => {
  const { page } = running;
  const { decisionId } = await endpoint.chat(prompts.coding);
  await live.inspect(decisionId);
  await page.getByRole('button', { name: 'Close the decision' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspector')).toHaveCount(0);
  await expect(page.getByTestId('live-grid')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision-page')).toBeVisible();
  await expect.poll(() => focused(page)).not.toBeNull();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('live-grid')).toBeFocused();
});
