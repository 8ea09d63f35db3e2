import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

// What the host refuses is an error of the network in a browser's console.
pricedTest.use({ toleratedErrors: /400 \(Bad Request\)/ });

pricedTest(
  'a model is added, answers, shows its health, is changed and removed',
  async ({ endpoint, live, running, shell, upstream }) => {
    const { page, home } = running;
    await shell.open('models');
    await page.getByTestId('model-add').click();
    const form = page.getByTestId('own-model-form');
    await form.getByLabel('Name of the provider').fill('lab');
    await form.getByLabel('Base URL').fill('lab.example');
    await form.getByLabel('Name', { exact: true }).fill('lab/gpt-5-mini-tuned');
    await form.getByLabel('Name at the provider').fill('tuned');
    await form.getByLabel('Input, $ per 1M').fill('0.01');
    await form.getByLabel('Output, $ per 1M').fill('0.02');
    await form.getByLabel('Images').selectOption('no');
    await form.getByTestId('like-proposal').click();
    await expect(form).toContainText(/Estimate: \.\d\d of tasks done well/);
    for (const bucket of ['cheap', 'mid', 'hard']) await form.getByRole('checkbox', { name: bucket }).check();
    await form.getByRole('button', { name: 'Add' }).click();
    // What is wrong stands beside its field.
    await expect(form.locator('[data-field="new_provider.base_url"]').getByRole('alert')).toContainText(
      'a web address',
    );
    expect(await violations(page, 'models, form with a problem')).toEqual([]);
    await form.getByLabel('Base URL').fill(upstream.baseUrl);
    await form.getByRole('button', { name: 'Add' }).click();

    const panel = page.getByTestId('models-panel');
    await expect(panel).toContainText('Estimate: that of');
    const settings = await readFile(join(home, 'heimdall.yaml'), 'utf8');
    expect(settings).toContain('lab/gpt-5-mini-tuned');
    expect(settings).toContain('simulator: never');
    const row = page.locator('[data-testid="model-row"][data-model="lab/gpt-5-mini-tuned"]');
    await expect(row).toContainText('✓ lab');
    await expect(row.getByText('not measured yet')).toHaveCount(3);

    // Next to nothing for as much quality: it is chosen.
    const answer = await endpoint.chat(prompts.greeting);
    expect(answer.model).toBe('lab/gpt-5-mini-tuned');
    expect(upstream.requests.at(-1)?.body.model).toBe('tuned');
    await expect(row).toContainText('0.0%');
    await expect(panel.getByTestId('wins-by-bucket')).toContainText('most at');
    await expect(row.getByRole('img')).toHaveAttribute('aria-label', /Wins over alpha from 0 to 1/);

    await panel.getByRole('button', { name: 'Change' }).click();
    await page.getByTestId('own-model-form').getByLabel('Context, tokens').fill('64000');
    await page.getByTestId('own-model-form').getByRole('button', { name: 'Save' }).click();
    await expect(panel).toContainText('64,000 tokens');
    await row.getByRole('link', { name: '0.0%' }).click();
    await expect(live.row(answer.decisionId)).toBeVisible();
    await shell.back();
    await panel.getByRole('button', { name: 'Remove…' }).click();
    await panel.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(row).toHaveCount(0);
    expect(await readFile(join(home, 'heimdall.yaml'), 'utf8')).not.toContain('tuned');
  },
);

pricedTest(
  'a model that reached its limit shows the pause with the time left, and its failed requests',
  async ({ endpoint, running, shell, upstream }) => {
    const { page } = running;
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '50' } } as const;
    upstream.next(limited);
    const answer = await endpoint.chat(prompts.greeting);
    expect(answer.status).toBe(200);
    await shell.open('models');
    await page.getByRole('button', { name: 'State' }).click();
    const first = page.getByTestId('model-row').first();
    await expect(first.getByTestId('model-pause')).toHaveText(/^‖ paused [45]\d s$/);
    await expect(first).toContainText('100.0%');
    await first.locator('[data-model-name]').click();
    await expect(page.getByTestId('models-panel')).toContainText('said that the rate limit is reached');
    expect(await violations(page, 'models, paused')).toEqual([]);
  },
);
