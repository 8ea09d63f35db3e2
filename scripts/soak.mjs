#!/usr/bin/env node
/** `npm run soak -- [--minutes 60]`: builds what has changed, then puts a Heimdall under load for a long time. */
import { build, isBuildFresh } from './build.mjs';
import { run } from './processes.mjs';

if (!isBuildFresh() && !(await build())) process.exitCode = 1;
else {
  const { code } = await run(process.execPath, ['out/bench/soak.cjs', ...process.argv.slice(2)]);
  process.exitCode = code;
}
