/** Builds what runs on plain Node: the command line with the headless host, and the benchmarks. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { describeVersion } from './scripts/version.mjs';

const benchmarks = resolve('bench');

/** Their names have a digest in them: without this every build would leave its own behind. */
function removeOldChunks(): Plugin {
  let out = '';
  return {
    name: 'remove-old-chunks',
    configResolved: (config) => {
      out = resolve(config.root, config.build.outDir);
    },
    buildStart: () => {
      for (const folder of ['chunks', 'bench/chunks']) rmSync(resolve(out, folder), { recursive: true, force: true });
    },
  };
}

export default defineConfig({
  define: { __HEIMDALL_VERSION__: JSON.stringify(describeVersion()) },
  publicDir: false,
  plugins: [removeOldChunks()],
  ssr: { target: 'node' },
  build: {
    ssr: true,
    target: 'node18',
    outDir: 'out',
    emptyOutDir: false,
    sourcemap: true,
    rollupOptions: {
      input: {
        'cli/index': resolve('src/cli/index.ts'),
        'bench/core': resolve('bench/core.ts'),
        'bench/endurance': resolve('bench/endurance.ts'),
        'bench/fallback': resolve('bench/fallback.ts'),
        'bench/gateway': resolve('bench/gateway.ts'),
        'bench/gateway-upstream': resolve('bench/gateway/upstream.ts'),
        'bench/gateway-bare': resolve('bench/gateway/bare-server.ts'),
        'bench/route': resolve('bench/route.ts'),
        'bench/minilm': resolve('bench/minilm.ts'),
        'bench/profile': resolve('bench/profile.ts'),
        'bench/growth': resolve('bench/growth.ts'),
        'bench/scale': resolve('bench/scale.ts'),
        'bench/shared-state': resolve('bench/shared-state.ts'),
        'bench/shadow': resolve('bench/shadow.ts'),
        'bench/soak': resolve('bench/soak.ts'),
      },
      output: {
        format: 'cjs',
        entryFileNames: '[name].cjs',
        // What only the benchmarks share is not for the npm package, which takes chunks/ as it is.
        chunkFileNames: ({ moduleIds }) =>
          `${moduleIds.some((id) => id.startsWith(benchmarks)) ? 'bench/' : ''}chunks/[name]-[hash].cjs`,
        // `import()` becomes `require()`: the ES module builds of some packages are too new for Electron 25's Node.
        dynamicImportInCjs: false,
      },
    },
  },
});
