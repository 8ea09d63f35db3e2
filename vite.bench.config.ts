/** Builds the page of `npm run bench:ui`: the console as it ships, over made-up traffic. */
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/renderer',
  base: './',
  define: { __HEIMDALL_VERSION__: JSON.stringify('bench') },
  plugins: [react(), tailwindcss()],
  build: {
    minify: true,
    outDir: resolve('out/bench-ui'),
    emptyOutDir: true,
    rollupOptions: { input: { bench: resolve('src/renderer/dev/bench.html') } },
  },
});
