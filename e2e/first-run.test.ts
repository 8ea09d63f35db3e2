import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a first start plays sample traffic, which gives way to the first real request', async ({
  endpoint,
  live,
  shell,
}) => {
  await expect(shell.sampleRibbon()).toBeVisible();
  await expect(live.rows().first()).toBeVisible();
  const answer = await endpoint.chat(prompts.greeting);
  await expect(live.row(answer.decisionId)).toBeVisible();
  await expect(shell.simulatedRibbon()).toBeVisible();
});

test('the theme follows the system until one is chosen, which is kept', async ({ running, shell }) => {
  expect(await shell.theme()).toContain('dark');
  await shell.toggleTheme();
  await expect.poll(() => shell.theme()).toBe('light');
  await running.page.reload();
  await expect.poll(() => shell.theme()).toBe('light');
});
