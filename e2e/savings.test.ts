import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

pricedTest('the ledger is the sum of the rows that its numbers lead to', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  for (const prompt of Object.values(prompts)) expect((await endpoint.chat(prompt)).status).toBe(200);
  const value = async (testId: string) => Number(await page.getByTestId(testId).getAttribute('data-value'));
  await shell.open('savings');
  await expect(page.getByTestId('savings-actual')).toBeVisible();
  await expect(page.getByText('3 priced requests')).toBeVisible();
  const actual = await value('savings-actual');
  const saved = await value('savings-saved');
  expect(actual).toBeGreaterThan(0);
  expect(await page.getByTestId('savings-actual').textContent()).not.toMatch(/\$0(\.0+)?$/);
  expect(actual + saved).toBeCloseTo(await value('savings-baseline'), 9);
  expect((await value('split-routing')) + (await value('split-cache'))).toBeCloseTo(saved, 9);

  const parts = page.getByTestId('savings-row').locator('[data-column="actual"]');
  const sum = (values: (string | null)[]) => values.reduce((all, one) => all + Number(one), 0);
  for (const dimension of ['Model', 'Bucket', 'App']) {
    await page.getByRole('group', { name: 'Rows of the table' }).getByRole('button', { name: dimension }).click();
    const costs = await parts.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value')));
    expect(sum(costs)).toBeCloseTo(actual, 9);
  }

  await page
    .getByRole('link', { name: (await page.getByTestId('savings-actual').textContent()) ?? '' })
    .first()
    .click();
  await expect(page).toHaveURL(/#\/live/);
  await expect(live.rows()).toHaveCount(3);
  const costs = await live.rows().evaluateAll((rows) => rows.map((row) => row.getAttribute('data-cost')));
  expect(sum(costs)).toBeCloseTo(actual, 9);
});

pricedTest('another baseline and another window are in the link', async ({ endpoint, running, shell }) => {
  const { page } = running;
  await endpoint.chat(prompts.coding);
  await shell.open('savings');
  await page.getByRole('button', { name: 'What the app asked for' }).click();
  await expect(page.getByTestId('savings-empty')).toContainText('No request in this window named a model');
  await page.getByRole('button', { name: 'Always one model' }).click();
  await page.getByRole('button', { name: '24 h' }).click();
  await page.getByTestId('baseline-model').selectOption('openai/gpt-5.4');
  await expect(page).toHaveURL(/w=24h&base=always&model=openai/);
  await page.reload();
  await expect(page.getByTestId('savings-baseline')).toBeVisible();
  await expect(page.getByTestId('baseline-model')).toHaveValue('openai/gpt-5.4');
});
