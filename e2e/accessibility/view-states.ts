import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { MapPage } from '../pages/map-page.ts';
import { prompts } from '../prompts.ts';
import { command, opened, openView, type State, state } from './stage.ts';

const TUNE: readonly State[] = [
  opened('tune', 'full'),
  {
    name: 'tune, moved',
    show: async ({ page }) => {
      await page.getByTestId('alpha-input').fill('0.1');
      await page.getByTestId('threshold-hard-input').fill('0.9');
      await expect(page.getByTestId('apply-tuning')).toBeEnabled();
    },
  },
  {
    name: 'tune, compared with a profile',
    show: async ({ page }) => {
      await page.getByTestId('compare-with').selectOption('Economy');
      await expect(page.getByTestId('compared').first()).toBeVisible();
    },
  },
  state('tune', 'partial', async ({ page }) => {
    await page.getByTestId('alpha-input').fill('7');
    await expect(page.getByRole('alert')).toBeVisible();
  }),
  {
    name: 'tune, applied',
    show: async ({ page }) => {
      await page.getByTestId('alpha-input').fill('0.4');
      await page.getByTestId('apply-tuning').click();
      await expect(page.getByTestId('undo-tuning')).toBeEnabled();
    },
  },
  { name: 'tune, history', show: ({ page }) => page.getByTestId('tuning-history').click() },
  {
    name: 'tune, profiles of apps',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.getByTestId('app-profiles').click();
    },
  },
];

const IMPORT: readonly State[] = [
  command('tune, import profiles', 'Tune: Import profiles', 'import-profiles'),
  {
    name: 'tune, profiles found',
    show: async ({ page }) => {
      await page.getByLabel('or its text').fill(`
router: { alpha: 0.4 }
profiles: { Night shift: { alpha: 0.1 }, Quality: { alpha: 0.9 }, Wrong: { alpha: 7 } }
apps: { batch: Night shift }
storage: { bodies: true }
`);
      await expect(page.getByTestId('profiles-part')).toHaveCount(5);
    },
  },
];

const LATENCY: readonly State[] = [
  state('latency', 'full', async ({ page, shell, latency }) => {
    await page.keyboard.press('Escape');
    await shell.open('latency');
    await latency.choose('total');
    await expect(latency.chart('heatmap')).toBeVisible();
    await latency.brush(0, 0.9);
  }),
  state('latency', 'partial', ({ page }) => page.getByLabel('From', { exact: true }).fill('fast')),
  {
    name: 'latency, tables',
    show: async ({ page, shell, latency }) => {
      await page.getByLabel('From', { exact: true }).fill('');
      await latency.chart('histogram').focus();
      await page.keyboard.press('Escape');
      await shell.runCommand('View: Show the chart as a table');
    },
  },
];

const MAP: readonly State[] = [
  state('map', 'full', async ({ page, shell }) => {
    const map = new MapPage(page);
    await shell.open('map');
    await map.waitForPoints(Object.values(prompts).length);
    await map.canvas().focus();
    await page.keyboard.press('ArrowRight');
    await expect(map.card()).toBeVisible();
  }),
  {
    name: 'map, list',
    show: async ({ page }) => {
      await page.getByLabel('Colour').selectOption('margin');
      await new MapPage(page).canvas().focus();
      await page.keyboard.press('t');
      await page.getByTestId('map-list').getByRole('checkbox').first().check();
    },
  },
];

const SHADOW: readonly State[] = [
  state('shadow', 'partial', async ({ page, shell }) => {
    await shell.openPalette();
    await page.getByPlaceholder('Search or run a command').fill('Shadow: Compare a profile');
    await page.getByTestId('palette-item').first().click();
    await page.getByPlaceholder(/^Name of a profile/).fill('Quality');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('shadow-subject')).toContainText('Quality');
  }),
  state('shadow', 'full', async ({ page, endpoint }) => {
    for (const prompt of Object.values(prompts)) await endpoint.chat(`${prompt} Again.`);
    await expect(page.getByTestId('shadow-differ')).toContainText(`of ${Object.values(prompts).length} differ`);
  }),
  {
    name: 'shadow, apply',
    show: async ({ page }) => {
      await page.getByTestId('shadow-promote').click();
      await expect(page.getByTestId('shadow-promote-confirm')).toBeVisible();
    },
  },
];

const OTHERS: readonly State[] = [
  state('playground', 'partial', async (stage) => {
    const { page } = stage;
    await page.keyboard.press('Escape');
    await openView(stage, 'playground');
    await page.getByRole('button', { name: 'tools' }).click();
    await page.getByTestId('turn-user').fill(prompts.coding);
    await page.getByTestId('turn-user').press('Control+Shift+Enter');
    await expect(page.getByTestId('playground-decision')).toBeVisible();
  }),
  state('playground', 'full', async ({ page }) => {
    await page.getByTestId('turn-user').press('Control+Enter');
    await expect(page.getByTestId('run-text')).toBeVisible();
  }),
  {
    name: 'playground, searching a model',
    show: async ({ page }) => {
      await page.getByTestId('model-search').fill('gpt');
      await expect(page.getByTestId('model-option').first()).toBeVisible();
    },
  },
  // The simulator answers: what it would cost is not known, and answers are not kept.
  opened('cache', 'partial'),
  opened('savings', 'partial'),
  opened('connect', 'full'),
  state('models', 'full', async ({ page, shell }) => {
    await shell.open('models');
    await page.locator('[data-model-name]').first().click();
    await expect(page.getByTestId('models-panel')).toBeVisible();
  }),
  {
    name: 'models, add a model',
    show: async ({ page }) => {
      await page.getByTestId('model-add').click();
      await expect(page.getByTestId('own-model-form')).toBeVisible();
    },
  },
  { name: 'models, catalog', show: ({ page }) => page.getByTestId('catalog-version').click() },
  state('models', 'partial', async ({ page }) => {
    await page.getByLabel('Search models').fill('nothing like it');
    await expect(page.getByTestId('models-none')).toBeVisible();
  }),
  state('settings', 'full', async ({ page, shell }) => {
    await shell.open('settings');
    await page.getByTestId('settings-endpoint').click();
    await page.getByTestId('endpoint-check').click();
  }),
  {
    name: 'settings, a key',
    show: async ({ page }) => {
      await page.getByTestId('settings-keys').click();
      await page.getByRole('button', { name: 'Add a key' }).first().click();
    },
  },
  command('prompts hidden', 'Hide or show prompts and answers', 'settings'),
  state('settings', 'partial', async ({ page, running }) => {
    writeFileSync(join(running.home, 'heimdall.yaml'), 'router: { alpha: 2 }\n');
    await page.getByTestId('settings-endpoint').click();
    await expect(page.getByTestId('config-error')).toBeVisible();
  }),
];

const FEEDBACK: readonly State[] = [
  state('feedback', 'full', async (stage) => {
    const { endpoint, page } = stage;
    await endpoint.rate((await endpoint.route(prompts.coding)).id, 0);
    await endpoint.rate((await endpoint.route(prompts.proof)).id, 0.25);
    await openView(stage, 'feedback');
    await expect(page.getByTestId('rating-row')).toHaveCount(2);
  }),
  {
    name: 'feedback, one cell',
    show: async ({ page }) => {
      await page.getByTestId('moved-row').first().getByRole('link').nth(1).click();
      await expect(page.getByRole('link', { name: 'Show all' })).toBeVisible();
    },
  },
  state('feedback', 'partial', async ({ page }) => {
    await page.evaluate(() => {
      location.hash = '#/feedback?model=acme/none&cluster=0';
    });
    await expect(page.getByText('No rating says anything')).toBeVisible();
  }),
];

/** The other views, with requests in them. */
export const VIEW_STATES: readonly State[] = [
  ...TUNE,
  ...IMPORT,
  ...LATENCY,
  ...MAP,
  ...SHADOW,
  ...FEEDBACK,
  ...OTHERS,
];
