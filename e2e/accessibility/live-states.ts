import { expect } from '@playwright/test';
import { prompts } from '../prompts.ts';
import { opened, openView, type Stage, type State, state } from './stage.ts';

const tab = (name: string): State => ({
  name: `inspector, ${name}`,
  show: ({ page }) => page.getByTestId(`tab-${name}`).click(),
});

/** Puts the focus into the list, where the keys of a decision act. */
async function inList({ page }: Stage): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByTestId('live-grid').focus();
}

/** The list, the inspector, and what opens from them. */
export const LIVE_STATES: readonly State[] = [
  state('map', 'partial', async (stage) => {
    await openView(stage, 'map');
    await expect(stage.page.getByTestId('map-too-few')).toBeVisible();
  }),
  state('live', 'full', async (stage) => {
    const { page, live, decisionIds } = stage;
    await openView(stage, 'live');
    for (const id of decisionIds) {
      await live.inspect(id);
      await page.getByTestId('live-grid').focus();
      await page.keyboard.press('p');
    }
    await expect(page.getByTestId('pin-tray')).toContainText('Compare 2');
    await page.getByRole('button', { name: 'Facets' }).click();
  }),
  ...['timing', 'request', 'raw', 'why'].map(tab),
  {
    name: 'inspector, rated',
    show: async ({ page, endpoint, live }) => {
      // A decision alone: what the simulator answered cannot be rated.
      await live.inspect((await endpoint.route(prompts.coding)).id);
      const feedback = page.getByTestId('inspector').getByTestId('feedback');
      await feedback.getByRole('button', { name: 'Good answer' }).click();
      await expect(feedback.getByTestId('feedback-effect').first()).toBeVisible();
    },
  },
  {
    name: 'live, suggestions',
    show: async ({ page, live }) => {
      await live.filterField().fill('bucket:');
      await expect(page.getByTestId('filter-suggestion').first()).toBeVisible();
    },
  },
  state('live', 'partial', ({ live }) => live.filter('bucket:high')),
  {
    name: 'live, no match',
    show: async ({ page, live }) => {
      await live.filter('lat:>90m sql');
      await expect(page.getByTestId('no-match')).toBeVisible();
    },
  },
  {
    name: 'live, frozen',
    show: async (stage) => {
      await stage.live.filter('');
      await inList(stage);
      await stage.page.keyboard.press('Space');
      await stage.endpoint.chat(prompts.greeting);
      await expect(stage.page.getByTestId('new-pill')).toBeVisible();
    },
  },
  {
    name: 'columns',
    show: async ({ page }) => {
      await page.keyboard.press('End');
      await page.getByTestId('columns-menu').click();
    },
  },
  {
    name: 'row menu',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.getByTestId('live-row').first().click({ button: 'right' });
      await expect(page.getByTestId('action-menu')).toBeVisible();
    },
  },
  {
    name: 'profile menu',
    show: async ({ page }) => {
      await page.keyboard.press('Escape');
      await page.getByTestId('profile-menu').click();
      await expect(page.getByRole('menuitemradio').first()).toBeVisible();
    },
  },
  {
    name: 'palette, of a decision',
    show: async (stage) => {
      await inList(stage);
      await stage.shell.openPalette();
    },
  },
  {
    name: 'replay',
    show: async (stage) => {
      await inList(stage);
      await stage.page.keyboard.press('r');
      await expect(stage.page.getByRole('dialog', { name: 'Replay' })).toBeVisible();
    },
  },
  {
    name: 'replay, a mistake',
    show: async ({ page }) => {
      await page.getByRole('dialog').getByLabel('Alpha').fill('2');
    },
  },
  {
    name: 'replay, to a model',
    show: ({ page }) => page.getByRole('radio', { name: /Send to/ }).check(),
  },
  {
    name: 'new routing test',
    show: async (stage) => {
      await inList(stage);
      await stage.shell.runCommand('Decision: Routing: must never go to this model');
      await expect(stage.page.getByTestId('add-routing-test')).toBeVisible();
    },
  },
  {
    name: 'routing tests, one failed',
    show: async ({ page }) => {
      await page.getByTestId('add-routing-test').click();
      await expect(page.getByTestId('routing-tests-summary')).toHaveText('0 passed, 1 failed');
    },
  },
  {
    name: 'breakpoint, held',
    show: async (stage) => {
      await inList(stage);
      await stage.shell.openPalette();
      await stage.page.getByPlaceholder('Search or run a command').fill('Routing: Break on');
      await stage.page.getByTestId('palette-item').filter({ hasText: 'Break on' }).first().click();
      await stage.page.getByRole('option', { name: 'every request' }).click();
      await expect(stage.page.getByTestId('breakpoint-mark')).toBeVisible();
      // Its answer comes when the next state lets it go.
      void stage.endpoint.chat(prompts.coding);
      await expect(stage.page.getByTestId('held-bar')).toContainText('1 request held');
    },
  },
  {
    name: 'breakpoint, dialog',
    show: async ({ page }) => {
      await page.getByTestId('held-bar').getByRole('button', { name: 'Edit…' }).click();
      await expect(page.getByRole('dialog', { name: 'Held request' })).toBeVisible();
    },
  },
  {
    name: 'breakpoint, removed',
    show: async ({ page }) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      await page.getByTestId('breakpoint-mark').click();
      await expect(page.getByTestId('breakpoint-mark')).toBeHidden();
    },
  },
  opened('decision', 'full'),
  opened('compare', 'full'),
];
