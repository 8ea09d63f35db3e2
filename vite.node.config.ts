/** Builds what runs on plain Node: the command line with the headless host, and the benchmarks. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { describeVersion } from './scripts/version.mjs';

export default defineConfig({
  define: { __HEIMDALL_VERSION__: JSON.stringify(describeVersion()) },
  publicDir: false,
  ssr: { target: 'node' },
  build: {
    ssr: true,
    target: 'node18',
    outDir: 'out',
    emptyOutDir: false,
    sourcemap: true,
    rollupOptions: {
      input: { 'cli/index': resolve('src/cli/index.ts'), 'bench/core': resolve('bench/core.ts') },
      output: {
        format: 'cjs',
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunks/[name]-[hash].cjs',
        // `import()` becomes `require()`: the ES module builds of some packages are too new for Electron 25's Node.
        dynamicImportInCjs: false,
      },
    },
  },
});
