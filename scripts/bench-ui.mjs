#!/usr/bin/env node
/**
 * `npm run bench:ui`: is the console quick enough? Measured in Chromium; prints a table, or JSON with --json.
 *
 *   npm run bench:ui -- [--json] [--seconds N]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, isBuildFresh } from './build.mjs';
import { localProgram, run } from './processes.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '60' } },
});
const log = (line) => console.error(line);

process.exitCode = await main();

async function main() {
  const system = ensureSystemLibraries({ chromium: true }, { log });
  if (!system.ok) {
    log(`The benchmark cannot run.\n${system.message}`);
    return 1;
  }
  if (!isBuildFresh() && !(await build())) return 1;
  const page = await run(localProgram('vite'), ['build', '--config', 'vite.bench.config.ts'], { quiet: true });
  if (page.code !== 0) {
    log(page.output);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const results = join(folder, 'results.json');
  const env = { ...process.env, HEIMDALL_BENCH_RESULTS: results, HEIMDALL_BENCH_SECONDS: flags.seconds };
  try {
    const args = ['test', '--config', 'playwright.bench.config.ts'];
    const { code, output } = await run(localProgram('playwright'), args, { env, quiet: true });
    if (code !== 0) {
      log(output);
      return code;
    }
    print(JSON.parse(readFileSync(results, 'utf8')));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(results) {
  if (flags.json) {
    console.log(JSON.stringify(results));
    return;
  }
  const { machine, measures } = results;
  console.log(
    `${machine.cores} cores of ${machine.cpu}, ${machine.platform}, ${machine.browser}, load ${machine.load_before} before and ${machine.load_after} after\n`,
  );
  console.table(
    Object.fromEntries(
      measures.map(({ name, value, unit, budget, n }) => [
        name,
        { value: `${value} ${unit}`, budget: budget === null ? '' : `${budget} ${unit}`, met: met(value, budget), n },
      ]),
    ),
  );
}

function met(value, budget) {
  if (budget === null) return '';
  return value <= budget ? 'yes' : 'no';
}
