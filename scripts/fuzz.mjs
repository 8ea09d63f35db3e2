#!/usr/bin/env node
/**
 * `npm run fuzz [-- --target NAME] [--seconds 30] [--seed N]`: looks for inputs that break a parser of untrusted bytes, led
 * by coverage. See test/fuzz/explore.ts.
 */
import { join } from 'node:path';
import { root } from './paths.mjs';
import { localProgram, run } from './processes.mjs';

const built = await run(localProgram('vite'), ['build', '--config', 'vite.fuzz.config.ts', '--logLevel', 'warn']);
const explore = join(root, 'out/fuzz/explore.cjs');
process.exitCode = built.code || (await run(process.execPath, [explore, ...process.argv.slice(2)])).code;
