#!/usr/bin/env node
/** `npm run check`: everything about the code that needs no running app. `--no-unit` leaves the unit tests out. */
import { apiDocsCheck } from './api-docs.mjs';
import { checkRegexes } from './check-regexes.mjs';
import { completeLockfileCheck } from './complete-lockfile.mjs';
import { kernelsCheck } from './kernels.mjs';
import { licenceCheck } from './licences.mjs';
import { isMain } from './paths.mjs';
import { localProgram, run } from './processes.mjs';
import { typecheck } from './typecheck.mjs';

const program =
  (name, ...args) =>
  async () => {
    const { code, output } = await run(localProgram(name), args, { quiet: true });
    if (code !== 0) console.error(output);
    return code === 0;
  };

const checks = [
  // Biome formats and lints in one run.
  ['format and lint', program('biome', 'check', '--error-on-warnings', '.')],
  ['layers', program('depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src')],
  ['types', typecheck],
  ['unused code', program('knip', '--no-progress')],
  ['regular expressions', checkRegexes],
  ['lock file', async () => completeLockfileCheck()],
  ['licences', async () => licenceCheck()],
  ['kernels', async () => kernelsCheck()],
  ['API pages', apiDocsCheck],
];

/** @returns {Promise<{ name: string, ok: boolean, seconds: number }[]>} */
export async function check({ log = console.log } = {}) {
  const results = [];
  for (const [name, test] of checks) {
    const started = Date.now();
    const ok = await test();
    const seconds = (Date.now() - started) / 1_000;
    log(`${ok ? 'ok  ' : 'FAIL'}  ${name} (${seconds.toFixed(1)} s)`);
    results.push({ name, ok, seconds });
  }
  return results;
}

if (isMain(import.meta.url)) {
  const results = await check();
  let ok = results.every((result) => result.ok);
  if (!process.argv.includes('--no-unit')) {
    const { code } = await run(localProgram('vitest'), ['run', '--project', 'unit*']);
    ok &&= code === 0;
  }
  process.exitCode = ok ? 0 : 1;
}
