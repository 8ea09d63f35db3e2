#!/usr/bin/env node
/**
 * `npm run e2e`: the journeys in real Electron and in Chromium, under a virtual display where there is none.
 *
 *   npm run e2e -- [--smoke] [arguments of playwright test]
 */
import { build, isBuildFresh } from './build.mjs';
import { findElectron } from './electron.mjs';
import { isMain } from './paths.mjs';
import { localProgram, run } from './processes.mjs';
import { ensureSystemLibraries, hasDisplay } from './system-libraries.mjs';

/**
 * @param {{ log?: (line: string) => void, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] `quiet` shows what Playwright
 *   says only when it failed.
 * @returns {Promise<number>} the exit code
 */
export async function runE2e(args, { log = (line) => console.error(line), env = {}, quiet = false } = {}) {
  const smoke = args.includes('--smoke');
  const rest = args.filter((argument) => argument !== '--smoke');
  const electron = await findElectron({ log });
  if (!electron.path) {
    log(`The end-to-end tests need an Electron binary: ${electron.reason}.`);
    return 1;
  }
  const needs = { binary: electron.path, display: true, chromium: !smoke };
  const system = ensureSystemLibraries(needs, { log });
  if (!system.ok) {
    log(`The end-to-end tests cannot run.\n${system.message}`);
    return 1;
  }
  if (!isBuildFresh()) {
    log('Building...');
    if (!(await build())) return 1;
  }
  const playwright = [localProgram('playwright'), 'test', ...(smoke ? ['--project=electron', 'smoke'] : []), ...rest];
  const command = hasDisplay() ? playwright : ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24', ...playwright];
  const { code, output } = await run(command[0], command.slice(1), {
    env: { ...process.env, ...env, ELECTRON_EXEC_PATH: electron.path },
    quiet,
  });
  if (code !== 0 && output !== '') log(output);
  return code;
}

if (isMain(import.meta.url)) process.exitCode = await runE2e(process.argv.slice(2));
