#!/usr/bin/env node
/**
 * `npm run profile`: where the processor's time and the memory go, in the router alone and in the endpoint under load.
 * Writes files for developer tools and prints what they say in short; bench/README.md says how to read them.
 *
 *   npm run profile -- [core] [route] [chat] [--seconds N] [--out FOLDER] [--json]
 */
import { build, isBuildFresh } from './build.mjs';
import { run } from './processes.mjs';

process.exitCode = await main();

async function main() {
  if (!isBuildFresh() && !(await build())) return 1;
  const { code } = await run(process.execPath, ['out/bench/profile.cjs', ...process.argv.slice(2)]);
  return code;
}
