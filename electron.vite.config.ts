import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { bundledNotices } from './scripts/bundled-notices.mjs';
import { onlyShippedPackages } from './scripts/shipped-packages.mjs';
import { describeVersion } from './scripts/version.mjs';

const define = { __HEIMDALL_VERSION__: JSON.stringify(describeVersion()) };
// The Electron that a registry-only network can get has Node 18 (docs/decisions/): main and preload are built for it.
const nodeTarget = 'node18';
const shipped = onlyShippedPackages(JSON.parse(readFileSync('package-lock.json', 'utf8')));

export default defineConfig({
  main: {
    define,
    plugins: [shipped],
    build: {
      target: nodeTarget,
      // As a dependency would be: it is an optional peer.
      externalizeDeps: { include: ['@xenova/transformers'] },
      outDir: 'out/main',
      sourcemap: true,
      rollupOptions: {
        input: { index: resolve('src/main/index.ts') },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
          // `import()` becomes `require()`: the ES module builds of some packages are too new for Electron 25's Node.
          dynamicImportInCjs: false,
        },
      },
    },
  },
  preload: {
    plugins: [shipped],
    build: {
      target: nodeTarget,
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    define,
    plugins: [react(), tailwindcss(), shipped, bundledNotices()],
    // Relative: the same build is served by the app's own scheme and under /console/ by the headless host.
    base: './',
    build: {
      // electron-vite leaves it off; the page is half the size with it.
      minify: true,
      outDir: resolve('out/renderer'),
      emptyOutDir: true,
      rollupOptions: { input: { index: resolve('src/renderer/index.html') } },
    },
  },
});
