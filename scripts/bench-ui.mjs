#!/usr/bin/env node
/**
 * `npm run bench:ui`: is the console quick enough? Measured in Chromium; prints a table in Markdown, puts it into
 * docs/performance.md with --write, or prints JSON with --json.
 *
 *   npm run bench:ui -- [--json | --write] [--seconds N]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, writeResults } from './bench-doc.mjs';
import { build, isBuildFresh } from './build.mjs';
import { localProgram, run } from './processes.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
  },
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
  const text = markdown(results);
  if (!flags.write) {
    console.log(text);
    return;
  }
  writeResults('bench:ui', text);
  log('Written to docs/performance.md.');
}

/** The part of docs/performance.md: the machine, then a row a measure. */
function markdown({ machine, measures }) {
  const number = (value, unit) => `${value.toLocaleString('en-GB')} ${unit}`.trim();
  const rows = measures.map(({ name, value, unit, budget, n, cpu_ms }) => [
    name,
    number(value, unit),
    cpu_ms === null ? '' : number(cpu_ms, 'ms'),
    budget === null ? '' : number(budget, unit),
    budget === null ? '' : value <= budget ? 'yes' : '**no**',
    n.toLocaleString('en-GB'),
  ]);
  const table = markdownTable([['what', 'measured', 'processor', 'budget', 'met', 'n'], ...rows]);
  const head = `${machine.cores} cores of ${machine.cpu}, ${machine.platform}, ${machine.browser}, software raster; load ${machine.load_before} before and ${machine.load_after} after, which the benchmark itself adds to.`;
  return `${head}\n\n${table}`;
}
