import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** `npm run screenshots`: not a test, but pictures for the documentation, taken by the same fixtures. */
export default defineConfig({
  ...base,
  testDir: 'e2e/screenshots',
  testMatch: '**/*.shots.ts',
  projects: [{ name: 'electron' }],
  globalTeardown: './e2e/screenshots/shrink.ts',
});
