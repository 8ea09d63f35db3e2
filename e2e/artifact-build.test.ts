import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { violations } from './fixtures/violations.ts';

// What is refused is a failed request, which the browser writes to its console; so is evidence of the artifact before.
pricedTest.use({ toleratedErrors: /status of 40[04]/ });

pricedTest(
  'an artifact is built from ratings: refused with too few, shown with its report, left, then used',
  async ({ endpoint, live, running, shell }) => {
    pricedTest.setTimeout(120_000);
    const { page, home } = running;
    const folder = join(home, 'own');
    const settingsFile = () => readFile(join(home, 'heimdall.yaml'), 'utf8');
    const mark = page.getByTestId('artifact-mark');
    const bundled = (await mark.textContent()) ?? '';
    const refused = page.getByTestId('artifact-refused');
    const report = page.getByTestId('artifact-learnt');
    const openSettings = () => mark.click();
    const build = async (): Promise<void> => {
      await page.getByLabel('Folder').fill(folder);
      await page.getByTestId('artifact-build').click();
    };
    /** Answers that were of no use, whatever the table says of their models. */
    const disappoint = async (from: number, to: number): Promise<void> => {
      for (let turn = from; turn < to; turn++) {
        const { decisionId } = await endpoint.chat(`Prove that the equation x^2 = ${turn}y^3 + 7 has no solution.`);
        await endpoint.rate(decisionId, 0);
      }
    };

    await pricedTest.step('with too few ratings nothing is written, and it says how many there are', async () => {
      await disappoint(0, 3);
      await openSettings();
      await build();
      await expect(refused).toContainText('Too little data: 3 ratings');
      await expect(refused).toContainText('it takes 50. Nothing was written.');
      await expect(page.getByTestId('artifact-use')).toBeHidden();
      expect(existsSync(folder)).toBe(false);
    });

    await pricedTest.step('with enough it says what it does, then what came of it', async () => {
      await disappoint(3, 60);
      await build();
      await expect(page.getByTestId('artifact-work')).toContainText('Building: ');
      await expect(refused).toBeHidden();
      await expect(report).toContainText(`From ${bundled.replace(/^\D*/, '')} and ratings.`);
      await expect(report).toContainText('The new table is better on ratings that it did not learn from');
      await expect(report).toContainText('n = 60.');
      await expect(page.getByTestId('artifact-verified')).toContainText(/\+own\.\d{14} is whole/);
      await expect(page.getByTestId('artifact-work')).toBeEmpty();
      for (const theme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        expect(await violations(page, `built ${theme}`)).toEqual([]);
        await pricedTest.info().attach(`built-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
      }
    });

    await pricedTest.step('it is left: nothing else has changed, and it is not built over', async () => {
      await page.getByTestId('artifact-leave').click();
      await expect(report).toBeHidden();
      await expect(mark).toHaveText(bundled);
      expect(await settingsFile()).not.toContain('artifact_dir');
      await build();
      await expect(refused).toContainText('is there already. Name a new folder.');
    });

    await pricedTest.step('it is found again with its report, and used', async () => {
      await page.getByTestId('artifact-verify').click();
      await expect(report).toContainText('n = 60.');
      await page.getByTestId('artifact-use').click();
      await expect(mark).toContainText('+own.');
      await expect(page.getByTestId('artifact-in-force')).toContainText(folder);
      expect(await settingsFile()).toContain(`artifact_dir: ${folder}`);
    });

    await pricedTest.step('the next request is decided by it, and what it learnt does not count again', async () => {
      const { decisionId } = await endpoint.chat('Prove that the equation x^2 = 99y^3 + 7 has no solution.');
      await shell.open('live');
      await live.filter('99y');
      const inspector = await live.inspect(decisionId);
      await expect(inspector.root()).toContainText(/artifact \S+\+own\./);
      await page.goto(page.url().replace(/#.*$/, '#/feedback'));
      await expect(page.getByTestId('rating-row').first()).toBeVisible();
      await expect(page.getByTestId('moved-row')).toHaveCount(0);
      await endpoint.rate(decisionId, 1);
      await expect(page.getByTestId('moved-row').first()).toBeVisible();
    });
  },
);
