/**
 * Which layer may import which: docs/architecture.md, "Layers". Type-only imports count.
 */
const layer = (name) => `^src/${name}/`;
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^src/', pathNot: allowed.map(layer) },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only(
      'shared-is-a-leaf',
      layer('shared'),
      ['shared'],
      'Both sides of a boundary import it, so it imports nothing of ours.',
    ),
    only(
      'core-imports-shared-only',
      layer('core'),
      ['core', 'shared'],
      'The router knows nothing of the world around it.',
    ),
    only(
      'gateway-layer',
      layer('gateway'),
      ['gateway', 'core', 'shared'],
      'The gateway is plain Node around the core.',
    ),
    only(
      'library-layer',
      layer('library'),
      ['library', 'core', 'shared'],
      'The core in any Node program: no gateway, no host.',
    ),
    only(
      'host-layer',
      layer('host'),
      ['host', 'library', 'gateway', 'core', 'shared'],
      'The host composes; nothing composes it but main and cli.',
    ),
    only('main-layer', layer('main'), ['main', 'host', 'shared'], 'Electron reaches the rest through the host.'),
    only('cli-layer', layer('cli'), ['cli', 'host', 'shared'], 'The command line reaches the rest through the host.'),
    only('preload-layer', layer('preload'), ['preload', 'shared'], 'The preload is a bridge.'),
    only(
      'renderer-layer',
      layer('renderer'),
      ['renderer', 'shared'],
      'The console talks to the host through the contract.',
    ),
    {
      name: 'core-and-shared-are-pure',
      comment: 'No Node, no Electron and no package but zod: the core runs anywhere and its tests prove it.',
      severity: 'error',
      from: { path: '^src/(core|shared)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'electron-in-main-and-preload-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|preload)/' },
      to: { path: '^(node_modules/)?electron(/|$)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
};
