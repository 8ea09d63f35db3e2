import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/console-test.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

// The decision that is not there: the browser writes the refused request to its console.
test.use({ toleratedErrors: /404/ });

for (const theme of ['dark', 'light'] as const) {
  test(`no view has an accessibility violation in the ${theme} theme`, async ({
    endpoint,
    latency,
    live,
    running,
    shell,
  }) => {
    const { page } = running;
    test.setTimeout(240_000);
    await shell.chooseTheme(theme);
    const found: string[] = await violations(page, 'live, empty');
    await shell.open('latency');
    await expect(page.getByTestId('latency-empty')).toBeVisible();
    found.push(...(await violations(page, 'latency, empty')));
    await shell.open('live');
    const easy = await endpoint.chat(prompts.greeting);
    const answer = await endpoint.chat(prompts.coding);
    await live.inspect(easy.decisionId);
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('p');
    // The list stays open on the decision: the inspector is part of the view.
    await live.inspect(answer.decisionId);
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('p');
    await expect(page.getByTestId('pin-tray')).toContainText('Compare 2');
    await page.getByRole('button', { name: 'Facets' }).click();
    found.push(...(await violations(page, 'live')));
    await live.filterField().fill('bucket:');
    await expect(page.getByTestId('filter-suggestion').first()).toBeVisible();
    found.push(...(await violations(page, 'live, suggestions')));
    await live.filter('bucket:high');
    found.push(...(await violations(page, 'live, mistake')));
    await live.filter('lat:>90m sql');
    await expect(page.getByTestId('no-match')).toBeVisible();
    found.push(...(await violations(page, 'live, no match')));
    await live.filter('');
    await page.getByTestId('columns-menu').click();
    found.push(...(await violations(page, 'columns')));
    await page.keyboard.press('Escape');
    await live.row(answer.decisionId).click({ button: 'right' });
    await expect(page.getByTestId('action-menu')).toBeVisible();
    found.push(...(await violations(page, 'row menu')));
    await page.keyboard.press('Escape');
    await page.getByTestId('live-grid').focus();
    await shell.openPalette();
    found.push(...(await violations(page, 'palette')));
    await page.keyboard.press('Escape');
    await shell.runCommand('Decision: Routing: must never go to this model');
    found.push(...(await violations(page, 'new routing test')));
    await page.getByTestId('add-routing-test').click();
    await expect(page.getByTestId('routing-tests-summary')).toHaveText('0 passed, 1 failed');
    found.push(...(await violations(page, 'routing tests')));
    await page.keyboard.press('Escape');
    await page.getByTestId('live-grid').focus();
    await shell.runCommand('Help: Show the shortcuts');
    found.push(...(await violations(page, 'shortcuts')));
    await page.keyboard.press('Escape');
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('r');
    await expect(page.getByRole('dialog', { name: 'Replay' })).toBeVisible();
    found.push(...(await violations(page, 'replay')));
    await page.keyboard.press('Escape');
    await shell.runCommand('Decision: Open the full decision');
    await expect(page.getByTestId('decision-page')).toBeVisible();
    found.push(...(await violations(page, 'decision')));
    await shell.runCommand('Decision: Compare the pinned or selected');
    await expect(page.getByTestId('compare')).toBeVisible();
    found.push(...(await violations(page, 'compare')));
    await page.evaluate(() => {
      location.hash = '#/decision/dec_gone';
    });
    await expect(page.getByTestId('decision-gone')).toBeVisible();
    found.push(...(await violations(page, 'decision, gone')));
    await shell.open('latency');
    await latency.choose('total');
    await expect(latency.chart('heatmap')).toBeVisible();
    await latency.brush(0, 0.9);
    found.push(...(await violations(page, 'latency, brushed')));
    await page.getByLabel('From', { exact: true }).fill('fast');
    found.push(...(await violations(page, 'latency, mistake')));
    await page.getByLabel('From', { exact: true }).fill('');
    await latency.chart('histogram').focus();
    await page.keyboard.press('Escape');
    await shell.runCommand('View: Show the chart as a table');
    found.push(...(await violations(page, 'latency, tables')));
    const views = await page.locator('[data-testid^="nav-"]').evaluateAll((links) => links.map((link) => link.id));
    for (let index = 1; index < views.length; index++) {
      const link = page.locator('[data-testid^="nav-"]').nth(index);
      await link.click();
      found.push(...(await violations(page, (await link.textContent()) ?? '')));
    }
    for (const name of ['endpoint', 'keys', 'data', 'appearance', 'about']) {
      await shell.open('settings');
      await page.getByTestId(`settings-${name}`).click();
      if (name === 'endpoint') await page.getByTestId('endpoint-check').click();
      if (name === 'keys') await page.getByRole('button', { name: 'Add a key' }).first().click();
      found.push(...(await violations(page, `settings, ${name}`)));
    }
    writeFileSync(join(running.home, 'heimdall.yaml'), 'router: { alpha: 2 }\n');
    await expect(page.getByTestId('config-error')).toBeVisible();
    found.push(...(await violations(page, 'settings, mistake')));
    await shell.open('models');
    await page.locator('[data-model-name]').first().click();
    found.push(...(await violations(page, 'models, one open')));
    await page.getByTestId('catalog-version').click();
    found.push(...(await violations(page, 'models, catalog')));
    await page.getByLabel('Search models').fill('nothing like it');
    await expect(page.getByTestId('models-none')).toBeVisible();
    found.push(...(await violations(page, 'models, none')));
    expect(found).toEqual([]);
  });

  test(`what waits at a breakpoint, and thumbs, have no violation in the ${theme} theme`, async ({
    endpoint,
    live,
    running,
    shell,
  }) => {
    const { page } = running;
    await shell.chooseTheme(theme);
    const decided = await endpoint.route(prompts.coding);
    const feedback = (await live.inspect(decided.id)).root().getByTestId('feedback');
    await feedback.getByRole('button', { name: 'Good answer' }).click();
    await expect(feedback.getByTestId('feedback-effect').first()).toBeVisible();
    await shell.openPalette();
    await page.getByPlaceholder('Search or run a command').fill('Routing: Break on');
    await page.getByTestId('palette-item').filter({ hasText: 'Break on' }).first().click();
    await page.getByRole('option', { name: 'every request' }).click();
    await expect(page.getByTestId('breakpoint-mark')).toBeVisible();
    const waiting = endpoint.chat(prompts.coding);
    const bar = page.getByTestId('held-bar');
    await expect(bar).toContainText('1 request held');
    const found = await violations(page, 'held');
    await bar.getByRole('button', { name: 'Edit…' }).click();
    await expect(page.getByRole('dialog', { name: 'Held request' })).toBeVisible();
    found.push(...(await violations(page, 'held, dialog')));
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    expect((await waiting).status).toBe(200);
    expect(found).toEqual([]);
  });
}
