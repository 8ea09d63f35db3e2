/**
 * `npm run bench:shadow`: the time of a live decision over HTTP while a shadow decides it again, beside the same without
 * one. What is measured and how is in bench/README.md. JSON goes alone to stdout with --json.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createHeimdall } from '../src/host/create-heimdall.ts';
import { MACHINE } from './machine.ts';
import { readPrompts } from './read-prompts.ts';
import { summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    artifact: { type: 'string', default: 'artifacts' },
    rounds: { type: 'string', default: '10' },
  },
});

const PER_ROUND = 200;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function main(): Promise<void> {
  const prompts = await readPrompts(flags.prompts);
  const dataFolder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const host = await createHeimdall({
    dataFolder,
    artifactFolder: resolve(flags.artifact),
    port: 0,
    version: '0',
    host: 'headless',
    env: {},
    logger: quiet,
  });
  await host.start();
  const url = `${host.endpoint.url}/v1/route`;
  const samples = { without: [] as number[], with: [] as number[] };
  let asked = 0;
  let compared = 0;
  let dropped = 0;
  try {
    for (let round = -2; round < Number(flags.rounds); round++) {
      for (const shadowed of [false, true]) {
        if (shadowed) await host.console.request('shadow.start', { profile: 'Economy' });
        for (let index = 0; index < PER_ROUND; index++) {
          // Never the same text twice: a cached decision would be no decision.
          const text = `${prompts[asked % prompts.length]} ${asked++}`;
          const started = performance.now();
          await decide(url, text);
          if (round >= 0) samples[shadowed ? 'with' : 'without'].push(performance.now() - started);
        }
        if (!shadowed) continue;
        const status = await host.console.request('shadow.stop', undefined);
        if (round < 0) continue;
        compared += status.compared;
        dropped += status.dropped;
      }
    }
  } finally {
    agent.destroy();
    await host.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
  const [without, shadowed] = [summarize(samples.without), summarize(samples.with)];
  const result = {
    without_ms: without,
    with_ms: shadowed,
    p50_ratio: Math.round((shadowed.p50 / without.p50) * 1_000) / 1_000,
    compared,
    dropped,
    requests: samples.with.length,
    machine: MACHINE,
  };
  if (flags.json) console.log(JSON.stringify(result));
  else console.table({ without: result.without_ms, 'with a shadow': result.with_ms, ratio: { p50: result.p50_ratio } });
}

function decide(url: string, content: string): Promise<void> {
  const body = JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content }] });
  return new Promise((done, fail) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        if (response.statusCode !== 200) fail(new Error(`status ${response.statusCode}`));
        response.resume();
        response.on('end', done);
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
