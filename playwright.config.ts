import { defineConfig } from '@playwright/test';

const report = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  // Each test starts an app of its own; on two cores more at once only makes all of them slow.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  use: { colorScheme: 'dark' },
  // The same journeys in both: what differs is in e2e/fixtures/.
  projects: [
    { name: 'electron', testIgnore: '**/*.chromium.test.ts' },
    { name: 'chromium', testIgnore: '**/*.electron.test.ts' },
  ],
  testMatch: '**/*.test.ts',
});
