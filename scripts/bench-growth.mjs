#!/usr/bin/env node
/**
 * `npm run bench:growth`: how work grows with the length of prompts, the number of candidates, clusters, trees and connections,
 * and the length of the log. Prints tables in Markdown, puts them into docs/performance.md with --write, or prints JSON with
 * --json.
 *
 *   npm run bench:growth -- [--parts decision,connections,log] [--rows 10000,…] [--json | --write]
 *
 * The log of ten million decisions takes 8 GB in the folder for temporary files while it is measured, and some minutes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, writeResults } from './bench-doc.mjs';
import { build, isBuildFresh } from './build.mjs';
import { run } from './processes.mjs';

const { values: flags } = parseArgs({
  options: {
    parts: { type: 'string', default: 'decision,connections,log' },
    rows: { type: 'string', default: '10000,100000,1000000,10000000' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main() {
  if (!isBuildFresh() && !(await build())) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  try {
    const out = join(folder, 'results.json');
    const args = ['--expose-gc', 'out/bench/growth.cjs', '--parts', flags.parts, '--rows', flags.rows, '--out', out];
    const { code } = await run(process.execPath, args);
    if (code !== 0) return code;
    print(JSON.parse(readFileSync(out, 'utf8')));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(report) {
  if (flags.json) {
    console.log(JSON.stringify(report));
    return;
  }
  const { machine, decision, connections, log } = report;
  const head = `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; load before the run ${machine.load.toFixed(1)}.`;
  const sections = {
    'growth:decision': decision && decisionTables(decision),
    'growth:connections': connections && connectionTable(connections),
    'growth:log': log && logTable(log),
  };
  for (const [name, tables] of Object.entries(sections)) {
    if (!tables) continue;
    if (flags.write) writeResults(name, `${head}\n\n${tables}`);
    else console.log(`${head}\n\n${tables}\n`);
  }
}

function decisionTables({ prompts, candidates, clusters, trees }) {
  const number = (value) => value.toLocaleString('en');
  const rows = prompts.map(({ what, characters, us, embedded_tokens, kept_kb }) => [
    what,
    number(characters),
    embedded_tokens === null ? 'too long for all' : embedded_tokens,
    `${us} µs`,
    `${kept_kb} KiB`,
  ]);
  const simple = [
    ...candidates.map(({ n, us }) => [`${number(n)} candidates more in each bucket: a decision`, `${us} µs`]),
    ...clusters.map(({ n, us }) => [`${number(n)} clusters: cosines and the nearest three`, `${us} µs`]),
    ...trees.map(({ n, us }) => [`${number(n)} trees: raw scores`, `${us} µs`]),
  ];
  return [
    markdownTable([['prompt', 'characters', 'tokens embedded', 'a decision, p50', 'kept of it'], ...rows]),
    markdownTable([['what', 'p50'], ...simple]),
  ].join('\n\n');
}

function connectionTable(costs) {
  const rows = costs.map(({ kind, n, p50_ms, p99_ms, kb_each }) => [
    kind === 'idle' ? 'open, idle' : 'waiting for an answer',
    n.toLocaleString('en'),
    `${p50_ms} ms`,
    `${p99_ms} ms`,
    // Of a few it is lost in what else changes.
    n < 100 ? '' : `${kb_each} KiB`,
  ]);
  return markdownTable([['connections', 'how many', 'a decision, p50', 'p99', 'memory of each'], ...rows]);
}

function logTable(sizes) {
  const [first] = sizes;
  const cells = (row) => sizes.map((size) => row(size));
  const asked = first.asked.map(({ question }, index) => [
    question,
    ...cells((size) => `${size.asked[index].first_ms} / ${size.asked[index].ms} / ${size.asked[index].blocked_ms} ms`),
  ]);
  return markdownTable([
    ['decisions', ...cells(({ rows }) => rows.toLocaleString('en'))],
    ['file', ...cells(({ file_mb }) => `${file_mb.toLocaleString('en')} MB`)],
    ['start of the host', ...cells(({ open_ms }) => `${open_ms.toLocaleString('en')} ms`)],
    ...asked,
  ]);
}
