import { expect, test } from './fixtures/console-test.ts';
import { shownNumber } from './pages/shown-number.ts';
import { prompts } from './prompts.ts';

test('a first start offers sample traffic, which can be told from real requests and cleared', async ({
  endpoint,
  live,
  shell,
  tune,
}) => {
  await expect(live.emptyState()).toBeVisible();
  await expect(shell.simulatedRibbon()).toBeVisible();
  await live.playSample();
  await expect(shell.sampleRibbon()).toBeVisible();
  await expect.poll(() => live.rows().count()).toBeGreaterThan(5);

  await shell.open('tune');
  await tune.previewAlpha(0.02);
  await expect.poll(() => shownNumber(tune.flips())).toBeGreaterThan(0);

  await shell.open('live');
  const answer = await endpoint.chat(prompts.greeting);
  await shell.clearSample();
  await expect(shell.sampleRibbon()).toBeHidden();
  await expect(live.rows()).toHaveCount(1);
  await expect(live.row(answer.decisionId)).toBeVisible();
});

test('the theme follows the system until one is chosen, which is kept', async ({ running, shell }) => {
  expect(await shell.theme()).toContain('dark');
  await shell.toggleTheme();
  await expect.poll(() => shell.theme()).toBe('light');
  await running.page.reload();
  await expect.poll(() => shell.theme()).toBe('light');
});
