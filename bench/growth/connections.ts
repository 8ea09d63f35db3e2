/** What connections cost a host that has many: kept open without a request, or each with a request that waits for an answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { FakeOpenAiUpstream } from '../../test/fakes/openai-upstream.ts';
import { HostProcess } from '../soak/host-process.ts';
import { summarize } from '../statistics.ts';

const COUNTS = [10, 100, 500, 2_000] as const;
const PROBES = 300;
const WAIT_MS = 600_000;

export interface ConnectionCost {
  readonly kind: 'idle' | 'busy';
  readonly n: number;
  /** A decision over one more connection. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** What the host holds for each of them: heap after collection and memory outside of it, in KiB. */
  readonly kb_each: number;
}

export async function connectionCosts(): Promise<ConnectionCost[]> {
  const costs: ConnectionCost[] = [];
  for (const kind of ['idle', 'busy'] as const) for (const n of COUNTS) costs.push(await measure(kind, n));
  return costs;
}

async function measure(kind: 'idle' | 'busy', n: number): Promise<ConnectionCost> {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const upstream = await new FakeOpenAiUpstream().start();
  upstream.otherwise = () => ({ kind: 'slow', ms: WAIT_MS });
  writeFileSync(join(folder, 'heimdall.yaml'), stringify(settings(upstream.baseUrl)));
  const host = await HostProcess.start(resolve('out/cli/index.cjs'), folder, { BENCH_KEY: 'sk-bench' });
  const agent = new Agent({ keepAlive: true, maxSockets: n, maxFreeSockets: n });
  const probe = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let index = 0; index < PROBES; index++) await decide(host.url, probe, `warm ${index}`);
    const before = await host.held();
    if (kind === 'idle') await Promise.all(Array.from({ length: n }, (_, index) => health(host.url, agent, index)));
    else {
      for (let index = 0; index < n; index++) wait(host.url, agent, `wait ${index}`);
      while (upstream.requests.length < n) await sleep(20);
    }
    const held = await host.held();
    const times: number[] = [];
    for (let index = 0; index < PROBES; index++) times.push(await decide(host.url, probe, `probe ${index}`));
    const { p50, p99 } = summarize(times);
    const bytes = held.heap + held.external - before.heap - before.external;
    return { kind, n, p50_ms: p50, p99_ms: p99, kb_each: Math.round(bytes / n / 102.4) / 10 };
  } finally {
    agent.destroy();
    probe.destroy();
    await host.stop();
    await upstream.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function settings(baseUrl: string): unknown {
  return {
    providers: { openai: { base_url: baseUrl, api_key_env: 'BENCH_KEY', discover: false } },
    catalog: { refresh_seconds: 0 },
    gateway: { max_in_flight: 10_000, shutdown_grace: 0 },
    timeout: WAIT_MS,
  };
}

/** Milliseconds of a decision. */
async function decide(url: string, agent: Agent, content: string): Promise<number> {
  const started = performance.now();
  await send(`${url}/v1/route`, agent, content);
  return performance.now() - started;
}

/** A request whose answer nobody will see. */
function wait(url: string, agent: Agent, content: string): void {
  send(`${url}/v1/chat/completions`, agent, content).catch(() => {});
}

function health(url: string, agent: Agent, index: number): Promise<void> {
  return send(`${url}/healthz?${index}`, agent, null);
}

function send(url: string, agent: Agent, content: string | null): Promise<void> {
  const body = { model: 'heimdall/auto', messages: [{ role: 'user', content }] };
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json' };
    const sent = httpRequest(url, { agent, method: content === null ? 'GET' : 'POST', headers }, (response) => {
      response.resume();
      response.on('end', done);
      response.on('error', fail);
    });
    sent.on('error', fail);
    sent.end(content === null ? undefined : JSON.stringify(body));
  });
}
