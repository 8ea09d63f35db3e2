#!/usr/bin/env node
/**
 * `npm run package`: the desktop app for this platform and the npm package in dist/, with bills of materials and checksums.
 *
 *   npm run package -- [--installers]
 *
 * Without `--installers` nothing is downloaded: an unpacked app, and on Linux a .tar.gz of it and, where there is dpkg-deb,
 * a .deb. With it also an AppImage on Linux, .dmg and .zip on macOS, an installer on Windows, whose tools electron-builder
 * fetches.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, isBuildFresh } from './build.mjs';
import { packApp } from './package-app.mjs';
import { packagesInArchive, sizeOf, sizesOf } from './package-contents.mjs';
import { canMakeDeb, makeDeb } from './package-deb.mjs';
import { packNpm } from './package-npm.mjs';
import { isMain, root } from './paths.mjs';
import { runProgram } from './registry-package.mjs';
import { sbomOfApp, sbomOfNpmPackage } from './sbom.mjs';

const output = join(root, 'dist');
const MIB = 1024 * 1024;

async function main() {
  const { values } = parseArgs({ options: { installers: { type: 'boolean', default: false } } });
  const log = (line) => console.error(line);
  if (!isBuildFresh()) {
    log('Building...');
    if (!(await build())) return 1;
  }
  await rm(output, { recursive: true, force: true });
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { version } = manifest;
  const app = await packApp({ installers: values.installers, output, log }).catch((error) => {
    log(`The app could not be packed: ${error.message}`);
    if (values.installers) log("The installers' tools are downloaded from GitHub; without --installers nothing is.");
    return null;
  });
  if (app === null) return 1;
  const name = `heimdall-${version}-${app.label}`;
  const files = [...app.files];
  if (process.platform === 'linux') files.push(await archive(app.folder, name));
  if (canMakeDeb()) files.push(await makeDeb({ folder: app.folder, manifest, path: join(output, `${name}.deb`) }));
  const packed = packagesInArchive(join(app.resources, 'app.asar'));
  files.push(await writeBill(name, sbomOfApp(packed, { version: app.electron })));
  files.push(packNpm(output).path);
  files.push(await writeBill(`heimdall-${version}-npm`, sbomOfNpmPackage()));
  await writeChecksums(output, files);
  report(app, files);
  if (!values.installers) console.log(`\n${installersOf[process.platform]}: npm run package -- --installers`);
  return 0;
}

const installersOf = {
  linux: 'AppImage, with tools that are downloaded',
  darwin: 'Installers (.dmg, .zip), with tools that are downloaded',
  win32: 'The installer (NSIS), with tools that are downloaded',
};

/** A .tar.gz with one folder in it. */
async function archive(folder, name) {
  const path = join(output, `${name}.tar.gz`);
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner'];
  const renamed = `s,^${basename(folder)},${name},`;
  await runProgram('tar', ['-czf', path, ...same, '--transform', renamed, '-C', dirname(folder), basename(folder)]);
  return path;
}

/** A bill of materials; the name ends as CycloneDX advises. */
async function writeBill(name, bill) {
  const path = join(output, `${name}.cdx.json`);
  await writeFile(path, `${JSON.stringify(bill, null, 2)}\n`);
  return path;
}

/**
 * Writes SHA256SUMS, which `sha256sum --check` reads.
 *
 * @param {readonly string[]} files paths in `folder`
 */
async function writeChecksums(folder, files) {
  const lines = await Promise.all(files.map(async (path) => `${await sha256(path)}  ${basename(path)}\n`));
  await writeFile(join(folder, 'SHA256SUMS'), lines.sort().join(''));
}

async function sha256(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function report(app, files) {
  console.log(`\n${app.folder} (Electron ${app.electron})`);
  for (const { part, bytes } of sizesOf(app)) console.log(line(bytes, part));
  for (const path of files) console.log(line(sizeOf(path), basename(path)));
}

function line(bytes, text) {
  return `${(bytes / MIB).toFixed(1).padStart(8)} MiB  ${text}`;
}

if (isMain(import.meta.url)) process.exitCode = await main();
