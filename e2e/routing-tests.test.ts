import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { winnerSegments } from '../src/shared/alpha-score.ts';
import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a test that is made from a decision fails once another alpha is in force, and says what would change it', async ({
  endpoint,
  live,
  running,
  shell,
  tune,
}) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.coding);
  const decision = await endpoint.route(prompts.coding);
  const other = winnerSegments(decision.candidates).find(({ winner }) => winner !== 0);
  if (other === undefined) throw new Error(`No alpha changes the choice of ${decision.model}: take another prompt.`);
  const alpha = Math.round(((other.from + other.to) / 2) * 100) / 100;
  const tests = page.getByTestId('routing-tests');
  const summary = page.getByTestId('routing-tests-summary');

  await test.step('made from the row', async () => {
    await live.inspect(answer.decisionId);
    await page.getByTestId('live-grid').focus();
    await shell.runCommand('Decision: Routing: must stay at least');
    const dialog = page.getByRole('dialog', { name: 'Make a routing test' });
    await dialog.getByLabel('Requests like this').selectOption({ label: 'Must go to' });
    await expect(dialog.getByLabel('Model')).toHaveValue(answer.model);
    await dialog.getByLabel('Name').fill('stays where it is');
    await dialog.getByTestId('add-routing-test').click();
    await expect(summary).toHaveText('1 passed, 0 failed');
    await expect(tests.getByTestId('routing-test')).toHaveAttribute('data-status', 'passed');
    await page.keyboard.press('Escape');
    expect(await readFile(join(running.home, 'routing-tests.yaml'), 'utf8')).toContain(answer.decisionId);
  });

  await test.step('a row’s menu has it, too', async () => {
    await live.row(answer.decisionId).click({ button: 'right' });
    await page.getByTestId('action-menu').getByText('Routing: must never go to this model…').click();
    const dialog = page.getByRole('dialog', { name: 'Make a routing test' });
    await dialog.getByTestId('add-routing-test').click();
    await expect(summary).toHaveText('1 passed, 1 failed');
    await tests.getByRole('button', { name: /^Remove the test .*not model/ }).click();
    await expect(summary).toHaveText('1 passed, 0 failed');
    await page.keyboard.press('Escape');
  });

  await test.step('Tune says which tests an alpha would break before it is applied', async () => {
    await shell.open('tune');
    const bar = page.getByTestId('routing-tests-bar');
    await expect(bar).toContainText('All 1 routing tests pass');
    await tune.previewAlpha(alpha);
    await expect(bar).toContainText('1 of 1 routing tests fail with the values under preview');
    expect((await endpoint.chat(prompts.greeting)).alpha).toBe(decision.alpha);
  });

  await test.step('and it fails once the alpha is in force', async () => {
    await tune.apply(alpha);
    await shell.runCommand('Tune: Run the routing tests');
    await expect(summary).toHaveText('0 passed, 1 failed');
    const row = tests.getByTestId('routing-test');
    await expect(row).toHaveAttribute('data-status', 'failed');
    await expect(row).toContainText(`expected ${answer.model}`);
    await expect(row).toContainText(`chooses ${answer.model}`);
    await row.getByRole('button', { name: 'The decision it is from' }).click();
    await expect(page.getByTestId('decision-page')).toHaveAttribute('data-decision-id', answer.decisionId);
  });
});
