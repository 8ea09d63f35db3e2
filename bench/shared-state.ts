/**
 * `npm run bench:shared-state`: what a decision from the shared cache takes beside one that is made anew, and a session from
 * Redis beside one from memory. Starts a redis-server of its own. JSON goes alone to stdout with --json.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { promptRequest, type SessionState } from '../src/core/index.ts';
import { loadArtifactFolder } from '../src/host/routing/load-artifact-folder.ts';
import { RedisConnection } from '../src/host/shared-state/redis-connection.ts';
import { RedisDecisions } from '../src/host/shared-state/shared-decisions.ts';
import { SharedSessions } from '../src/host/shared-state/shared-sessions.ts';
import type { Decision } from '../src/shared/decision.ts';
import { benchRouter, quietLogger } from './bench-router.ts';
import { MACHINE } from './machine.ts';
import { readPrompts } from './read-prompts.ts';
import { summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    artifact: { type: 'string', default: 'artifacts' },
    rounds: { type: 'string', default: '3000' },
  },
});
const ROUNDS = Number(flags.rounds);
const WARM_UP = 500;

async function main(): Promise<void> {
  const prompts = await readPrompts(flags.prompts);
  const { artifact } = await loadArtifactFolder(flags.artifact, null, quietLogger);
  const router = benchRouter(artifact, false);
  const port = await freePort();
  const server = spawn('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--save', ''], {
    stdio: 'ignore',
  });
  const redis = new RedisConnection({
    url: `redis://127.0.0.1:${port}`,
    timeoutMs: 1_000,
    channel: 'bench',
    onMessage() {},
    onReady() {},
    onChange() {},
    logger: quietLogger,
  });
  try {
    await redis.open();
    while (!redis.connected) await sleep(20);
    const decisions = new RedisDecisions({ redis, prefix: 'bench', salt: new Uint8Array(16), ttlMs: () => 600_000 });
    const memory = new Map<string, SessionState>();
    const sessions = new SharedSessions(
      { get: (key) => memory.get(key), set: (key, state) => memory.set(key, state) },
      () => ({ redis, prefix: 'bench' }),
      () => 600_000,
    );
    const anew: number[] = [];
    const shared: number[] = [];
    const session: number[] = [];
    let bytes = 0;
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const prompt = `${prompts[(round + WARM_UP) % prompts.length]} ${round}`;
      const key = { artifactVersion: 'a', configRevision: 'b', hash: String(round) };
      let started = performance.now();
      const { decision } = await router.decide(promptRequest(prompt), {});
      if (round >= 0) anew.push((performance.now() - started) * 1_000);
      decisions.set(key, decision);
      sessions.set(`s${round}`, stateOf(decision));
      // They are written when the request that was decided has gone on.
      await sleep(2);
      started = performance.now();
      const found = await decisions.get(key);
      if (round >= 0) shared.push((performance.now() - started) * 1_000);
      if (found === undefined) throw new Error('a shared decision was not found');
      started = performance.now();
      await sessions.get(`s${round}`);
      if (round >= 0) session.push((performance.now() - started) * 1_000);
      bytes += JSON.stringify(found).length;
    }
    const result = {
      decided_anew_us: summarize(anew),
      shared_decision_us: summarize(shared),
      shared_session_us: summarize(session),
      decision_bytes: Math.round(bytes / (ROUNDS + WARM_UP)),
      machine: MACHINE,
    };
    if (flags.json) console.log(JSON.stringify(result));
    else console.table({ ...result, decision_bytes: undefined, machine: undefined });
  } finally {
    redis.close();
    server.kill();
  }
}

function stateOf(decision: Decision): SessionState {
  return {
    model: decision.model,
    effort: decision.effort,
    provider: 'openai',
    bucket: decision.bucket,
    answeredMs: Date.now(),
    warmTokens: 2_000,
    cachedReadTokens: 0,
    cacheLifetimeMs: 300_000,
    marked: false,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
