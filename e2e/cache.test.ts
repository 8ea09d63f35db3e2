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
      await page.getByTestId('response-misses').click();
      await expect(live.filterField()).toHaveValue(/response:miss/);
      await expect(live.rows()).toHaveCount(1);
      await shell.back();
      await page.getByRole('button', { name: /^Purge/ }).click();
      await expect(page.getByTestId('response-entries')).toHaveText('0');
    },
  );
});

pricedTest(
  'is switched on and off in the view, and says what it is worth',
  async ({ endpoint, running, shell, upstream }) => {
    const { page } = running;
    await endpoint.chat(prompts.greeting);
    await shell.open('cache');
    await expect(page.getByTestId('response-cache-form')).toContainText('never on disk');
    await expect(page.getByTestId('decision-cache')).toContainText('0 of 1 decisions');
    await page.getByTestId('decision-cache-clear').click();
    await expect(page.getByTestId('decision-cache-clear')).toBeDisabled();

    await page.getByLabel('Kept for').selectOption('a day');
    await page.getByTestId('response-cache-enable').click();
    await expect(page.getByTestId('response-cache')).toBeVisible();
    await endpoint.chat(prompts.coding);
    const sent = upstream.requests.length;
    await endpoint.chat(prompts.coding);
    expect(upstream.requests).toHaveLength(sent);
    await expect(page.getByTestId('response-hit-rate')).toHaveAttribute('data-hits', '1');
    await page.reload();
    await expect(page.getByTestId('worth-responses')).toContainText('More than enough');
    await expect(page.getByTestId('worth-row').filter({ hasText: 'now' }).first()).toContainText('64.0 MiB');

    await page.getByTestId('response-cache-settings').click();
    await page.getByTestId('response-cache-disable').click();
    await expect(page.getByTestId('response-cache-enable')).toHaveText('Enable the response cache');
    await endpoint.chat(prompts.coding);
    expect(upstream.requests).toHaveLength(sent + 1);
  },
);
