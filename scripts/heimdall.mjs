#!/usr/bin/env node
/** `npm run -s heimdall -- ...`: the command line, built first when there is no build at all. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './paths.mjs';

const program = join(root, 'out', 'cli', 'index.cjs');
if (!existsSync(program)) {
  console.error('Building (once)...');
  if (!(await build({ library: false }))) process.exit(1);
}

const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
// It decides itself how to end; npm and a terminal send the signal to both of us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('close', (code, signal) => {
  process.exitCode = code ?? (signal ? 130 : 1);
});
