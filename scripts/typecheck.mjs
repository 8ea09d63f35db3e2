#!/usr/bin/env node
/** Checks the types of each layer with its own tsconfig, so that no layer sees what it may not use, then of the tests. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, isMain, root } from './paths.mjs';
import { localProgram, run } from './processes.mjs';

const layers = ['shared', 'core', 'library', 'gateway', 'host', 'main', 'preload', 'renderer', 'cli'];
const AT_ONCE = 2;

/** @returns {Promise<boolean>} */
export async function typecheck() {
  const waiting = [...layers.map((layer) => `src/${layer}/tsconfig.json`), 'tsconfig.json'].filter((path) =>
    existsSync(join(root, path)),
  );
  let ok = true;
  const work = async () => {
    for (let project = waiting.shift(); project; project = waiting.shift()) {
      // What has not changed since the last run is not checked again.
      const memory = join(cacheFolder, 'types', `${project.replaceAll('/', '-')}.tsbuildinfo`);
      const args = ['--noEmit', '--incremental', '--tsBuildInfoFile', memory, '--project', project];
      const { code, output } = await run(localProgram('tsc'), args, { quiet: true });
      // A layer without a file yet is no error.
      if (code !== 0 && !output.includes('TS18003')) {
        ok = false;
        console.error(`${project}\n${output}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ok;
}

if (isMain(import.meta.url)) process.exitCode = (await typecheck()) ? 0 : 1;
