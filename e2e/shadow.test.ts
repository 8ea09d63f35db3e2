import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

// The artifact that is not there: the browser writes the refused request to its console.
test.use({ toleratedErrors: /status of 500/ });

test('a profile is compared with live traffic, a difference is opened in Live, and the profile is applied', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  const mark = page.getByTestId('shadow-mark');
  await expect(mark).toBeHidden();

  await test.step('the palette starts it', async () => {
    await shell.openPalette();
    await page.getByPlaceholder('Search or run a command').fill('Shadow: Compare a profile');
    await page.getByTestId('palette-item').first().click();
    await page.getByPlaceholder(/^Name of a profile/).fill('Economy');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('shadow-subject')).toHaveText('In force against profile Economy');
    await expect(mark).toHaveText('shadow: 0 of 0 differ');
  });

  const answer = await endpoint.chat(prompts.proof);
  await test.step('a request that would have gone elsewhere is counted and says why', async () => {
    await expect(page.getByTestId('shadow-differ')).toContainText('1 of 1 differ');
    await expect(mark).toHaveText('shadow: 1 of 1 differ');
    const row = page.locator(`[data-testid="shadow-difference"][data-decision-id="${answer.decisionId}"]`);
    await expect(row).toContainText('alpha 0.65 instead of 0.80');
    await expect(row).toContainText('simulated');
    // It changed nothing: the next decision is made as before.
    expect((await endpoint.chat(`${prompts.proof} Be brief.`)).alpha).toBe(0.8);
    await expect(mark).toContainText('of 2 differ');
    if (test.info().project.name !== 'electron') {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target)}`)).toEqual([]);
    }
    await test.info().attach('shadow', { body: await page.screenshot(), contentType: 'image/png' });
    await row.getByRole('button', { name: 'Open in Live' }).click();
    await expect(page.locator('aside[data-testid="inspector"]')).toHaveAttribute('data-decision-id', answer.decisionId);
    await expect(live.row(answer.decisionId)).toBeVisible();
  });

  await test.step('a folder that holds no artifact is refused and what runs goes on', async () => {
    await mark.click();
    await shell.openPalette();
    await page.getByPlaceholder('Search or run a command').fill('Shadow: Compare an artifact folder');
    await page.getByTestId('palette-item').first().click();
    await page
      .getByPlaceholder(/^Whole path of a folder/)
      .last()
      .fill('/nowhere');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Not compared: /)).toContainText('/nowhere');
    await expect(page.getByTestId('shadow-subject')).toHaveText('In force against profile Economy');
  });

  await test.step('applying it asks first, ends the comparison, and is in force for the next request', async () => {
    await page.getByTestId('shadow-promote').click();
    await expect(page.getByRole('dialog', { name: 'Apply the profile Economy' })).toBeVisible();
    await page.getByTestId('shadow-promote-confirm').click();
    await expect(mark).toBeHidden();
    await expect(page.getByTestId('shadow-differ')).toContainText('of 2 differ');
    await expect.poll(async () => (await endpoint.chat(prompts.greeting)).alpha).toBe(0.65);
  });
});
