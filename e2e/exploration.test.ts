import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { violations } from './fixtures/violations.ts';
import type { Endpoint } from './pages/endpoint.ts';

const OFF = 'enable_exploration: false\n';
const ON = 'enable_exploration: true\n';
const GENEROUS = 'exploration: { share: 1, max_extra_usd_per_day: 100 }\nrouter: { alpha: 1 }\n';

pricedTest.use({ moreSettings: `${ON}${GENEROUS}` });

/** @returns the id of the decision that was explored, and those of the ones before it. */
async function routeUntilExplored(endpoint: Endpoint): Promise<[string, ...string[]]> {
  const others: string[] = [];
  for (let turn = 1; turn <= 150; turn++) {
    const { id, exploration } = await endpoint.route(`Prove that the equation x^2 = ${turn}y^3 + 7 has no solution.`);
    if (exploration) return [id, ...others];
    others.push(id);
  }
  throw new Error('Nothing was explored in 150 requests.');
}

pricedTest(
  'what is tried to learn is marked, counted and shown beside what it taught',
  async ({ endpoint, live, running, shell }) => {
    const { page } = running;
    const [explored = ''] = await routeUntilExplored(endpoint);
    await live.filter('is:explored');
    const inspector = await live.inspect(explored);
    await expect(inspector.root()).toContainText('EXPLORED');
    await expect(inspector.root().getByTestId('explored-instead')).toContainText('The best by the score was');
    await endpoint.rate(explored, 1);
    await inspector.root().getByRole('link', { name: 'All ratings' }).click();
    await expect(page.getByTestId('exploration')).toContainText(/Today\s*1 of \d+ requests that could; 100/);
    await expect(page.getByTestId('exploration')).toContainText('1 of these answers were rated');
    await expect(page.getByTestId('moved-explored').first()).toHaveText('1 explored');
    await expect(page.getByTestId('moved-interval').first()).toContainText('–');
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await violations(page, `exploration ${theme}`)).toEqual([]);
      await pricedTest
        .info()
        .attach(`exploration-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
    }
    await shell.open('live');
    await page.goto(page.url().replace(/#.*$/, `#/decision/${explored}`));
    await expect(page.getByTestId('decision-page')).toContainText('EXPLORED');
    await expect(page.getByTestId('why-summary')).toContainText('was tried to learn what it is worth');
  },
);

pricedTest.describe('turned on while it runs', () => {
  pricedTest.use({ moreSettings: `${OFF}${GENEROUS}` });

  pricedTest('the filter finds what was tried to learn, marked in its row', async ({ endpoint, live, running }) => {
    const { page, home } = running;
    const { decisionId: before } = await endpoint.chat('What is the capital of Australia?');
    await pricedTest.step('it is off until the settings file says otherwise', async () => {
      await live.filter('is:explored');
      await expect(page.getByTestId('no-match')).toBeVisible();
      const file = join(home, 'heimdall.yaml');
      await writeFile(file, (await readFile(file, 'utf8')).replace(OFF, ON));
      await live.filter('');
    });
    const [explored, ...others] = await routeUntilExplored(endpoint);
    const all = others.length + 2;

    await pricedTest.step('a suggestion completes it, and only that row is left', async () => {
      await live.filterField().pressSequentially('is:explo');
      await expect(page.getByTestId('filter-suggestion')).toHaveText(['is:explored']);
      await live.filterField().press('ArrowDown');
      await live.filterField().press('Enter');
      await live.filterField().press('Enter');
      await expect(live.rows()).toHaveCount(1);
      await expect(live.row(explored).getByText('EXPLORED')).toBeVisible();
      await expect(page.getByTestId('filter-count')).toHaveText(`1 of ${all}`);
    });

    await pricedTest.step('its minus shows all others, which have no mark', async () => {
      await live.filter('-is:explored');
      await expect(page.getByTestId('filter-count')).toHaveText(`${all - 1} of ${all}`);
      await expect(live.rows().getByText('EXPLORED')).toHaveCount(0);
      await live.filter('-is:explored australia');
      await expect(live.row(before)).toBeVisible();
      await expect(live.rows()).toHaveCount(1);
    });

    await pricedTest.step('the panel of exploration leads there', async () => {
      await page.goto(page.url().replace(/#.*$/, '#/feedback'));
      await page.getByTestId('exploration').getByRole('link', { name: 'What was tried, in Live' }).click();
      await expect(live.filterField()).toHaveValue('is:explored is:traffic');
      await expect(live.rows()).toHaveCount(1);
      await expect(live.row(explored)).toBeVisible();
    });

    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await violations(page, `explored row ${theme}`)).toEqual([]);
      await pricedTest
        .info()
        .attach(`explored-row-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
    }
  });
});
