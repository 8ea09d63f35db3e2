import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

pricedTest('charts over time mark what was changed', async ({ endpoint, running, shell }) => {
  const { page } = running;
  await endpoint.chat(prompts.coding);
  await shell.open('cache');
  await expect(page.getByTestId('hit-chart')).toBeVisible();
  await expect(page.getByTestId('change-marks')).toHaveCount(0);
  await page.getByTestId('response-cache-enable').click();
  await expect(page.getByTestId('response-cache')).toBeVisible();
  await endpoint.chat(prompts.coding);
  await page.reload();
  for (const view of ['cache', 'latency', 'savings'] as const) {
    await shell.open(view);
    await expect(page.getByTestId('change-marks').locator('[data-kind="config"]')).toHaveCount(1);
    await expect(page.getByRole('list', { name: 'Changes in this time' })).toContainText('response_cache.enabled');
  }
});
