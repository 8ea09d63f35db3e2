import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

// The browser writes the refused change to its console.
test.use({ toleratedErrors: /404/ });

test('a request is held, gets another bucket by hand, and goes on', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  await shell.openPalette();
  const search = page.getByPlaceholder('Search or run a command');
  await search.fill('Routing: Break on');
  await page.getByTestId('palette-item').filter({ hasText: 'Break on' }).first().click();
  await page.getByPlaceholder(/bucket:hard, model:/).fill('bucket:cheap');
  await page.getByRole('option', { name: 'bucket:cheap' }).click();
  await expect(page.getByTestId('breakpoint-mark')).toContainText('break on bucket:cheap');

  // What does not fit goes by.
  expect((await endpoint.chat(prompts.proof)).status).toBe(200);
  const waiting = endpoint.chat(prompts.greeting);
  const bar = page.getByTestId('held-bar');
  await expect(bar).toContainText('1 request held');
  const held = bar.getByTestId('held-row');
  await expect(held).toContainText(prompts.greeting);
  const id = (await held.getAttribute('data-decision-id')) ?? '';

  await held.getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Held request' });
  await dialog.getByLabel('Model').fill('nobody/knows-it');
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await expect(dialog.getByRole('alert')).toContainText('nobody/knows-it');
  await dialog.getByLabel('Model').fill('');
  await dialog.getByLabel('Bucket').selectOption('hard');
  await dialog.getByLabel('Alpha').fill('1');
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await expect(dialog).toBeHidden();
  await expect(bar).toBeHidden();
  const answer = await waiting;
  expect([answer.status, answer.decisionId, answer.bucket, answer.alpha]).toEqual([200, id, 'hard', 1]);
  const inspector = await live.inspect(id);
  await expect(inspector.bucket()).toHaveAttribute('data-bucket', 'hard');
  await inspector.root().getByTestId('tab-raw').click();
  await expect(inspector.root()).toContainText('changed by hand at a breakpoint');

  await page.getByTestId('breakpoint-mark').click();
  await expect(page.getByTestId('breakpoint-mark')).toBeHidden();
  expect((await endpoint.chat(prompts.greeting)).status).toBe(200);
});

test('a held request is dropped, and its caller is told', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  await shell.openPalette();
  await page.getByPlaceholder('Search or run a command').fill('Routing: Break on');
  await page.getByTestId('palette-item').filter({ hasText: 'Break on' }).first().click();
  await page.getByRole('option', { name: 'every request' }).click();
  await expect(page.getByTestId('breakpoint-mark')).toContainText('break on every request');
  const waiting = endpoint.chat(prompts.coding);
  const held = page.getByTestId('held-row');
  const id = (await held.getAttribute('data-decision-id')) ?? '';
  await held.getByRole('button', { name: 'Drop' }).click();
  expect((await waiting).status).toBe(403);
  const inspector = await live.inspect(id);
  await expect(inspector.root()).toContainText('request_dropped');
});
