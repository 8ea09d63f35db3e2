/** Packs the desktop app for the platform that this runs on, with electron-builder. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { electronDistribution } from './electron-distribution.mjs';
import { packageConfig } from './package-config.mjs';
import { root } from './paths.mjs';

const platforms = { darwin: Platform.MAC, linux: Platform.LINUX, win32: Platform.WINDOWS };
/** What electron-builder calls a platform in names of files, the folder of an unpacked app, and the program and resources in it. */
const layouts = {
  darwin: (arch) => ({
    os: 'mac',
    folder: arch === 'x64' ? 'mac' : `mac-${arch}`,
    program: 'Heimdall.app/Contents/MacOS/Heimdall',
    resources: 'Heimdall.app/Contents/Resources',
  }),
  linux: (arch) => ({
    os: 'linux',
    folder: arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`,
    program: 'heimdall',
    resources: 'resources',
  }),
  win32: (arch) => ({
    os: 'win',
    folder: arch === 'x64' ? 'win-unpacked' : `win-${arch}-unpacked`,
    program: 'Heimdall.exe',
    resources: 'resources',
  }),
};

/** Where the packed app is, in `output`; `label` is its platform, as names of files have it. */
export function packedApp(output = join(root, 'dist'), { platform = process.platform, arch = process.arch } = {}) {
  const { os, folder, program, resources } = layouts[platform](arch);
  return {
    label: `${os}-${arch}`,
    folder: join(output, folder),
    program: join(output, folder, program),
    resources: join(output, folder, resources),
  };
}

/**
 * Packs what is built in out/.
 *
 * @param {{ installers?: boolean, output?: string, log?: (line: string) => void }} [options]
 *   `installers`: the platform's installers too; electron-builder downloads the tools that make them.
 * @returns {Promise<{ label: string, folder: string, program: string, resources: string, electron: string, files: string[] }>}
 *   `electron`: its version; `files`: the installers.
 */
export async function packApp({ installers = false, output = join(root, 'dist'), log = () => {} } = {}) {
  const electron = await electronDistribution({ log });
  if (electron.folder === null) throw new Error(`There is no Electron to pack: ${electron.reason}.`);
  const { platform } = process;
  const app = packedApp(output);
  await rm(app.folder, { recursive: true, force: true });
  const config = {
    ...packageConfig({ electron, platform, arch: process.arch, output }),
    afterPack: removeDefaultApp,
  };
  const targets = platforms[platform].createTarget(installers ? null : 'dir', Arch[process.arch]);
  const files = await build({ targets, config, projectDir: root, publish: 'never' });
  return { ...app, electron: electron.version, files: files.filter((path) => !path.endsWith('.blockmap')) };
}

/** What a distribution runs when it is started without an app. */
async function removeDefaultApp({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  for (const name of ['app', 'default_app.asar']) await rm(join(resources, name), { recursive: true, force: true });
}
