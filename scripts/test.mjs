#!/usr/bin/env node
/**
 * `npm test`: everything. Prints a summary and, as its last line, `N passed, N failed` over the unit, integration and
 * end-to-end tests. The exit code is 0 only when every step passed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { runE2e } from './e2e.mjs';
import { findElectron } from './electron.mjs';
import { failedOfPlaywright, failedOfVitest } from './failed-tests.mjs';
import { root } from './paths.mjs';
import { localProgram, run } from './processes.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const reports = join(root, 'test-results');
const vitestReport = join(reports, 'vitest.json');
const e2eReport = join(reports, 'e2e.json');

/** @type {{ name: string, ok: boolean, seconds: number, passed: number, failed: number }[]} */
const steps = [];
/** Names of failed tests, so that the end of a long log says which. @type {string[]} */
const failures = [];
let passed = 0;
let failed = 0;

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

await step('system', prepareSystem);
const built = await step('build', build);
await step('check', async () => (await check({ log: (line) => console.log(`  ${line}`) })).every(({ ok }) => ok));
await step('unit and integration', unitAndIntegration);
if (built) await step('end to end', endToEnd);
summarise();

async function step(name, work) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  const before = { passed, failed };
  let ok = false;
  try {
    ok = await work();
  } catch (error) {
    console.error(error);
  }
  const seconds = (Date.now() - started) / 1_000;
  steps.push({ name, ok, seconds, passed: passed - before.passed, failed: failed - before.failed });
  return ok;
}

async function prepareSystem() {
  const log = (line) => console.log(line);
  const electron = await findElectron({ log });
  if (!electron.path) log(`No Electron binary: ${electron.reason}.`);
  const system = ensureSystemLibraries(
    { binary: electron.path, display: true, chromium: true, servers: true },
    { log },
  );
  if (!system.ok) log(system.message);
  return Boolean(electron.path) && system.ok;
}

async function unitAndIntegration() {
  const args = ['run', '--coverage', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  const { code } = await run(localProgram('vitest'), args);
  const report = readReport(vitestReport);
  count(report?.numPassedTests, report?.numFailedTests, code);
  const named = failedOfVitest(report);
  // Then it is the coverage, or an error outside of every test: both are said where the run ended.
  if (code !== 0 && named.length === 0) named.push('the run itself: see the last lines before "== end to end"');
  failures.push(...named);
  return code === 0;
}

async function endToEnd() {
  // Read by playwright.config.ts, which then writes a report beside the list.
  process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = e2eReport;
  const code = await runE2e([], { log: (line) => console.log(line) });
  const report = readReport(e2eReport);
  const stats = report?.stats;
  count(stats && stats.expected + stats.flaky, stats?.unexpected, code);
  failures.push(...failedOfPlaywright(report));
  return code === 0;
}

/** A suite that ended badly without a failed test, or without a report at all, counts as one failure. */
function count(suitePassed, suiteFailed, code) {
  passed += suitePassed ?? 0;
  failed += Math.max(suiteFailed ?? 0, code === 0 ? 0 : 1);
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function summarise() {
  console.log('\n== summary');
  for (const { name, ok, seconds, ...counts } of steps) {
    const tests = counts.passed + counts.failed > 0 ? `, ${counts.passed} passed, ${counts.failed} failed` : '';
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name} (${seconds.toFixed(0)} s${tests})`);
  }
  for (const failure of failures) console.log(`failed: ${failure}`);
  const totals = `${passed} passed, ${failed} failed`;
  writeFileSync(join(reports, 'totals.txt'), `${totals}\n`);
  process.exitCode = steps.every(({ ok }) => ok) ? 0 : 1;
  console.log(totals);
}
