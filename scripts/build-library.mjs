#!/usr/bin/env node
/** `npm run build:library`: `heimdall/core` and `heimdall/plugin` with their types, into out/library. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, root } from './paths.mjs';
import { localProgram, run } from './processes.mjs';

/**
 * @param {string} out Folder that it goes to.
 * @returns {Promise<boolean>}
 */
export async function buildLibrary(out = join(root, 'out', 'library')) {
  const steps = [
    [localProgram('vite'), ['build', '--config', 'vite.library.config.ts', '--outDir', out]],
    [localProgram('tsc'), ['--project', 'src/library/tsconfig.build.json', '--outDir', join(out, 'types')]],
  ];
  for (const [command, args] of steps) {
    const { code, output } = await run(command, args, { quiet: true });
    if (code !== 0) {
      console.error(output);
      return false;
    }
  }
  finishTypes(out);
  return true;
}

/** Types name the modules that users have, and exist twice: whoever requires CommonJS is told of CommonJS. */
function finishTypes(out) {
  const types = join(out, 'types');
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(types, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/(from |import\()(["']\.[^"']*)\.ts(["'])/g, '$1$2.js$3'));
  }
  const twin = join(out, 'types-cjs');
  cpSync(types, twin, { recursive: true });
  writeFileSync(join(twin, 'package.json'), '{ "type": "commonjs" }\n');
}

if (isMain(import.meta.url)) process.exitCode = (await buildLibrary()) ? 0 : 1;
