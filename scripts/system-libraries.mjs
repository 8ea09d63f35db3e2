#!/usr/bin/env node
/**
 * The programs and shared libraries of the system that Electron and the browser tests need, on Linux.
 *
 * Missing ones are installed with apt-get when that is possible (root on Debian or Ubuntu), else the one command that
 * installs them is printed. As a command it looks for everything that the tests need.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findElectron } from './electron.mjs';
import { isMain } from './paths.mjs';

/** Debian's package of each library that Electron is linked to; libgtk-3-0 brings most of the others with it. */
const packageOfLibrary = [
  [/^libgtk-3|^libgdk-3|^libpango|^libcairo|^libatk|^libatspi|^libgdk_pixbuf/, 'libgtk-3-0'],
  [/^libnss|^libsmime|^libnspr|^libplc|^libplds/, 'libnss3'],
  [/^libasound/, 'libasound2'],
  [/^libgbm/, 'libgbm1'],
  [/^libdrm/, 'libdrm2'],
  [/^libcups/, 'libcups2'],
  [/^libxkbcommon/, 'libxkbcommon0'],
  [/^libdbus/, 'libdbus-1-3'],
  [/^libexpat/, 'libexpat1'],
  [/^libX11/, 'libx11-6'],
  [/^libXcomposite/, 'libxcomposite1'],
  [/^libXdamage/, 'libxdamage1'],
  [/^libXext/, 'libxext6'],
  [/^libXfixes/, 'libxfixes3'],
  [/^libXrandr/, 'libxrandr2'],
  [/^libxcb/, 'libxcb1'],
  [/^libg(lib|object|io)/, 'libglib2.0-0'],
];

/** Newer releases have renamed some for the 64-bit time type, and no longer answer to the old name. */
const renamed = {
  libasound2: 'libasound2t64',
  'libgtk-3-0': 'libgtk-3-0t64',
  libcups2: 'libcups2t64',
  'libglib2.0-0': 'libglib2.0-0t64',
};

/** What a Debian package of an Electron app depends on, by every name that a release knows it by. */
export function debianDependencies() {
  const names = new Set(packageOfLibrary.map(([, name]) => name));
  return [...names].map((name) => (renamed[name] ? `${renamed[name]} | ${name}` : name)).sort();
}

/** The path of a program, or null. */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Look further.
      }
    }
  }
  return null;
}

/** The browser that the tests use, or null. */
export function findChromium() {
  return (
    process.env.CHROMIUM_PATH ?? findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
  );
}

/**
 * What is missing, by name, and the packages that bring it.
 *
 * @param {{ binary?: string | null, display?: boolean, chromium?: boolean, servers?: boolean }} needs
 *   `binary`: an Electron whose libraries must be there; `display`: a virtual display unless there is a real one;
 *   `servers`: the database servers that tests start for themselves.
 * @returns {{ names: string[], packages: string[] }}
 */
export function missingFromSystem({ binary = null, display = false, chromium = false, servers = false }) {
  const names = [];
  const packages = new Set();
  if (process.platform !== 'linux') return { names, packages: [] };
  for (const library of missingLibraries(binary)) {
    names.push(library);
    packages.add(packageOfLibrary.find(([pattern]) => pattern.test(library))?.[1] ?? library);
  }
  const program = (name, fromPackage) => {
    if (findProgram(name)) return;
    names.push(name);
    packages.add(fromPackage);
  };
  if (display && !hasDisplay()) {
    program('xvfb-run', 'xvfb');
    program('xauth', 'xauth');
  }
  if (chromium && !findChromium()) {
    names.push('chromium');
    packages.add('chromium');
  }
  if (servers) {
    program('redis-server', 'redis-server');
    if (!findPostgres()) {
      names.push('postgres');
      packages.add('postgresql');
    }
  }
  return { names, packages: [...packages] };
}

/** The folder with the programs of a PostgreSQL server, the newest where there are several, or null. */
export function findPostgres() {
  const onPath = findProgram('initdb');
  if (onPath) return dirname(onPath);
  // Debian keeps each version in a folder of its own.
  const versions = '/usr/lib/postgresql';
  const folders = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const usable = folders.filter((folder) => existsSync(join(folder, 'initdb')));
  return usable.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1) ?? null;
}

/** Is there a screen that a window can open on? */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function missingLibraries(binary) {
  if (!binary || !findProgram('ldd')) return [];
  const listing = spawnSync('ldd', [binary], { encoding: 'utf8' }).stdout ?? '';
  return [...listing.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name);
}

/**
 * Installs what is missing, where that is possible.
 *
 * @returns {{ ok: true } | { ok: false, message: string }} The message names what is missing and the command for it.
 */
export function ensureSystemLibraries(needs, { log = () => {} } = {}) {
  let missing = missingFromSystem(needs);
  if (missing.names.length === 0) return { ok: true };
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/etc/debian_version') && findProgram('apt-get')) {
    log(
      `Missing on this system: ${missing.names.join(', ')}. Installing ${missing.packages.join(', ')} with apt-get...`,
    );
    const failure = install(missing.packages);
    if (failure) return { ok: false, message: explain(missing, failure) };
    missing = missingFromSystem(needs);
    if (missing.names.length === 0) return { ok: true };
  }
  return { ok: false, message: explain(missing) };
}

function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] };
  spawnSync('apt-get', ['update', '-qq'], options);
  const names = packages.map((name) => (renamed[name] && isKnown(renamed[name]) ? renamed[name] : name));
  const result = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
  if (result.status === 0) return null;
  const lines = (result.stderr ?? '').trim().split('\n');
  return lines.filter((line) => line.startsWith('E:')).join(' ') || lines.at(-1) || 'apt-get failed';
}

function isKnown(name) {
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
}

function explain(missing, failure) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return [
    `Missing on this system: ${missing.names.join(', ')}.`,
    ...(failure ? [`apt-get could not install them: ${failure}`] : []),
    `Install them with: ${sudo}apt-get install -y --no-install-recommends ${missing.packages.join(' ')}`,
  ].join('\n');
}

if (isMain(import.meta.url)) {
  const log = (line) => console.error(line);
  const electron = await findElectron({ log });
  const result = ensureSystemLibraries(
    { binary: electron.path, display: true, chromium: true, servers: true },
    { log },
  );
  console.log(result.ok ? 'Everything is there.' : result.message);
  process.exitCode = result.ok ? 0 : 1;
}
