/**
 * Is there a build, is it newer than what it was made from, and making it.
 *
 * As a command it builds what is not fresh: before `npm pack`, which takes what is in out/.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildLibrary } from './build-library.mjs';
import { nodeProblem } from './node-version.mjs';
import { isMain, root } from './paths.mjs';
import { localProgram, run } from './processes.mjs';

const APP = ['out/main/index.cjs', 'out/preload/index.cjs', 'out/renderer/index.html', 'out/cli/index.cjs'];
const LIBRARY = 'out/library/core.js';
const sources = [
  'src',
  'bench',
  'package.json',
  'electron.vite.config.ts',
  'vite.node.config.ts',
  'vite.library.config.ts',
];

/**
 * What is built, or asked for.
 *
 * @typedef {{ library?: boolean }} Parts `library: false` leaves `heimdall/core` and `heimdall/plugin` out, which nothing
 *   that runs from a checkout needs and whose types take as long as all the rest.
 */

/**
 * True when nothing has changed since it was built.
 *
 * @param {Parts} [parts]
 */
export function isBuildFresh({ library = true } = {}) {
  const results = library ? [...APP, LIBRARY] : APP;
  if (!results.every((path) => existsSync(join(root, path)))) return false;
  const oldest = Math.min(...results.map((path) => statSync(join(root, path)).mtimeMs));
  return Math.max(...sources.map((path) => newest(join(root, path)))) <= oldest;
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/**
 * Builds what runs, and the library. Quiet unless it fails.
 *
 * @param {Parts} [parts]
 * @returns {Promise<boolean>}
 */
export async function build({ library = true } = {}) {
  const problem = nodeProblem();
  if (problem !== null) {
    console.error(problem);
    return false;
  }
  const steps = [
    [localProgram('electron-vite'), ['build']],
    [localProgram('vite'), ['build', '--config', 'vite.node.config.ts']],
  ];
  for (const [command, args] of steps) {
    const { code, output } = await run(command, args, { quiet: true });
    if (code !== 0) {
      console.error(output);
      return false;
    }
  }
  return library ? buildLibrary() : true;
}

if (isMain(import.meta.url)) process.exitCode = isBuildFresh() || (await build()) ? 0 : 1;
