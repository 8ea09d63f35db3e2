#!/usr/bin/env node
/**
 * `npm run bench:gateway`: what a gateway adds to a request, Heimdall's beside others'. Prints tables in Markdown, puts
 * them into docs/performance.md with --write, or prints JSON with --json.
 *
 *   npm run bench:gateway -- [--peers] [--json | --write] [--seconds N] [--rounds N]
 *
 * `--peers` installs the other gateways into bench/.peers first: Portkey from npm, LiteLLM from PyPI (which needs Python).
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, writeResults } from './bench-doc.mjs';
import { build, isBuildFresh } from './build.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

const PORTKEY_PACKAGE = {
  private: true,
  dependencies: { '@portkey-ai/gateway': '1.15.2' },
  // Portkey asks for ^1.3.3 and fails on every stream with the newest of those: "Headers: immutable".
  overrides: { '@hono/node-server': '1.13.8' },
};
const LITELLM = '1.106.2';
const PEERS = join(root, 'bench', '.peers');

const { values: flags } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
});

process.exitCode = await main();

async function main() {
  if (flags.peers && !(await installPeers())) return 1;
  if (!isBuildFresh() && !(await build())) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  try {
    const out = join(folder, 'results.json');
    const args = ['out/bench/gateway.cjs', '--out', out, '--seconds', flags.seconds, '--rounds', flags.rounds];
    const { code } = await run(process.execPath, args);
    if (code !== 0) return code;
    print(JSON.parse(readFileSync(out, 'utf8')));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function installPeers() {
  const portkey = join(PEERS, 'portkey');
  const litellm = join(PEERS, 'litellm');
  mkdirSync(portkey, { recursive: true });
  writeFileSync(join(portkey, 'package.json'), JSON.stringify(PORTKEY_PACKAGE));
  const steps = [
    ['npm', ['install', '--prefix', portkey, '--ignore-scripts', '--no-audit', '--no-fund']],
    ['python3', ['-m', 'venv', litellm]],
    [join(litellm, 'bin', 'pip'), ['install', '--quiet', `litellm[proxy]==${LITELLM}`]],
  ];
  for (const [command, args] of steps) {
    const { code } = await run(command, args);
    if (code !== 0) {
      console.error(`${command} ${args.join(' ')} failed.`);
      return false;
    }
  }
  return true;
}

function print(report) {
  if (flags.json) {
    console.log(JSON.stringify(report));
    return;
  }
  const text = markdown(report);
  if (flags.write) writeResults('bench:gateway', text);
  else console.log(text);
}

function markdown({ machine, seconds, rounds, missing, results }) {
  const head = `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; load before the run ${machine.load}; ${rounds} rounds of ${seconds} s each, in turn.`;
  const absent = missing.length === 0 ? '' : ` Not installed here: ${missing.join(', ')}.`;
  return `${head}${absent}\n\n${addedTable(results)}\n\n${saturationTable(results)}`;
}

function addedTable(results) {
  const rows = results
    .filter(({ phase, who }) => phase !== 'saturation' && who !== 'direct')
    .map(({ phase, who, added, token, perSecond, failed }) => [
      phase,
      who,
      `${added.p50} ms`,
      `${added.p99} ms`,
      `${added.first_byte_p50} ms`,
      token === null ? '' : `${token.p50} / ${token.p99} ms`,
      perSecond,
      failed,
    ]);
  const names = [
    'phase, connections',
    'gateway',
    'added, p50',
    'added, p99',
    'first byte, added',
    'a token, p50 / p99',
    'answers a second',
    'failed',
  ];
  return markdownTable([names, ...rows]);
}

function saturationTable(results) {
  const rows = results
    .filter(({ phase }) => phase === 'saturation')
    .map(({ who, perSecond, perSecond_range: [least, most], whole, failed }) => [
      who,
      perSecond,
      `${least} to ${most}`,
      `${whole.p50} ms`,
      `${whole.p99} ms`,
      failed,
    ]);
  return markdownTable([['as fast as it goes', 'answers a second', 'rounds', 'p50', 'p99', 'failed'], ...rows]);
}
