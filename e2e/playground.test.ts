import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a prompt is foreseen and routed for $0 with its reasons, then answered by two models side by side', async ({
  endpoint,
  running,
  shell,
}) => {
  const { page } = running;
  await shell.open('playground');
  await page.getByTestId('turn-user').fill(prompts.coding);
  await expect(page.getByTestId('token-estimate')).toHaveText(/\d+ tokens est\./);
  const expected = await endpoint.route(prompts.coding);
  const name = expected.model.split('/').at(-1) ?? '';
  await expect(page.getByTestId('pick')).toContainText(name);
  await page.getByTestId('turn-user').press('Control+Shift+Enter');
  const shown = page.getByTestId('playground-decision');
  await expect(shown).toBeVisible();
  await expect(shown.getByTestId('candidate-row')).toHaveCount(expected.candidates.length);
  await expect(shown.getByTestId('candidate-row').first()).toHaveAttribute('data-model', expected.model);
  await expect(shown.getByTestId('why-summary')).toContainText(name);
  await expect(shown.getByTestId('alpha-segment').and(page.locator('[data-current="true"]'))).toHaveCount(1);
  await expect(page.getByTestId('runs')).toHaveCount(0);

  // Any model of the catalog, by keyboard.
  const other = expected.candidates[1]?.model ?? '';
  await page.getByTestId('model-search').fill(other);
  await expect(page.getByTestId('model-option').first()).toBeVisible();
  await page.getByTestId('model-search').press('Enter');
  await expect(page.getByTestId('pick')).toHaveCount(2);
  await expect(page.getByTestId('run-estimate')).toHaveText('2 answers: $0, simulated');
  await page.getByTestId('turn-user').press('Control+Enter');
  await expect(page.getByTestId('run')).toHaveCount(2);
  await expect(page.getByTestId('run-text')).toHaveCount(2, { timeout: 20_000 });
  await expect(page.getByTestId('run').first()).toContainText('SIMULATED');

  const id = await page.getByTestId('run').first().getAttribute('data-decision-id');
  await shell.open('live');
  await expect(page.locator(`[data-testid="live-row"][data-decision-id="${id}"]`)).toContainText('playground');
  await shell.open('playground');
  await expect(page.getByTestId('turn-user')).toHaveValue(prompts.coding);
  await expect(page.getByTestId('run-text')).toHaveCount(2);
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
