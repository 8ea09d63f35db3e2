/** What is inside a packed app. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { packageOfPath } from './shipped-packages.mjs';

/** Paths of all files under `folder`, from there, with forward slashes. Links count as files. */
export function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => portable(relative(folder, join(entry.parentPath, entry.name))));
}

/** Paths in app.asar, those of unpacked files included, from its root. */
export function filesInArchive(archive) {
  return listPackage(archive, { isPack: false }).map((path) => portable(path).replace(/^\//, ''));
}

/** @returns {{ name: string, version: string }[]} the packages in app.asar, each by the name of its folder */
export function packagesInArchive(archive) {
  return filesInArchive(archive)
    .filter((path) => path.endsWith('/package.json') && path === `${folderOf(path)}/package.json`)
    .map((path) => {
      const { version } = JSON.parse(extractFile(archive, path.split('/').join(sep)).toString('utf8'));
      return { name: packageOfPath(path), version };
    });
}

/** `node_modules/a/node_modules/@s/b` of a path in it. */
function folderOf(path) {
  const name = packageOfPath(path);
  return name === null ? null : path.slice(0, path.lastIndexOf('node_modules/') + 'node_modules/'.length) + name;
}

/**
 * What a packed app weighs, by part.
 *
 * @param {{ folder: string, resources: string }} app
 * @returns {{ part: string, bytes: number }[]} with the whole at the end
 */
export function sizesOf({ folder, resources }) {
  const parts = [
    ['app.asar', join(resources, 'app.asar')],
    ['native modules (app.asar.unpacked)', join(resources, 'app.asar.unpacked')],
    ['artifacts', join(resources, 'artifacts')],
  ].map(([part, path]) => ({ part, bytes: sizeOf(path) }));
  const whole = sizeOf(folder);
  const electron = whole - parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [{ part: 'Electron', bytes: electron }, ...parts, { part: 'all', bytes: whole }];
}

/** Bytes of a file, or of all files in a folder. */
export function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return filesUnder(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
}

function portable(path) {
  return path.split(sep).join('/');
}
