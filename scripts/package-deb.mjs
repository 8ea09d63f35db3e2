/**
 * A .deb of the packed app, made with the system's own dpkg-deb: electron-builder would download a tool for it.
 * It installs to /opt, as packages from outside of the distribution do, with an entry in the desktop's menu.
 */
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sizeOf } from './package-contents.mjs';
import { root } from './paths.mjs';
import { runProgram } from './registry-package.mjs';
import { debianDependencies, findProgram } from './system-libraries.mjs';

const architectures = { x64: 'amd64', arm64: 'arm64' };

/** Whether this system can make one. */
export function canMakeDeb() {
  return process.platform === 'linux' && architectures[process.arch] !== undefined && findProgram('dpkg-deb') !== null;
}

/**
 * @param {object} given
 * @param {string} given.folder of the packed app
 * @param {{ version: string, description: string, author: string }} given.manifest package.json
 * @param {string} given.path of the .deb
 * @returns {Promise<string>} the path
 */
export async function makeDeb({ folder, manifest, path }) {
  // Beside the app, so that its files need not be copied but linked.
  const stage = await mkdtemp(join(dirname(folder), 'deb-'));
  try {
    const add = async (name, work) => {
      await mkdir(dirname(join(stage, name)), { recursive: true });
      await work(join(stage, name));
    };
    await add('opt/Heimdall', (to) => runProgram('cp', ['-al', folder, to]));
    await setSandbox(folder, join(stage, 'opt', 'Heimdall'));
    await add('usr/share/applications/heimdall.desktop', (to) => writeFile(to, desktopEntry(manifest)));
    await add('usr/share/pixmaps/heimdall.png', (to) => copyFile(join(root, 'packaging', 'icon.png'), to));
    await add('usr/share/doc/heimdall/copyright', (to) => copyFile(join(root, 'LICENSE'), to));
    const kibibytes = Math.ceil(sizeOf(folder) / 1024);
    await add('DEBIAN/control', (to) => writeFile(to, controlFile({ manifest, arch: process.arch, kibibytes })));
    await runProgram('chmod', ['-R', 'u=rwX,go=rX', join(stage, 'DEBIAN'), join(stage, 'usr')]);
    await runProgram('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', stage, path]);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  return path;
}

/** Chromium's sandbox helper works as root's alone; a copy, so that the unpacked app keeps its own. */
async function setSandbox(from, to) {
  const helper = join(to, 'chrome-sandbox');
  await rm(helper);
  await copyFile(join(from, 'chrome-sandbox'), helper);
  await chmod(helper, 0o4755);
}

/** What dpkg knows of the package (https://www.debian.org/doc/debian-policy/ch-controlfields.html). */
export function controlFile({ manifest, arch, kibibytes }) {
  return `${[
    'Package: heimdall',
    `Version: ${manifest.version}`,
    `Architecture: ${architectures[arch]}`,
    `Maintainer: ${manifest.author}`,
    `Installed-Size: ${kibibytes}`,
    `Depends: ${debianDependencies().join(', ')}`,
    // The desktop's key store.
    'Recommends: libsecret-1-0',
    'Section: devel',
    'Priority: optional',
    'Description: desktop console and local gateway for LLM routing',
    ` ${manifest.description}`,
  ].join('\n')}\n`;
}

function desktopEntry({ description }) {
  return `${[
    '[Desktop Entry]',
    'Type=Application',
    'Name=Heimdall',
    `Comment=${description}`,
    'Exec=/opt/Heimdall/heimdall',
    'Icon=heimdall',
    'Categories=Development;',
    'StartupWMClass=heimdall',
    'Terminal=false',
  ].join('\n')}\n`;
}
