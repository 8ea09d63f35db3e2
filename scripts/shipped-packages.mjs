/** Which packages ship with Heimdall, from package-lock.json. */

/**
 * Development dependencies whose code ships all the same: Vite puts it into the console's bundle, so that nobody has to
 * install them beside it. `onlyShippedPackages` holds this list against every build.
 */
export const bundledDependencies = [
  '@tanstack/react-table',
  '@tanstack/react-virtual',
  'cmdk',
  'lucide-react',
  'radix-ui',
  'react',
  'react-dom',
  'react-hotkeys-hook',
  'react-resizable-panels',
  'recharts',
  'sonner',
  'tailwindcss',
  'uplot',
  'zustand',
];

/**
 * What MiniLM runs on. The desktop app brings it; to the npm package it is an optional peer, because it is twenty times as
 * large as all the rest, and onnxruntime's install script fetches GPU files from a server that not every network reaches.
 * Of what transformers.js names as its dependencies, the build that we load needs these folders alone.
 */
export const desktopDependencies = ['@xenova/transformers', 'onnxruntime-common', 'onnxruntime-node'];

/**
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression, or `unknown`
 * @property {'installed' | 'console' | 'desktop'} where it is: a dependency that is installed; only in the console's bundle,
 *   so that there is no folder of it; or only in the desktop app
 */

/**
 * @param {object} lock the contents of package-lock.json
 * @param {{ bundled?: readonly string[], desktop?: readonly string[] }} [named]
 * @returns {ShippedPackage[]} by name, for all platforms
 */
export function shippedPackages(lock, { bundled = bundledDependencies, desktop = desktopDependencies } = {}) {
  const all = Object.keys(lock.packages).filter((path) => path !== '');
  const installed = all.filter((path) => !lock.packages[path].dev);
  const inConsole = closureOf(lock, bundled).filter((path) => !installed.includes(path));
  const inDesktop = desktop.map((name) => `node_modules/${name}`);
  const entries = { installed, console: inConsole, desktop: inDesktop };
  return Object.entries(entries)
    .flatMap(([where, paths]) =>
      paths.map((path) => ({
        name: packageOfPath(path),
        version: lock.packages[path].version,
        licence: lock.packages[path].license ?? 'unknown',
        where,
      })),
    )
    .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

/** The name in a path such as `node_modules/a/node_modules/@s/b/index.js`, or null outside of packages. */
export function packageOfPath(path) {
  const at = path.lastIndexOf('node_modules/');
  if (at < 0) return null;
  const [first, second] = path.slice(at + 'node_modules/'.length).split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Lock-file paths of these packages and all that they need. Types are no code. */
function closureOf(lock, names) {
  const found = new Set();
  const waiting = names.map((name) => [name, '']);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const path = resolveIn(lock, ...next);
    if (path === null || found.has(path)) continue;
    found.add(path);
    const { dependencies, peerDependencies, peerDependenciesMeta } = lock.packages[path];
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys(dependencies ?? {}), ...peers]) {
      if (!name.startsWith('@types/')) waiting.push([name, path]);
    }
  }
  return [...found];
}

/** As Node looks: in the package's own node_modules, then in each one above. */
function resolveIn(lock, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (folder === '') return null;
  }
}

/**
 * A Vite plugin: the build fails when it bundles a package that `shippedPackages` does not know of, whose licence nobody
 * has looked at then.
 *
 * @returns {import('vite').Plugin}
 */
export function onlyShippedPackages(lock, named) {
  const known = new Set(shippedPackages(lock, named).map(({ name }) => name));
  return {
    name: 'only-shipped-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
      const unknown = new Set(modules.map(packageOfPath).filter((name) => name !== null && !known.has(name)));
      if (unknown.size === 0) return;
      this.error(
        `Bundled, but not listed as shipped: ${[...unknown].sort().join(', ')}. Add what was imported to ` +
          'bundledDependencies in scripts/shipped-packages.mjs, then run: node scripts/licences.mjs',
      );
    },
  };
}
