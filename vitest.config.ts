import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const define = { __HEIMDALL_VERSION__: JSON.stringify('0.0.0-test') };
const setupFiles = ['test/setup-core.ts'];
// Property tests under coverage, on a busy machine with two cores: a time-out finds hangs, it does not measure.
const testTimeout = 30_000;

export default defineConfig({
  define,
  test: {
    projects: [
      {
        define,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/docs/**/*.test.ts'],
          exclude: ['src/renderer/**'],
          setupFiles,
          testTimeout,
        },
      },
      {
        plugins: [react()],
        define,
        test: {
          name: 'unit-renderer',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          setupFiles,
          testTimeout,
        },
      },
      {
        define,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
          setupFiles,
          testTimeout,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts', 'src/gateway/**/*.ts', 'src/host/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: {
        'src/core/**': { lines: 94 },
        'src/gateway/**': { lines: 94 },
        'src/host/**': { lines: 94 },
      },
    },
  },
});
