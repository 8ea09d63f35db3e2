import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('a decision opens in full with Enter and by its link', async ({ endpoint, live, running }) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.coding);
  const expected = await endpoint.route(prompts.coding);
  await live.inspect(answer.decisionId);
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('Enter');
  const decision = page.getByTestId('decision-page');
  await expect(decision).toHaveAttribute('data-decision-id', answer.decisionId);
  await expect(page).toHaveURL(new RegExp(`#/decision/${answer.decisionId}`));
  await expect(decision.getByTestId('candidate-row')).toHaveCount(expected.candidates.length);
  await expect(decision.getByTestId('candidate-row').first()).toHaveAttribute('data-model', answer.model);
  await expect(decision.getByTestId('why-summary')).toContainText(answer.model.split('/').at(-1) ?? '');
  await expect(decision.getByRole('list', { name: 'Steps of the decision' })).toContainText(answer.bucket);

  await page.reload();
  await expect(decision).toHaveAttribute('data-decision-id', answer.decisionId);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(new RegExp(`#/live.*${answer.decisionId}`));
});

test('a decision shows the evidence behind its estimates, in the inspector and in full', async ({
  endpoint,
  live,
  running,
}) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.proof);
  await live.inspect(answer.decisionId);
  const inspector = page.getByTestId('inspector');
  const evidence = inspector.getByTestId('evidence');
  await evidence.scrollIntoViewIfNeeded();
  const cluster = evidence.getByTestId('evidence-cluster').first();
  await expect(cluster).toContainText(/\d+ of [\d,]+ prompts graded/);
  expect(Number(await cluster.getAttribute('data-graded'))).toBeGreaterThan(0);
  await expect(cluster.getByRole('link').first()).toHaveAttribute('href', /^https:\/\/github\.com\//);
  const candidate = evidence.getByTestId('evidence-candidate').first();
  expect(Number(await candidate.getAttribute('data-sd'))).toBeGreaterThan(0);
  await candidate.locator('summary').focus();
  await page.keyboard.press('Enter');
  // Enter opens the scores, and not the decision, which it does on the list.
  await expect(candidate.getByText(/Expected answer [\d,]+ tokens/)).toBeVisible();
  await expect(page).toHaveURL(/#\/live/);
  await expect(candidate.getByRole('link').first()).toHaveAttribute('href', /^https:\/\/github\.com\/.+\/blob\//);

  await page.goto(page.url().replace(/#.*/, `#/decision/${answer.decisionId}`));
  await expect(page.getByTestId('decision-page').getByTestId('evidence-candidate').first()).toBeVisible();
});

test('two pinned decisions are compared by what differs', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  const easy = await endpoint.chat(prompts.greeting);
  const hard = await endpoint.chat(prompts.proof);
  for (const { decisionId } of [easy, hard]) {
    await live.row(decisionId).click();
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('p');
  }
  await expect(page.getByTestId('pin-tray')).toContainText('Compare 2');
  await page.keyboard.press('c');
  const compare = page.getByTestId('compare');
  await expect(compare).toBeVisible();
  const bucket = compare
    .getByTestId('compare-row')
    .filter({ has: page.getByRole('rowheader', { name: 'Bucket', exact: true }) });
  await expect(bucket).toContainText('cheap');
  await expect(bucket).toContainText('hard');
  await expect(compare.getByTestId('compare-row').filter({ hasText: 'Artifact' })).toHaveCount(0);
  await expect(compare.locator('ins').first()).toBeVisible();
  await compare.getByRole('checkbox', { name: 'Differences only' }).uncheck();
  await expect(compare.getByTestId('compare-row').filter({ hasText: 'Artifact' })).toHaveAttribute(
    'data-differs',
    'false',
  );
  await shell.back();
  await expect(page.getByTestId('pin-tray')).toBeVisible();
});

test('a replay decides again, calls nobody, and opens beside the original', async ({ endpoint, live, running }) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.coding);
  await live.inspect(answer.decisionId);
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: 'Replay' });
  await expect(dialog.getByTestId('replay-cost')).toContainText('$0');
  await dialog.getByLabel('Alpha').fill('0');
  await dialog.getByRole('button', { name: 'Re-route' }).click();
  const compare = page.getByTestId('compare');
  await expect(compare).toBeVisible();
  const alpha = compare
    .getByTestId('compare-row')
    .filter({ has: page.getByRole('rowheader', { name: 'Alpha', exact: true }) });
  await expect(alpha).toContainText('.00');
  await expect(compare.getByRole('columnheader').filter({ hasText: 'replay' })).toHaveCount(1);
  await expect(page.getByText('The same prompt.')).toBeVisible();
});

test('a row is copied as a request that works', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  const answer = await endpoint.chat(prompts.greeting);
  await live.inspect(answer.decisionId);
  // The page is asked what it writes: a test must not depend on the machine's clipboard.
  await page.evaluate(() => {
    const written: string[] = [];
    Reflect.set(window, 'written', written);
    Object.defineProperty(navigator, 'clipboard', {
      value: {
        writeText: async (text: string) => {
          written.push(text);
        },
      },
    });
  });
  await page.getByTestId('live-grid').focus();
  await shell.runCommand('Decision: Copy as cURL');
  await expect(page.getByText('Copied cURL')).toBeVisible();
  const [command] = await page.evaluate(() => Reflect.get(window, 'written') as string[]);
  expect(command).toContain(`curl '${endpoint.url}/v1/chat/completions'`);
  expect(command).toContain('$HEIMDALL_KEY');
  expect(command).toContain(prompts.greeting);
});

test.describe('a link to what is not there', () => {
  // The browser writes the refused request to its console.
  test.use({ toleratedErrors: /404/ });

  test('a decision that is gone says so and leads back', async ({ running }) => {
    const { page } = running;
    await page.evaluate(() => {
      location.hash = '#/decision/dec_gone';
    });
    await expect(page.getByTestId('decision-gone')).toContainText('dec_gone');
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await expect(page).toHaveURL(/#\/live/);
  });
});
