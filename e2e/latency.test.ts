import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

const FAST = 12;
const SLOW = 3;

test('a latency spike is brushed to its decisions', async ({ endpoint, latency, live, running, shell }) => {
  const { page } = running;
  // The simulator takes its time to stream and none to answer at once.
  for (let index = 0; index < FAST; index++) await endpoint.chat(`${prompts.greeting} ${index}`);
  const long = prompts.proof.repeat(4);
  const slow: string[] = [];
  for (let index = 0; index < SLOW; index++) slow.push(await endpoint.stream(`${long} ${index}`));
  await expect(live.rows()).toHaveCount(FAST + SLOW);

  await test.step('the view shows all of them', async () => {
    await shell.open('latency');
    await latency.choose('5m', 'total');
    await expect(latency.count()).toHaveText(`n=${FAST + SLOW}`);
    await expect(page.getByTestId('latency-p99')).toHaveText('—');
    await expect(page.getByTestId('slowest').locator('tbody tr')).toHaveCount(FAST + SLOW);
    await expect(latency.chart('histogram').getByRole('img')).toHaveAttribute('aria-label', /of 15 requests/);
    await expect(latency.chart('percentiles').getByRole('img')).toHaveAttribute('aria-label', /p95/);
  });

  await test.step('a brush over the slow end holds every number to it', async () => {
    // The slow ones take a second; a machine that has no time may take a fifth of one for any other.
    await latency.brush(0.85, 0.995);
    await expect(latency.brushed()).toContainText(`n=${SLOW}`);
    await expect(page).toHaveURL(/q=lat%3A/);
    await expect(latency.count()).toHaveText(`n=${SLOW}`);
    const rows = page.getByTestId('slowest').locator('tbody a');
    await expect(rows).toHaveCount(SLOW);
    // Still over all: what is brushed is a part of it.
    await expect(latency.chart('histogram').getByRole('img')).toHaveAttribute('aria-label', /of 15 requests/);
  });

  await test.step('and leads to the decisions', async () => {
    await latency.openBrushed();
    await expect(page).toHaveURL(/#\/live/);
    await expect(live.rows()).toHaveCount(SLOW);
    for (const id of slow) await expect(live.row(id)).toBeVisible();
    await shell.back();
    await expect(latency.brushed()).toContainText(`n=${SLOW}`);
  });

  await test.step('the fields and the keyboard do the same', async () => {
    const from = page.getByLabel('From', { exact: true });
    await from.fill('fast');
    await expect(page.getByText('A time such as 2s, 300ms or 80us.')).toBeVisible();
    await from.fill('');
    await page.getByLabel('To', { exact: true }).fill('600ms');
    await page.getByLabel('To', { exact: true }).press('Enter');
    await expect(latency.brushed()).toContainText(`n=${FAST}`);
    await latency.chart('histogram').focus();
    await page.keyboard.press('Escape');
    await expect(latency.brushed()).toBeHidden();
    await expect(latency.count()).toHaveText(`n=${FAST + SLOW}`);
    await latency.chart('histogram').focus();
    await page.keyboard.press('t');
    await expect(latency.chart('histogram').getByRole('table')).toBeVisible();
    await page.keyboard.press('t');
    await latency.chart('heatmap').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/live.*lat/);
    await expect(live.rows().first()).toBeVisible();
  });

  await test.step('a drag over time is a zoom, and a double click resets it', async () => {
    await shell.back();
    await latency.zoom(0.05, 0.5);
    await expect(page.getByTestId('latency-empty')).toBeVisible();
    await page.getByRole('button', { name: 'Reset the zoom' }).click();
    await expect(latency.count()).toHaveText(`n=${FAST + SLOW}`);
    await latency.zoom(0.5, 0.995);
    await expect(page).toHaveURL(/q=at%3A/);
    await expect(latency.count()).toHaveText(`n=${FAST + SLOW}`);
    await latency
      .chart('percentiles')
      .getByRole('img')
      .dblclick({ position: { x: 200, y: 60 } });
    await expect(page).not.toHaveURL(/q=at%3A/);
  });

  await test.step('the slowest open on their own page', async () => {
    await page.getByTestId('slowest').locator('tbody a').first().click();
    await expect(page.getByTestId('decision-page')).toBeVisible();
    expect(slow.some((id) => page.url().includes(id))).toBe(true);
  });
});
