import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { violations } from './fixtures/violations.ts';

pricedTest.use({
  moreSettings:
    'enable_exploration: true\nexploration: { share: 1, max_extra_usd_per_day: 100 }\nrouter: { alpha: 1 }\n',
});

pricedTest(
  'what is tried to learn is marked, counted and shown beside what it taught',
  async ({ endpoint, live, running, shell }) => {
    const { page } = running;
    let explored = '';
    for (let turn = 1; explored === '' && turn <= 150; turn++) {
      const { id, exploration } = await endpoint.route(`Prove that the equation x^2 = ${turn}y^3 + 7 has no solution.`);
      if (exploration) explored = id;
    }
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
