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
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression, or `unknown`
 * @property {boolean} bundled in the console's bundle only, so that there is no folder of it
 */

/** @returns {ShippedPackage[]} by name: what is installed with Heimdall on any platform, and what is in its bundles */
export function shippedPackages(lock, bundled = bundledDependencies) {
  const installed = Object.keys(lock.packages).filter((path) => path !== '' && !lock.packages[path].dev);
  const inBundle = closureOf(lock, bundled).filter((path) => !installed.includes(path));
  return [...installed, ...inBundle]
    .map((path) => ({
      name: packageOfPath(path),
      version: lock.packages[path].version,
      licence: lock.packages[path].license ?? 'unknown',
      bundled: inBundle.includes(path),
    }))
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
 * @param {object} lock the contents of package-lock.json
 * @returns {import('vite').Plugin}
 */
export function onlyShippedPackages(lock) {
  const known = new Set(shippedPackages(lock).map(({ name }) => name));
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
