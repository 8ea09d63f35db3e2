import { defineConfig } from '@playwright/test';

/** `npm run bench:ui`: no test, but measurements, with the fixtures of the end-to-end tests. */
export default defineConfig({
  testDir: 'bench/ui',
  testMatch: '**/*.bench.ts',
  outputDir: 'test-results/bench-ui',
  workers: 1,
  timeout: 900_000,
  reporter: [['line']],
  projects: [{ name: 'chromium' }],
});
