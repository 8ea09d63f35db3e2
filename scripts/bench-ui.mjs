#!/usr/bin/env node
/**
 * `npm run bench:ui`: is the console quick enough? Measured in Chromium. `npm run bench:window`: is it, in Electron and in Chromium,
 * while the endpoint is saturated? Prints a table in Markdown, puts it into docs/performance.md with --write, or prints JSON
 * with --json.
 *
 *   npm run bench:ui -- [--json | --write] [--seconds N]
 *   npm run bench:window -- [--json | --write] [--seconds N]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, writeResults } from './bench-doc.mjs';
import { build, isBuildFresh } from './build.mjs';
import { runE2e } from './e2e.mjs';
import { localProgram, run } from './processes.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    window: { type: 'boolean', default: false },
  },
});
const log = (line) => console.error(line);
const PLAYWRIGHT = ['--config', 'playwright.bench.config.ts'];
const bench = flags.window
  ? { name: 'bench:window', run: benchWindow, table: besideEachOther }
  : { name: 'bench:ui', run: benchConsole, table: withBudgets };

process.exitCode = await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const results = join(folder, 'results.json');
  const env = { HEIMDALL_BENCH_RESULTS: results };
  if (flags.seconds !== undefined) env.HEIMDALL_BENCH_SECONDS = flags.seconds;
  try {
    const code = await bench.run(env);
    if (code === 0) print(JSON.parse(readFileSync(results, 'utf8')));
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchConsole(env) {
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
  const args = ['test', ...PLAYWRIGHT, 'bench/ui/console.bench.ts'];
  const { code, output } = await run(localProgram('playwright'), args, {
    env: { ...process.env, ...env },
    quiet: true,
  });
  if (code !== 0) log(output);
  return code;
}

/** In the same way as the journeys run. */
function benchWindow(env) {
  return runE2e([...PLAYWRIGHT, 'bench/ui/window.bench.ts'], { log, env, quiet: true });
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
  writeResults(bench.name, text);
  log('Written to docs/performance.md.');
}

/** The part of docs/performance.md: the machine, then the measures. */
function markdown({ machine, measures }) {
  const head = `${machine.cores} cores of ${machine.cpu}, ${machine.platform}, ${machine.browser}, software raster; load ${machine.load_before} before and ${machine.load_after} after, which the benchmark itself adds to.`;
  return `${head}\n\n${markdownTable(bench.table(measures))}`;
}

/** A row a measure. */
function withBudgets(measures) {
  const rows = measures.map(({ name, value, unit, budget, n, cpu_ms }) => [
    name,
    number(value, unit),
    cpu_ms === null ? '' : number(cpu_ms, 'ms'),
    budget === null ? '' : number(budget, unit),
    budget === null ? '' : value <= budget ? 'yes' : '**no**',
    n.toLocaleString('en-GB'),
  ]);
  return [['what', 'measured', 'processor', 'budget', 'met', 'n'], ...rows];
}

/** A column for each whose measures they are, which stands before the colon of their names. */
function besideEachOther(measures) {
  const parts = measures.map(({ name, value, unit }) => [...name.split(': '), number(value, unit)]);
  const whose = [...new Set(parts.map(([who]) => who))];
  const what = [...new Set(parts.map(([, measure]) => measure))];
  const cell = (who, measure) => parts.find((part) => part[0] === who && part[1] === measure)?.[2] ?? '';
  return [['what', ...whose], ...what.map((measure) => [measure, ...whose.map((who) => cell(who, measure))])];
}

function number(value, unit) {
  return `${value.toLocaleString('en-GB')} ${unit}`.trim();
}
