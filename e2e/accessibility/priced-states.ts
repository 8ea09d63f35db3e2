import { expect } from '@playwright/test';
import { openView, type State, state } from './stage.ts';

/** The ledger and the caches with something in them: without a provider both are empty. */
export const PRICED_STATES: readonly State[] = [
  state('savings', 'full', async (stage) => {
    await openView(stage, 'savings');
    await expect(stage.page.getByTestId('savings-actual')).toBeVisible();
  }),
  state('cache', 'full', async (stage) => {
    await openView(stage, 'cache');
    await expect(stage.page.getByTestId('cache-entry').first()).toBeVisible();
  }),
];
