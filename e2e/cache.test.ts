import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

pricedTest.describe('with the response cache', () => {
  pricedTest.use({ moreSettings: 'response_cache: { enabled: true }\n' });

  pricedTest(
    'a repeated request is a hit, with what it saved',
    async ({ endpoint, live, running, shell, upstream }) => {
      const { page } = running;
      await endpoint.chat(prompts.coding);
      await shell.open('cache');
      await expect(page.getByTestId('response-entries')).toHaveText('1');
      await endpoint.chat(prompts.coding);
      expect(upstream.requests).toHaveLength(1);
      await expect(page.getByTestId('response-hit-rate')).toHaveAttribute('data-hits', '1');
      await expect(page.getByTestId('response-hit-rate')).toHaveText('50.0%');
      await expect(page.getByTestId('decision-hit-rate')).toHaveAttribute('data-hits', '1');
      await expect(page.getByTestId('hit-chart')).toHaveAttribute('aria-label', /^2 lookups .* 50\.0% of them hits/);
      await expect(page.getByTestId('cache-entry').locator('[data-value="1"]')).toBeVisible();

      await shell.open('savings');
      const value = async (testId: string) => Number(await page.getByTestId(testId).getAttribute('data-value'));
      await expect(page.getByText('2 priced requests')).toBeVisible();
      expect(await value('split-cache')).toBeCloseTo(await value('savings-actual'), 9);

      await shell.open('cache');
      await page.getByTestId('response-hit-rate').click();
      await expect(live.rows()).toHaveCount(1);
      await shell.back();
      await page.getByRole('button', { name: /^Purge/ }).click();
      await expect(page.getByTestId('response-entries')).toHaveText('0');
    },
  );
});

pricedTest('while it is off the view says how to have it', async ({ endpoint, running, shell }) => {
  const { page } = running;
  await endpoint.chat(prompts.greeting);
  await shell.open('cache');
  await expect(page.getByTestId('response-cache-off')).toContainText('enabled: true');
  await expect(page.getByTestId('decision-cache')).toContainText('0 of 1 decisions');
  await page.getByTestId('decision-cache-clear').click();
  await expect(page.getByTestId('decision-cache-clear')).toBeDisabled();
});
