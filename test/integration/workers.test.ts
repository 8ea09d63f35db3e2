/** Workers in front of one process that owns log and console. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { buildPackage, ended } from '../helpers/built-package.ts';
import { WorkersHere } from '../helpers/workers-here.ts';
import { recordingLogger, temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost, writeRenderer, writeTinyArtifact } from './host-harness.ts';

const SOON = { timeout: 10_000, interval: 10 };

interface Fleet {
  readonly host: Running;
  readonly upstream: FakeOpenAiUpstream;
  readonly workers: WorkersHere;
  /** Asks one of the workers. */
  ask(worker: number, more?: object, headers?: Record<string, string>): Promise<Response>;
}

async function startFleet(yaml = ''): Promise<Fleet> {
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  const dataFolder = temporaryFolder();
  const artifactFolder = writeTinyArtifact(join(temporaryFolder(), 'artifact'));
  const common = { dataFolder, artifactFolder, port: 0, version: '1.2.3', env: {} };
  const workers = new WorkersHere({ ...common, logger: recordingLogger() });
  const host = await startHost({
    ...common,
    yaml: `providers:
  lab: { base_url: "${upstream.baseUrl}", requires_key: false, models: [{ id: one }, { id: two }] }
simulator: never
router: { cheap_candidates: [{ model: one }], mid_candidates: [{ model: one }], hard_candidates: [{ model: one }] }
catalog: { refresh_seconds: 0 }
${yaml}`,
    workers: { count: 2, fork: workers.fork },
  });
  return {
    host,
    upstream,
    workers,
    ask: (worker, more = {}, headers = {}) =>
      fetch(`${workers.urls[worker]}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hello' }], ...more }),
      }),
  };
}

/** Newest first. */
async function log(host: Running): Promise<readonly DecisionRecord[]> {
  return (await host.ask<{ records: DecisionRecord[] }>('decisions.page', { limit: 50 })).records.reverse();
}

test('what workers answer is in one log, with its bodies, in the metrics and on the console', async () => {
  const { host, ask } = await startFleet();
  for (const worker of [0, 1, 0]) expect((await (await ask(worker)).json()) as object).toHaveProperty('choices');
  await expect
    .poll(async () => (await log(host)).map(({ outcome }) => outcome.status), SOON)
    .toEqual(['ok', 'ok', 'ok']);
  const [record] = await log(host);
  const body = await host.ask<ConsoleOutput<'decisions.body'>>('decisions.body', { id: record?.decision.id });
  expect(JSON.stringify(body)).toContain('hello');
  const metrics = await (await fetch(`${host.url}/metrics`)).text();
  expect(metrics).toMatch(/heimdall_requests_total\{dialect="openai-chat",app="[^"]*",status="ok"[^}]*\} 3/);
  // The second worker had its own cache to fill.
  expect((await log(host)).map(({ decision }) => decision.cache.state).sort()).toEqual(['hit', 'miss', 'miss']);
  await expect.poll(async () => (await host.ask<ConsoleOutput<'cache.stats'>>('cache.stats')).entries, SOON).toBe(2);
  expect(await host.ask('cache.clear')).toEqual({ cleared: 2 });
  await ask(0);
  await expect.poll(async () => (await log(host))[0]?.decision.cache.state, SOON).toBe('miss');
});

test('a failure that one worker had, and a session that it answered, the other knows', async () => {
  const { host, upstream, ask } = await startFleet();
  upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
  await ask(0, { model: 'two' });
  const pauses = async () => (await host.ask<ConsoleOutput<'models.health'>>('models.health')).pauses;
  await expect.poll(pauses, SOON).toMatchObject([{ provider: 'lab', model: 'two' }]);
  const calls = upstream.requests.length;
  expect((await ask(1, { model: 'two' })).ok).toBe(false);
  expect(upstream.requests).toHaveLength(calls);

  const session = { 'x-heimdall-session': 'conversation-1' };
  await (await ask(0, {}, session)).text();
  await expect.poll(async () => (await log(host))[0]?.outcome.status, SOON).toBe('ok');
  await (await ask(1, {}, session)).text();
  await expect.poll(async () => (await log(host))[0]?.decision.session.model, SOON).toBe('one');
});

test('what there is one of is asked for through every worker: console, stored responses, ratings, a breakpoint', async () => {
  const { host, workers, ask } = await startFleet();
  expect(await (await fetch(`${workers.urls[1]}/console/`)).text()).toContain('Heimdall');
  const respond = (worker: number, more: object) =>
    fetch(`${workers.urls[worker]}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'heimdall/auto', input: 'hello', ...more }),
    });
  const { id } = (await (await respond(0, {})).json()) as { id: string };
  expect((await respond(1, { previous_response_id: id })).status).toBe(200);

  const [rated] = await log(host);
  const rating = await fetch(`${workers.urls[0]}/v1/feedback`, {
    method: 'POST',
    body: JSON.stringify({ decision_id: rated?.decision.id, rating: 'up' }),
  });
  expect(rating.status).toBe(200);
  await expect
    .poll(async () => {
      await (await ask(1)).text();
      return (await log(host))[0]?.decision.config_revision;
    }, SOON)
    .toMatch(/\.f1$/);

  // Nothing is held while no console looks on.
  const looking = new AbortController();
  onTestFinished(() => looking.abort());
  await fetch(`${workers.urls[0]}/console/events`, {
    headers: { 'x-heimdall-console': '1' },
    signal: looking.signal,
  });
  await host.ask('breakpoints.set', { enabled: true });
  type Held = ConsoleOutput<'breakpoints.held'>;
  // Workers are told within moments; until then they answer.
  const answered: Promise<Response>[] = [];
  await expect
    .poll(async () => {
      answered.push(ask(1));
      return (await host.ask<Held>('breakpoints.held')).held.length;
    }, SOON)
    .toBeGreaterThan(0);
  await host.ask('breakpoints.set', { enabled: false });
  expect((await Promise.all(answered)).every(({ ok }) => ok)).toBe(true);
});

test('a worker that ends is replaced, what it left open ends as an error, and the others go on', async () => {
  const { host, upstream, workers, ask } = await startFleet();
  upstream.next({ kind: 'slow', ms: 20_000 });
  const open = ask(0, { model: 'two' }).catch(() => null);
  await expect.poll(async () => (await log(host))[0]?.outcome.status, SOON).toBe('pending');
  workers.crashFirst();
  await expect.poll(async () => (await log(host))[0]?.outcome.status, SOON).toBe('error');
  expect((await ask(1)).status).toBe(200);
  await expect.poll(() => workers.urls.length, SOON).toBe(3);
  expect((await ask(2)).status).toBe(200);
  expect(host.logger.lines.some(({ message }) => message.includes('replaced'))).toBe(true);
  await upstream.stop();
  await open;
});

test('processes: one port, a killed worker is replaced, and a stop lets running answers end', async () => {
  const built = buildPackage();
  onTestFinished(() => built.remove());
  writeTinyArtifact(join(built.root, 'artifacts'));
  writeRenderer(join(built.root, 'out', 'renderer'));
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  const child = built.start(['serve', '--workers', '2', '--port', '0'], temporaryFolder(), {
    HEIMDALL_PROVIDERS: JSON.stringify({
      lab: { base_url: upstream.baseUrl, requires_key: false, models: [{ id: 'one' }] },
    }),
  });
  const result = ended(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await result;
  });
  const { url } = await new Promise<{ url: string }>((resolve) =>
    child.stdout?.once('data', (line) => resolve(JSON.parse(String(line)))),
  );
  const ask = async (stream = false) => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ model: 'one', stream, messages: [{ role: 'user', content: 'hello' }] }),
    });
    return { status: response.status, text: await response.text() };
  };
  const status = async () => ((await (await fetch(`${url}/readyz`)).json()) as { status: string }).status;
  expect(await Promise.all(Array.from({ length: 8 }, async () => (await ask()).status))).toEqual(Array(8).fill(200));
  const before = childrenOf(child.pid as number);
  expect(before).toHaveLength(2);

  process.kill(before[0] as number, 'SIGKILL');
  await expect.poll(() => childrenOf(child.pid as number).filter((pid) => !before.includes(pid)).length, SOON).toBe(1);
  await expect.poll(() => status().catch(() => ''), SOON).toBe('ready');
  expect((await ask()).status).toBe(200);

  upstream.next({ kind: 'answer', chunkMs: 150 });
  const running = ask(true);
  await expect.poll(() => upstream.requests.length, SOON).toBe(10);
  child.kill('SIGTERM');
  expect((await running).text).toContain('[DONE]');
  expect((await result).code).toBe(0);
});

/** Ids of the processes that a process started. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // After the name in brackets: state, then the parent.
        return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}
