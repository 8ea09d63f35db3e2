#!/usr/bin/env node
/**
 * Adds the optional platform packages that npm left out of package-lock.json.
 *
 * When the registry at hand lacks a prebuilt package for some other platform (a partial mirror), `npm install` skips it
 * and writes a lock file that `npm ci` then refuses as out of sync. An entry with its name, version and platform is all
 * that `npm ci` needs: it never fetches a package for another platform, and on that platform it asks the registry.
 *
 * Run it after `npm install`. With `--check` it changes nothing and fails when something is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, root } from './paths.mjs';

const PLATFORM =
  /-(android|darwin|freebsd|linux|openharmony|sunos|win32|wasm32)-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|universal|wasi|x64)(?:-(\w+))?$/;

/** The fields by which npm knows on which platform `name` is wanted, or null when the name does not tell. */
export function platformOf(name) {
  const [, os, cpu, abi = ''] = PLATFORM.exec(name) ?? [];
  if (!os) return null;
  if (os === 'wasm32') return { cpu: ['wasm32'] };
  const libc =
    os !== 'linux' ? undefined : abi.startsWith('musl') ? ['musl'] : abi.startsWith('gnu') ? ['glibc'] : undefined;
  return { ...(cpu === 'universal' ? {} : { cpu: [cpu] }), ...(libc ? { libc } : {}), os: [os] };
}

/** Names of the entries that were added to `lock.packages`. */
export function completeLockfile(lock) {
  const added = [];
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      const platform = platformOf(name);
      // A range would have to be resolved; platform packages are pinned to their parent's version.
      if (!platform || lock.packages[key] || !/^\d/.test(version)) continue;
      lock.packages[key] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
      added.push(`${name}@${version}`);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

const file = join(root, 'package-lock.json');

/** True when the lock file is complete; says what is missing when it is not. */
export function completeLockfileCheck() {
  const added = completeLockfile(JSON.parse(readFileSync(file, 'utf8')));
  if (added.length === 0) return true;
  console.error(`package-lock.json lacks ${added.join(', ')}. Run: node scripts/complete-lockfile.mjs`);
  return false;
}

if (isMain(import.meta.url)) {
  if (process.argv.includes('--check')) {
    process.exitCode = completeLockfileCheck() ? 0 : 1;
  } else {
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    const added = completeLockfile(lock);
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(added.length > 0 ? `Added ${added.join(', ')}.` : 'Nothing is missing.');
  }
}
