import { expect, type Page } from '@playwright/test';
import { VIEW_IDS } from '../../src/renderer/views.ts';
import { type Kind, openView, type State, state } from './stage.ts';

const ALL = /\/api\//;
/** All but what the console asks before it shows a view at all. */
const OF_VIEWS =
  /\/api\/(?!app\.info|tuning\.get|metrics\.snapshot|cache\.stats|shadow\.status|decisions\.page|breakpoints\.)/;
const OF_CARDS = /\/api\/decisions\.(explain|evidence|body|rating)/;

/** Answers these questions of the page with a fault, or never, from its next start on. */
async function reloadWith(page: Page, url: RegExp, answer: 'fault' | 'never'): Promise<void> {
  await page.unrouteAll();
  await page.route(url, async (route) => {
    // Left open: that is what loading is.
    if (answer === 'never') return;
    await route.fulfill({
      status: 500,
      json: { ok: false, error: { code: 'internal', message: 'The disk is gone.' } },
    });
  });
  await page.reload();
}

/** Every view while what it asks for is not answered. The list asks for nothing: it waits for the log. */
const behind = (kind: Kind, answer: 'fault' | 'never'): readonly State[] =>
  VIEW_IDS.filter((id) => id !== 'live').map((id, index) =>
    state(id, kind, async (stage) => {
      if (index === 0) await reloadWith(stage.page, OF_VIEWS, answer);
      await openView(stage, id);
    }),
  );

/** Loading, failing, and half there. */
export const TROUBLED_STATES: readonly State[] = [
  state('live', 'loading', async ({ page }) => {
    await reloadWith(page, ALL, 'never');
    await expect(page.getByRole('progressbar')).toBeVisible();
  }),
  ...behind('loading', 'never'),
  state('live', 'failed', async (stage) => {
    await reloadWith(stage.page, ALL, 'fault');
    await openView(stage, 'live');
    await expect(stage.page.getByRole('alert')).toContainText('The disk is gone.');
  }),
  ...behind('failed', 'fault'),
  state('decision', 'partial', async (stage) => {
    await reloadWith(stage.page, OF_CARDS, 'fault');
    await openView(stage, 'decision');
    await expect(stage.page.getByTestId('decision-page')).toBeVisible();
  }),
  state('compare', 'partial', async (stage) => {
    const [there = ''] = stage.decisionIds;
    await openView({ ...stage, decisionIds: [there, 'dec_gone'] }, 'compare');
  }),
  {
    name: 'the token is asked for',
    show: async ({ page }) => {
      await page.unrouteAll();
      const error = { code: 'token_invalid', message: 'A token is needed.' };
      await page.route(ALL, (route) => route.fulfill({ status: 401, json: { ok: false, error } }));
      await page.reload();
      await expect(page.getByLabel(/token/i).first()).toBeVisible();
    },
  },
  state('connect', 'partial', async (stage) => {
    const { page } = stage;
    await page.unrouteAll();
    await page.route(/\/api\/app\.info/, async (route) => {
      const answer = await route.fetch();
      const { value: info, ...rest } = await answer.json();
      const endpoint = { ...info.endpoint, state: 'failed', error: 'Port 4141 is in use by another program.' };
      await route.fulfill({ response: answer, json: { ...rest, value: { ...info, endpoint } } });
    });
    await page.reload();
    await openView(stage, 'connect');
    await expect(page.getByTestId('endpoint-chip')).toHaveAttribute('data-state', 'failed');
  }),
  ...['live', 'settings'].map(
    (view): State => ({
      name: `${view}, the endpoint is not listening`,
      show: async (stage) => {
        await openView(stage, view);
        await expect(stage.page.getByText('The endpoint is not listening.')).toBeVisible();
      },
    }),
  ),
];
