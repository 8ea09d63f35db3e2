import { expect } from '@playwright/test';
import { VIEW_IDS } from '../../src/renderer/views.ts';
import { command, opened, type State } from './stage.ts';

const page = (id: string): State => ({
  name: `settings, ${id}`,
  show: async ({ page: window, shell }) => {
    await shell.open('settings');
    await window.getByTestId(`settings-${id}`).click();
  },
});

/** Before the first request. */
export const EMPTY_STATES: readonly State[] = [
  ...VIEW_IDS.map((id) => opened(id, 'empty')),
  ...['keys', 'apps', 'data', 'desktop', 'appearance', 'keyboard', 'about'].map(page),
  command('shortcuts', 'Help: Show the shortcuts', 'shortcut-sheet'),
  command('about', 'Help: About Heimdall', 'about-version'),
  command('routing tests, none', 'Run the routing tests', 'routing-tests'),
  {
    name: 'import',
    show: async ({ page: window, shell }) => {
      await window.keyboard.press('Escape');
      await shell.runCommand('Import decisions');
      await expect(window.getByRole('dialog', { name: 'Import decisions' })).toBeVisible();
    },
  },
  {
    name: 'import, refused',
    show: async ({ page: window }) => {
      const buffer = Buffer.from('{"no":"capsule"}');
      const file = { name: 'no.json', mimeType: 'application/json', buffer };
      await window.getByLabel('A file').setInputFiles(file);
      await expect(
        window
          .getByRole('dialog')
          .getByText(/refused|cannot|not a/i)
          .first(),
      ).toBeVisible();
    },
  },
  {
    name: 'palette',
    show: async ({ page: window, shell }) => {
      await window.keyboard.press('Escape');
      await shell.openPalette();
    },
  },
  {
    name: 'palette, a value',
    show: async ({ page: window }) => {
      await window.getByPlaceholder('Search or run a command').fill('Break on');
      await window.getByTestId('palette-item').filter({ hasText: 'Break on' }).first().click();
      await expect(window.getByRole('option', { name: 'every request' })).toBeVisible();
    },
  },
];
