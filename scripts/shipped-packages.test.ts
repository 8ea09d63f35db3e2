import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  bundledDependencies,
  desktopDependencies,
  onlyShippedPackages,
  packageOfPath,
  shippedPackages,
} from './shipped-packages.mjs';

const lock = {
  packages: {
    '': { name: 'heimdall' },
    'node_modules/b': { version: '2.0.0', license: 'MIT' },
    'node_modules/b/node_modules/@s/a': { version: '1.0.0', license: 'ISC' },
    'node_modules/tool': { version: '3.0.0', license: 'GPL-3.0', dev: true },
    'node_modules/view': {
      version: '4.0.0',
      license: 'MIT',
      dev: true,
      dependencies: { part: '^1.0.0', '@types/x': '*' },
      peerDependencies: { b: '*', host: '*', extra: '*' },
      peerDependenciesMeta: { extra: { optional: true } },
    },
    'node_modules/view/node_modules/part': { version: '1.0.0', dev: true },
    'node_modules/part': { version: '0.9.0', dev: true },
    'node_modules/host': { version: '5.0.0', dev: true },
    'node_modules/extra': { version: '6.0.0', dev: true },
    'node_modules/@types/x': { version: '7.0.0', dev: true },
  },
};

describe('shippedPackages', () => {
  it('lists what is installed, nested packages too, and no tools', () => {
    expect(shippedPackages(lock, { bundled: [], desktop: [] }).map(({ name }) => name)).toEqual(['@s/a', 'b']);
  });

  it('adds what is bundled with all that it needs, in the version that it gets', () => {
    const bundled = shippedPackages(lock, { bundled: ['view'], desktop: [] }).filter(
      ({ where }) => where === 'console',
    );
    expect(bundled.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'host 5.0.0',
      'part 1.0.0',
      'view 4.0.0',
    ]);
  });

  it('adds what only the desktop app brings', () => {
    expect(
      shippedPackages(lock, { bundled: [], desktop: ['tool'] }).filter(({ where }) => where === 'desktop'),
    ).toEqual([{ name: 'tool', version: '3.0.0', licence: 'GPL-3.0', where: 'desktop' }]);
  });

  it('takes names that package.json has as development dependencies', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = [...bundledDependencies, ...desktopDependencies.filter((name) => name !== 'onnxruntime-common')];
    expect(named.filter((name) => devDependencies[name] === undefined)).toEqual([]);
  });
});

it.each([
  ['/home/me/node_modules/a/node_modules/@s/b/index.js', '@s/b'],
  ['node_modules/a/index.js', 'a'],
  ['/home/me/src/index.ts', null],
])('%s is of the package %s', (path, name) => {
  expect(packageOfPath(path)).toBe(name);
});

it('a build with a package that nobody listed fails and names it', () => {
  const bundle = { 'index.js': { type: 'chunk', moduleIds: ['/x/src/a.ts', '/x/node_modules/stranger/index.js'] } };
  const context = {
    error: (message: string) => {
      throw new Error(message);
    },
  };
  const generate = onlyShippedPackages(lock, { bundled: [], desktop: [] }).generateBundle as unknown as (
    this: unknown,
    ...args: unknown[]
  ) => void;
  expect(() => generate.call(context, {}, bundle)).toThrow('not listed as shipped: stranger.');
});
