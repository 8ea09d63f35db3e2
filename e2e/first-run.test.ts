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

test('from the first start to the first real request: it opens on why, and the sample hides', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  await live.playSample();
  await expect.poll(() => live.rows().count()).toBeGreaterThan(5);
  await shell.open('connect');
  await expect(page.getByText('Waiting for your first request…')).toBeVisible();
  await page.getByRole('tab', { name: 'cURL' }).click();
  await expect(page.getByRole('tabpanel')).toContainText(`${endpoint.url}/v1/chat/completions`);
  const answer = await endpoint.chat(prompts.greeting);
  await expect(page).toHaveURL(new RegExp(`#/live.*${answer.decisionId}`));
  const inspector = page.locator(`[data-testid="inspector"][data-decision-id="${answer.decisionId}"]`);
  await expect(inspector.getByRole('tab', { name: 'Why' })).toHaveAttribute('aria-selected', 'true');
  await expect(live.rows()).toHaveCount(1);
  await expect(live.filterField()).toHaveValue('-is:sample');
  await expect(shell.sampleRibbon()).toBeVisible();
  await shell.open('connect');
  await expect(page.getByTestId('first-request-done')).toContainText('It works.');
});

test('the theme follows the system until one is chosen, which is kept', async ({ running, shell }) => {
  expect(await shell.theme()).toContain('dark');
  await shell.toggleTheme();
  await expect.poll(() => shell.theme()).toBe('light');
  await running.page.reload();
  await expect.poll(() => shell.theme()).toBe('light');
});
