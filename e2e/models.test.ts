import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a model that is switched off is not chosen for the next request, and is again when it is on', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  const first = await endpoint.chat(prompts.greeting);
  await shell.open('models');
  const row = page.locator(`[data-testid="model-row"][data-model="${first.model.replace(/@.*$/, '')}"]`);
  await expect(row.getByRole('switch')).toBeChecked();
  await expect(row).toContainText('100.0%');
  await row.getByRole('switch').click();
  await expect(row.getByRole('switch')).not.toBeChecked();
  await expect(page.getByText('is off from the next request on')).toBeVisible();

  const second = await endpoint.chat(prompts.greeting);
  expect(second.status).toBe(200);
  expect(second.model).not.toBe(first.model);
  const decision = await endpoint.route(prompts.greeting);
  expect(JSON.stringify(decision.excluded)).toContain('disabled');

  await row.getByRole('button').first().click();
  await page.getByTestId('models-panel').getByRole('switch').click();
  await expect(page.getByText('can be chosen again')).toBeVisible();
  expect((await endpoint.chat(prompts.greeting)).model).toBe(first.model);

  await page.getByTestId('model-decisions').click();
  await expect(page).toHaveURL(/#\/live\?q=model/);
  await expect(live.row(first.decisionId)).toBeVisible();
  await expect(live.row(second.decisionId)).toBeHidden();
});

test('models can be searched, sorted and walked by keyboard; the catalog says where it is from', async ({
  running,
  shell,
}) => {
  const { page } = running;
  await page.keyboard.press('Control+7');
  await expect(page.getByTestId('models-table')).toBeVisible();
  await page.getByLabel('Search models').fill('claude');
  await expect(page.getByTestId('models-count')).toContainText(' of ');
  for (const id of await page.getByTestId('model-row').evaluateAll((rows) => rows.map((row) => row.dataset.model))) {
    expect(id).toContain('claude');
  }
  await page.getByRole('button', { name: '$/1M out' }).click();
  await expect(page.getByRole('columnheader', { name: '$/1M out' })).toHaveAttribute('aria-sort', 'descending');
  await page.locator('[data-model-name]').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('price-source')).toContainText(/Source: .*\d{4}-\d\d-\d\d/);
  await page.getByTestId('catalog-version').click();
  await expect(page.getByTestId('models-panel')).toContainText('openrouter.ai');
  await shell.back();
  await expect(page.getByTestId('price-source')).toBeVisible();
});
