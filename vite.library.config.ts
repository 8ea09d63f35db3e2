/** Builds `heimdall/core` and `heimdall/plugin`, as ES modules and as CommonJS. scripts/build-library.mjs adds the types. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const outputOf = (format: 'es' | 'cjs', extension: string) => ({
  format,
  entryFileNames: `[name]${extension}`,
  // Beside the entries: `openArtifact` finds the package's artifact from where it is.
  chunkFileNames: `[name]-[hash]${extension}`,
});

export default defineConfig({
  publicDir: false,
  ssr: { target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'out/library',
    emptyOutDir: true,
    sourcemap: true,
    rollupOptions: {
      input: { core: resolve('src/library/core.ts'), plugin: resolve('src/library/plugin.ts') },
      output: [outputOf('es', '.js'), outputOf('cjs', '.cjs')],
    },
  },
});
