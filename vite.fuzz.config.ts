/** Builds what `npm run fuzz` runs: all of our code in one file, so that its coverage can be told from other packages'. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  define: { __HEIMDALL_VERSION__: JSON.stringify('fuzz') },
  publicDir: false,
  ssr: { target: 'node' },
  build: {
    ssr: resolve('test/fuzz/explore.ts'),
    target: 'node20',
    outDir: 'out/fuzz',
    emptyOutDir: true,
    rollupOptions: { output: { format: 'cjs', entryFileNames: 'explore.cjs' } },
  },
});
