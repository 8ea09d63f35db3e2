import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a prompt is routed for $0 with its reasons, then answered by two models side by side', async ({
  endpoint,
  running,
  shell,
}) => {
  const { page } = running;
  await shell.open('playground');
  await page.getByTestId('turn-user').fill(prompts.coding);
  await expect(page.getByTestId('token-estimate')).toHaveText(/\d+ tokens est\./);
  await page.getByTestId('turn-user').press('Control+Enter');
  const shown = page.getByTestId('playground-decision');
  await expect(shown).toBeVisible();
  const expected = await endpoint.route(prompts.coding);
  await expect(shown.getByTestId('candidate-row')).toHaveCount(expected.candidates.length);
  await expect(shown.getByTestId('candidate-row').first()).toHaveAttribute('data-model', expected.model);
  await expect(shown.getByTestId('why-summary')).toContainText(expected.model.split('/').at(-1) ?? '');
  await expect(shown.getByTestId('alpha-segment').and(page.locator('[data-current="true"]'))).toHaveCount(1);
  await expect(page.getByTestId('runs')).toHaveCount(0);

  await page
    .getByRole('group', { name: /Run asks/ })
    .getByRole('checkbox')
    .nth(1)
    .check();
  await expect(page.getByTestId('run-estimate')).toContainText('2 answers: $0, the simulator answers');
  await page.getByTestId('turn-user').press('Control+Shift+Enter');
  await expect(page.getByTestId('run')).toHaveCount(2);
  await expect(page.getByTestId('run-text')).toHaveCount(2, { timeout: 20_000 });
  await expect(page.getByTestId('run').first()).toContainText('SIMULATED');

  const id = await page.getByTestId('run').first().getAttribute('data-decision-id');
  await shell.open('live');
  await expect(page.locator(`[data-testid="live-row"][data-decision-id="${id}"]`)).toContainText('playground');
});

test('a recorded request opens in the playground by a key', async ({ endpoint, live, running }) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.proof);
  await live.inspect(answer.decisionId);
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('o');
  await expect(page.getByTestId('turn-user')).toHaveValue(prompts.proof);
  await expect(page.getByTestId('playground-decision')).toHaveAttribute('data-decision-id', answer.decisionId);
});
