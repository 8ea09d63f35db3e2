/**
 * `npm run bench:route`: how many decisions a second `POST /v1/route` makes as it ships, each written to the log, beside what
 * Node's bare HTTP server answers to the same requests in the same run. JSON with --json.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startHeimdall } from './gateway/contestants.ts';
import { endlessPrompts, type Load, type Measured, measure, type Target } from './gateway/load.ts';
import { startUpstream } from './gateway/start-upstream.ts';
import { MACHINE } from './machine.ts';
import { ownProcessorTime, processorTime } from './processor-time.ts';
import { readPrompts } from './read-prompts.ts';
import { summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
  },
});
const CONNECTIONS = [1, 64, 1_000];
const WARM_UP_SECONDS = 1;
/** Pause between two health checks. Milliseconds. */
const CHECK_EVERY_MS = 5;

interface Round {
  readonly measured: Measured;
  /** Seconds of processor time: of the server, and of this program. */
  readonly server: number;
  readonly generator: number;
  /** Milliseconds that `/healthz` took meanwhile; empty for the bare server, which has none. */
  readonly others: readonly number[];
}

async function main(): Promise<void> {
  const nextPrompt = endlessPrompts(await readPrompts(flags.prompts));
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const bare = await startUpstream('gateway-bare');
  // Called once, to see that Heimdall is there; then decisions alone are asked for.
  const upstream = await startUpstream();
  const heimdall = await startHeimdall(folder, upstream.origin);
  const path = '/v1/route';
  const servers: ReadonlyMap<string, { pid: number; target: Target }> = new Map([
    ['bare node:http', { pid: bare.process.pid as number, target: { ...heimdall.target, origin: bare.origin, path } }],
    ['POST /v1/route', { pid: heimdall.pid, target: { ...heimdall.target, path } }],
  ]);
  try {
    for (const connections of CONNECTIONS) {
      const rounds = new Map<string, Round[]>([...servers.keys()].map((name) => [name, []]));
      for (let round = -1; round < Number(flags.rounds); round++) {
        for (const [name, { pid, target }] of servers) {
          const seconds = round < 0 ? WARM_UP_SECONDS : Number(flags.seconds);
          const load: Load = { connections, seconds, stream: false, spreadMs: 0 };
          const before = { server: processorTime(pid)[0]?.all ?? 0, generator: ownProcessorTime() };
          const checks = pid === heimdall.pid ? checkHealth(target.origin) : null;
          const measured = await measure(target, load, nextPrompt);
          const others = (await checks?.stop()) ?? [];
          const server = (processorTime(pid)[0]?.all ?? 0) - before.server;
          if (round >= 0)
            rounds.get(name)?.push({ measured, server, generator: ownProcessorTime() - before.generator, others });
        }
      }
      report(connections, rounds);
    }
  } finally {
    await heimdall.stop();
    for (const { process: child } of [bare, upstream]) child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks `/healthz` again and again, as somebody who is not part of the load. */
function checkHealth(origin: string): { readonly stop: () => Promise<number[]> } {
  const times: number[] = [];
  let going = true;
  const checks = (async () => {
    while (going) {
      const started = performance.now();
      await (await fetch(`${origin}/healthz`)).arrayBuffer();
      times.push(performance.now() - started);
      await sleep(CHECK_EVERY_MS);
    }
    return times;
  })();
  return {
    stop: () => {
      going = false;
      return checks;
    },
  };
}

/** Medians over the rounds; times in milliseconds, processor time of one answer in microseconds. */
function report(connections: number, rounds: ReadonlyMap<string, readonly Round[]>): void {
  const machine = `${MACHINE.cores} cores of ${MACHINE.cpu}, Node ${MACHINE.node}`;
  const rows = [...rounds].map(([name, all]) => {
    const median = (of: (round: Round) => number) => summarize(all.map(of)).p50;
    const perAnswer = (of: (round: Round) => number) =>
      Math.round(median((round) => (1e6 * of(round)) / round.measured.whole.length));
    return {
      name,
      connections,
      per_s: Math.round(median(({ measured }) => measured.perSecond)),
      p50_ms: median(({ measured }) => summarize(measured.whole).p50),
      p99_ms: median(({ measured }) => summarize(measured.whole).p99),
      server_us: perAnswer(({ server }) => server),
      generator_us: perAnswer(({ generator }) => generator),
      healthz_p50_ms: all.some(({ others }) => others.length > 0)
        ? median(({ others }) => summarize(others).p50)
        : null,
      failed: all.reduce((sum, { measured }) => sum + measured.failed, 0),
    };
  });
  if (flags.json) console.log(JSON.stringify({ rows, machine }));
  else console.table(rows);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
