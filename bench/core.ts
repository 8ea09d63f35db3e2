/**
 * `npm run bench:core`: how long a decision takes, and what 10,000 cached ones weigh. What is measured and how is in
 * bench/README.md. JSON goes alone to stdout with --json; without it a table is printed.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ChatRequest, promptRequest, type Router } from '../src/core/index.ts';
import { createMinilmEmbedder } from '../src/host/embedder-minilm/create-minilm-embedder.ts';
import { openArtifact } from '../src/host/routing/load-artifact-folder.ts';
import { benchRouter } from './bench-router.ts';
import { heldBytes } from './held-memory.ts';
import { MACHINE } from './machine.ts';
import { measureCold } from './measure-cold.ts';
import { readPrompts } from './read-prompts.ts';
import { type Rate, rate, summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    artifact: { type: 'string', default: 'artifacts' },
    embedder: { type: 'string', default: 'static' },
    seconds: { type: 'string', default: '3' },
  },
});

const secondsPerPart = Number(flags.seconds);

async function main(): Promise<void> {
  const minilm =
    flags.embedder === 'minilm' ? createMinilmEmbedder(join(flags.artifact, 'embedders', 'minilm')) : undefined;
  await minilm?.warmUp();
  const prompts = await readPrompts(flags.prompts);
  const requests = prompts.map((prompt) => promptRequest(prompt));
  const artifact = await openArtifact(flags.artifact);
  const routerWith = (caching: boolean, from = artifact): Router => benchRouter(from, caching, { embedder: minilm });

  // Ten thousand prompts through MiniLM take minutes, and what is cached does not depend on the embedder.
  const others =
    minilm === undefined
      ? {
          cached: await measureCached(routerWith(true), requests.slice(0, 1_000)),
          inflight_1000: await measureInFlight(routerWith(false), requests),
          memory: await measureMemory(() => routerWith(true), prompts),
        }
      : {};
  // Loaded last: its tables would count as memory of the whole process.
  const withoutWasm = await openArtifact(flags.artifact, { backend: 'js' });
  const routers = { cold: routerWith(false), cold_without_wasm: routerWith(false, withoutWasm) };
  const { rates, tokens } = await measureCold(routers, requests, secondsPerPart);

  const result = {
    ...rates,
    ...others,
    prompts: { n: prompts.length, median_tokens: summarize(tokens).p50 },
    artifact_version: artifact.version,
    machine: { ...MACHINE, platform: process.platform },
  };
  if (flags.json) console.log(JSON.stringify(result));
  else printTable(result);
}

async function measureCached(router: Router, requests: readonly ChatRequest[]): Promise<Rate> {
  for (const each of requests) await router.decide(each, {});
  const decideAt = (index: number) => router.decide(requests[index % requests.length] as ChatRequest, {});
  await runFor(secondsPerPart / 3, decideAt);
  // Batches, because two clock readings would be a large part of a single cached decision.
  const batch = 100;
  const samples: number[] = [];
  const started = performance.now();
  let index = 0;
  while (performance.now() - started < secondsPerPart * 1_000) {
    const before = performance.now();
    for (let inBatch = 0; inBatch < batch; inBatch++) {
      const routing = decideAt(index++);
      if (routing instanceof Promise) await routing;
    }
    samples.push(((performance.now() - before) * 1_000) / batch);
  }
  return rate(samples, performance.now() - started, batch);
}

/**
 * 1,000 requests that arrive in the same instant, none cached: the time from arrival until a request has its decision
 * (it waits for those before it on the one thread), and the time that its own decision took.
 */
async function measureInFlight(
  router: Router,
  requests: readonly ChatRequest[],
): Promise<{ p50_ms: number; p99_ms: number; own_p99_ms: number }> {
  const waits: number[] = [];
  const own: number[] = [];
  for (let round = 0; round < 20; round++) {
    const arrived = performance.now();
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        await Promise.resolve();
        const started = performance.now();
        const routing = router.decide(requests[(round * 1_000 + index) % requests.length] as ChatRequest, {});
        // Awaited only when there is something to wait for: an await would let all the others run first.
        if (routing instanceof Promise) await routing;
        const ended = performance.now();
        waits.push(ended - arrived);
        own.push(ended - started);
      }),
    );
  }
  const { p50, p99 } = summarize(waits);
  return { p50_ms: p50, p99_ms: p99, own_p99_ms: summarize(own).p99 };
}

async function measureMemory(
  make: () => Router,
  prompts: readonly string[],
): Promise<{ rss_mb: number; added_mb_10k_cached: number }> {
  const router = make();
  // The code is compiled and the scratch space taken before the first reading.
  for (const prompt of prompts.slice(0, 200)) await router.decide(promptRequest(prompt), {});
  router.clearCache();
  const before = heldBytes();
  for (let index = 0; index < 10_000; index++) {
    await router.decide(promptRequest(`${index} ${prompts[index % prompts.length]}`), {});
  }
  const added = heldBytes() - before;
  if (router.cacheStats().entries !== 10_000) throw new Error('the cache does not hold 10,000 decisions');
  return { rss_mb: round(process.memoryUsage().rss / 2 ** 20), added_mb_10k_cached: round(added / 2 ** 20) };
}

async function runFor(seconds: number, work: (index: number) => unknown): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  for (let index = 0; performance.now() < until; index++) await work(index);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function printTable(result: Record<string, unknown>): void {
  for (const [part, values] of Object.entries(result)) console.log(part.padEnd(18), JSON.stringify(values));
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
