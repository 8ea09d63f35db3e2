import { expect, test } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

/** More than the console reads at start. */
const LATER = 2_100;
const AT_ONCE = 25;

test('a filter finds what the console does not hold, whole prompts included', async ({ endpoint, live, running }) => {
  test.setTimeout(180_000);
  const { page } = running;
  const early = await endpoint.route(`${prompts.proof} ${'And so on. '.repeat(30)} Mention the zebrafish.`);
  for (let sent = 0; sent < LATER; sent += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => endpoint.route(prompts.greeting)));
  }
  await page.reload();
  await expect(page.getByTestId('filter-count')).toHaveText('2,000 decisions');
  await live.filter('bucket:hard');
  await expect(live.row(early.id)).toBeVisible();
  await expect(page.getByTestId('filter-count')).toHaveText('1 of 2,101');

  await live.filter('body:zebrafish');
  await expect(live.row(early.id)).toBeVisible();
  await expect(page.getByTestId('filter-count')).toHaveText('1 of 2,101');
  await live.filter('zebrafish');
  await expect(page.getByTestId('no-match')).toContainText('0 of 2,101');

  await live.filter('bucket:hard stage.embed:>=0');
  await expect(page.getByTestId('filter-notice')).toContainText('not in the whole log');
  await live.filter('');
  await expect(page.getByTestId('filter-count')).toHaveText('2,000 decisions');
});

test.describe('when prompts are not stored', () => {
  test.use({ settings: 'storage: { prompts: "off" }\n' });

  test('the line says that whole prompts cannot be searched', async ({ endpoint, live, running }) => {
    await endpoint.route(prompts.greeting);
    await live.filter('body:today');
    await expect(running.page.getByTestId('filter-notice')).toContainText('Prompts are not stored');
    await expect(running.page.getByTestId('no-match')).toContainText('0 of 1');
  });
});

pricedTest('views count what fits the one filter, and lead to it', async ({ endpoint, live, running, shell }) => {
  const { page } = running;
  pricedTest.setTimeout(120_000);
  for (const app of ['web', 'cli', 'web']) await endpoint.chat(prompts.coding, app);
  await endpoint.chat(prompts.greeting, 'cli');
  await shell.open('savings');
  await expect(page.getByText('4 priced requests')).toBeVisible();
  await live.filterField().fill('app:web');
  await expect(page.getByText('2 priced requests')).toBeVisible();
  await expect(page).toHaveURL(/savings\?q=app%3Aweb/);
  await page.getByTestId('savings-actual').click();
  await expect(live.rows()).toHaveCount(2);

  await live.filter('app:cli');
  await shell.open('cache');
  await expect(page.getByRole('link', { name: 'n=2 decisions' })).toBeVisible();
  await expect(page.getByTestId('decision-hit-rate')).toHaveAttribute('data-hits', '1');
  await page.getByTestId('decision-hit-rate').click();
  await expect(live.rows()).toHaveCount(1);

  await live.filter('app:cli');
  await shell.open('map');
  await page.getByRole('link', { name: '2 decisions' }).click();
  await expect(live.rows()).toHaveCount(2);
});
