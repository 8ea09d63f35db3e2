import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('typed tokens and facets are the same filter', async ({ endpoint, live, running }) => {
  const { page } = running;
  const easy = await endpoint.chat(prompts.greeting);
  const hard = await endpoint.chat(prompts.proof);
  expect(easy.bucket).toBe('cheap');
  expect(hard.bucket).toBe('hard');
  await expect(live.rows()).toHaveCount(2);

  await test.step('a suggestion completes a token', async () => {
    await live.filterField().pressSequentially('buck');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(live.filterField()).toHaveValue('bucket:');
    await expect(page.getByTestId('filter-suggestion').filter({ hasText: 'bucket:hard' })).toContainText('1');
    await live.filterField().pressSequentially('hard ');
    await expect(live.rows()).toHaveCount(1);
    await expect(live.row(hard.decisionId)).toBeVisible();
    await expect(page.getByTestId('filter-count')).toHaveText('1 of 2');
  });

  await test.step('the facet panel shows it and changes it', async () => {
    await page.getByRole('button', { name: 'Facets' }).click();
    const facets = page.getByTestId('facets');
    await expect(facets.getByRole('checkbox', { name: /^hard/ })).toBeChecked();
    await facets.getByRole('checkbox', { name: /^cheap/ }).check();
    await expect(live.filterField()).toHaveValue('bucket:(hard OR cheap)');
    await expect(live.rows()).toHaveCount(2);
    await facets.getByRole('checkbox', { name: /^hard/ }).uncheck();
    await expect(live.row(easy.decisionId)).toBeVisible();
    await expect(live.rows()).toHaveCount(1);
  });

  await test.step('a mistake is named, keeps the list, and can be mended', async () => {
    await live.filter('bucket:high');
    await expect(page.locator('#live-filter-problem')).toContainText('bucket: takes cheap, mid, hard');
    await expect(live.rows()).toHaveCount(1);
    await page.getByRole('button', { name: 'Use bucket:hard' }).click();
    await expect(live.row(hard.decisionId)).toBeVisible();
  });

  await test.step('nothing matching says what removed most', async () => {
    await live.filter('bucket:hard lat:>1h');
    await expect(page.locator('#live-filter-problem')).toContainText('lat: takes a number');
    await live.filter('bucket:hard lat:>90m');
    await expect(page.getByTestId('no-match')).toContainText('0 of 2');
    await page.getByRole('button', { name: /Drop lat/ }).click();
    await expect(live.rows()).toHaveCount(1);
  });

  await test.step('a tile is a link to its rows', async () => {
    await page.getByRole('link', { name: /^Errors/ }).click();
    await expect(live.filterField()).toHaveValue('is:error is:traffic since:1h');
  });
});

test('columns and row heights are chosen and kept', async ({ endpoint, live, running }) => {
  const { page } = running;
  await endpoint.chat(prompts.greeting);
  await expect(live.rows()).toHaveCount(1);
  // The first request opens by itself, and beside it there is less room.
  await page.getByRole('button', { name: 'Close the decision' }).click();
  await page.getByTestId('columns-menu').click();
  await page.getByRole('checkbox', { name: 'Margin' }).check();
  await page.getByRole('button', { name: /compact/ }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-column="margin"]')).toBeVisible();
  await expect.poll(async () => (await live.rows().first().boundingBox())?.height).toBe(24);
  await page.reload();
  await expect(page.locator('[data-column="margin"]')).toBeVisible();
  await page.locator('[data-column="overhead"]').click();
  await expect(page.locator('[data-column="overhead"]')).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByRole('button', { name: 'Frozen' })).toBeVisible();
});
