/** A bill that is higher than it should be: which request it was, why it went there, and what another model makes of it. */
import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

pricedTest(
  'an expensive decision is found, says why, and is replayed on another model',
  async ({ endpoint, live, running, upstream }) => {
    const { page } = running;
    const cheap = await endpoint.chat(prompts.greeting);
    const dear = await endpoint.chat(prompts.proof);
    await endpoint.chat(prompts.coding);
    await expect(live.rows()).toHaveCount(3);

    await pricedTest.step('by its cost', async () => {
      await page.getByTestId('live-grid').getByRole('columnheader', { name: 'Cost' }).click();
      const costs = await live.rows().evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-cost'))));
      expect(costs).toEqual([...costs].sort((one, other) => other - one));
      expect(costs[0]).toBeGreaterThan(costs[2] ?? 0);
      await expect(live.rows().first()).toHaveAttribute('data-decision-id', dear.decisionId);
    });

    const other = await pricedTest.step('why', async () => {
      const inspector = await live.inspect(dear.decisionId);
      await expect(inspector.summary()).toContainText(dear.model.split('/').at(-1) ?? dear.model);
      await expect(inspector.bucket()).toContainText(dear.bucket);
      expect(dear.bucket).not.toBe(cheap.bucket);
      const candidates = inspector.candidates();
      await expect(candidates.first()).toContainText('$');
      const models = await candidates.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-model')));
      expect(models[0]).toBe(dear.model);
      return models.find((model) => model !== dear.model) ?? '';
    });

    await pricedTest.step('on another model', async () => {
      const called = upstream.requests.length;
      await page.getByTestId('live-grid').focus();
      await page.keyboard.press('r');
      const dialog = page.getByRole('dialog', { name: 'Replay' });
      await dialog.getByRole('radio', { name: /Send to/ }).check();
      await dialog.getByRole('combobox', { name: 'Model' }).fill(other);
      await expect(dialog.getByTestId('replay-cost')).toContainText(/\$\d+\.\d+ est\./);
      await expect(dialog.getByTestId('replay-cost')).toContainText(`for ${other}`);
      await dialog.getByRole('button', { name: 'Send', exact: true }).click();
      const compare = page.getByTestId('compare');
      await expect(compare.getByRole('columnheader').filter({ hasText: 'replay' })).toContainText(
        other.split('/').at(-1) ?? other,
      );
      await expect(page.getByText('The same prompt.')).toBeVisible();
      expect(upstream.requests).toHaveLength(called + 1);
      expect(upstream.requests.at(-1)?.body).toMatchObject({ model: other.split('/').at(-1) });
    });
  },
);
